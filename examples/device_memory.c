/* SPDX-License-Identifier: Apache-2.0 */
/* Frames that pass through the device's memory one after another: one block serves them all, since
 * the stream that is still at work on it is also the next to use it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weir.h"

enum { kFrames = 200, kValues = 640 * 480 };

static void check(weir_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", weir_status_name(status), weir_last_error());
  exit(1);
}

int main(void) {
  static float frame[kValues], result[kValues];
  const uint64_t shape[1] = {kValues};
  const weir_array from = {sizeof from, WEIR_F32, 1, WEIR_SPACE_HOST, frame, shape, NULL};
  const weir_array to = {sizeof to, WEIR_F32, 1, WEIR_SPACE_HOST, result, shape, NULL};
  weir_array there = {sizeof there, WEIR_F32, 1, WEIR_SPACE_DEVICE, NULL, shape, NULL};
  weir_device_pool_options options = {sizeof options, 0, 32u << 20, 0, 0};
  weir_device_pool_stats stats;
  weir_runtime* runtime = NULL;
  weir_stream_pool* streams = NULL;
  weir_stream* stream = NULL;
  weir_device_pool* pool = NULL;
  void* large = NULL;
  int i;

  check(weir_runtime_create(NULL, &runtime));
  check(weir_stream_pool_create(runtime, NULL, &streams));
  check(weir_stream_pool_get(streams, 0, &stream));
  check(weir_device_pool_create(runtime, &options, &pool));
  for (i = 0; i < kFrames; ++i) {
    frame[0] = (float)i;
    check(weir_device_pool_get(pool, sizeof frame, WEIR_PRIORITY_HIGH, stream, &there.data));
    check(weir_stream_transfer(stream, &from, &there, NULL));
    check(weir_stream_transfer(stream, &there, &to, NULL));
    check(weir_device_pool_put(pool, there.data, stream));
    check(weir_stream_synchronize(stream, WEIR_FOREVER));
    if (result[0] != frame[0]) return 1;
  }
  /* More than there is: the text says who has it, and the statistics what would fit. */
  if (weir_device_pool_get(pool, (size_t)1 << 30, 0, NULL, &large) != WEIR_E_NO_MEMORY) return 1;
  printf("%s\n", weir_last_error());
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  check(weir_device_pool_get_stats(pool, &stats));
  printf("%" PRIu64 " frames, %.0f %% from used blocks, %" PRIu64 " bytes at most\n",
         stats.get_count, 100 * stats.reuse_rate, stats.peak_bytes);
  weir_device_pool_free(pool);
  weir_stream_free(stream);
  weir_stream_pool_free(streams);
  weir_runtime_free(runtime);
  return 0;
}
