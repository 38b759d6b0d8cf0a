/* SPDX-License-Identifier: Apache-2.0 */
/* stream.c: copy one array while doing something else, then many at once. */
#include <stdio.h>
#include <stdlib.h>

#include "weir.h"

enum { kPairs = 100, kRows = 500, kColumns = 3 };

static void must(weir_status status) {
  if (status == WEIR_OK) return;
  fprintf(stderr, "%s\n", weir_last_error());
  exit(1);
}

static weir_array points(double* data, const uint64_t* shape) {
  weir_array array = {sizeof array, WEIR_F64, 2, WEIR_SPACE_HOST, data, shape, NULL};
  return array;
}

int main(void) {
  static double from[kPairs][kRows * kColumns], to[kPairs][kRows * kColumns];
  static const uint64_t shape[2] = {kRows, kColumns};
  weir_stream_pool_options options = {sizeof options, 0, 8, 0, 0, 0, 0};
  weir_stream_pool_stats stats = {sizeof stats, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  weir_array src[kPairs], dst[kPairs];
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  weir_stream* stream = NULL;
  weir_ticket* ticket = NULL;
  int i;

  for (i = 0; i < kPairs; ++i) {
    from[i][0] = i;
    src[i] = points(from[i], shape);
    dst[i] = points(to[i], shape);
  }
  must(weir_runtime_default(&runtime));
  must(weir_runtime_stream_pool(runtime, &options, &pool));

  /* One stream keeps its order. The call returns at once; the copy is there after the wait. */
  must(weir_stream_pool_get(pool, 0, &stream));
  must(weir_stream_transfer(stream, &src[7], &dst[7], NULL));
  must(weir_stream_synchronize(stream, WEIR_FOREVER));
  printf("stream 0 brought %g\n", to[7][0]);

  /* A batch is spread over all streams; its ticket knows how each pair ended. */
  must(weir_stream_pool_batch(pool, src, dst, kPairs, NULL, &ticket));
  must(weir_ticket_wait(ticket, WEIR_FOREVER));
  for (i = 0; i < kPairs; ++i) {
    if (to[i][0] != i) return 1;
  }

  must(weir_stream_pool_get_stats(pool, &stats));
  printf("%llu transfers, %llu bytes, %.1f us on average\n",
         (unsigned long long)stats.transfer_count, (unsigned long long)stats.bytes_transferred,
         stats.avg_latency_us);
  weir_ticket_free(ticket);
  weir_stream_free(stream);
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  return 0;
}
