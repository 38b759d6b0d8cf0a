/* SPDX-License-Identifier: Apache-2.0 */
/* The same thousand small arrays, copied a hundred times: described once, then run. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "weir.h"

enum { kPairs = 1000, kRuns = 100 };

static void check(weir_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", weir_status_name(status), weir_last_error());
  exit(1);
}

int main(void) {
  const uint64_t shape[2] = {500, 3};
  weir_array *src = calloc(kPairs, sizeof *src), *dst = calloc(kPairs, sizeof *dst);
  double* memory = calloc((size_t)2 * kPairs * 1500, sizeof *memory);
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  weir_plan* plan = NULL;
  weir_stream_pool_stats stats = {sizeof stats, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  size_t i;
  int run;

  if (src == NULL || dst == NULL || memory == NULL) return 1;
  for (i = 0; i < kPairs; ++i) {
    const weir_array array = {sizeof array, WEIR_F64, 2, WEIR_SPACE_HOST, NULL, shape, NULL};
    src[i] = dst[i] = array;
    src[i].data = memory + i * 1500;
    dst[i].data = memory + (kPairs + i) * 1500;
  }
  check(weir_runtime_create(NULL, &runtime));
  check(weir_stream_pool_create(runtime, NULL, &pool));
  check(weir_plan_create(pool, src, dst, kPairs, &plan));
  for (run = 0; run < kRuns; ++run) {
    weir_ticket* ticket = NULL;
    memory[0] = run; /* each run copies what lies there then */
    check(weir_plan_run(plan, NULL, &ticket));
    check(weir_ticket_wait(ticket, WEIR_FOREVER));
    weir_ticket_free(ticket);
    if (memory[(size_t)kPairs * 1500] != run) return 1;
  }
  check(weir_stream_pool_get_stats(pool, &stats));
  printf("%" PRIu64 " arrays, %.1f GB\n", stats.transfer_count,
         (double)stats.bytes_transferred / 1e9);
  weir_plan_free(plan);
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  free(memory);
  free(dst);
  free(src);
  return 0;
}
