/* SPDX-License-Identifier: Apache-2.0 */
/* Frames that come and go: one pool makes the second thousand cost nothing, and what is critical
 * gets through when the rest has taken all there is. */
#include <stdio.h>
#include <string.h>

#include "weir.h"

static int failed(const char* what, weir_status status) {
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  return 1;
}

int main(void) {
  weir_runtime_options options = {sizeof options, 0, 64u << 20, 0, WEIR_DEVICE_AUTO};
  const uint64_t shape[3] = {480, 640, 3};
  weir_array frame = {sizeof frame, WEIR_U8, 3, WEIR_SPACE_HOST, NULL, shape, NULL};
  weir_block_options critical = {sizeof critical, WEIR_BLOCK_ZEROED, WEIR_PRIORITY_CRITICAL, 0};
  weir_memory_pool_stats stats;
  weir_runtime* runtime = NULL;
  weir_memory_pool* pool = NULL;
  weir_buffer *block = NULL, *model = NULL;
  void* scratch = NULL;
  weir_status status;
  int i;

  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  status = weir_runtime_create(&options, &runtime);
  if (status == WEIR_OK) status = weir_runtime_memory_pool(runtime, &pool);
  for (i = 0; i < 1000 && status == WEIR_OK; ++i) {
    status = weir_memory_pool_get_array(pool, &frame, NULL, &block);
    if (status == WEIR_OK) memset(frame.data, i & 0xff, weir_buffer_size(block));
    weir_buffer_free(block); /* back to the pool */
    block = NULL;
  }
  if (status == WEIR_OK) status = weir_memory_pool_get_array(pool, &frame, &critical, &model);
  /* Bare blocks are the quickest way. They have no owner: put() is yours to call. */
  if (status == WEIR_OK) status = weir_memory_pool_get(pool, 200, 0, &scratch);
  if (status == WEIR_OK) status = weir_memory_pool_put(pool, scratch);
  if (status == WEIR_OK && weir_memory_pool_put(pool, scratch) != WEIR_E_INVALID) {
    status = WEIR_E_INTERNAL;
  }
  if (status == WEIR_OK) {
    printf("given back twice: %s\n", weir_last_error());
    status = weir_memory_pool_get_stats(pool, &stats);
  }
  if (status == WEIR_OK) {
    printf("%.1f %% of %llu blocks were used again; %llu bytes at most\n", 100 * stats.reuse_rate,
           (unsigned long long)stats.get_count, (unsigned long long)stats.peak_bytes);
  }
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
  weir_buffer_free(model); /* any order is right */
  return status == WEIR_OK ? 0 : failed("memory_pool", status);
}
