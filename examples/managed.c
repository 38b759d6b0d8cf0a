/* SPDX-License-Identifier: Apache-2.0 */
/* Four times as much data as the budget allows: what nobody has pinned is compressed, then spilled,
 * and all of it comes back. */
#include <stdio.h>
#include <string.h>

#include "weir.h"

enum { COUNT = 64, SIZE = 1 << 20 };

static int failed(const char* what, weir_status status) {
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  return 1;
}

int main(void) {
  weir_runtime_options options = {sizeof options, 0, 16u << 20, 0, WEIR_DEVICE_AUTO};
  weir_managed_options low = {sizeof low, 0, WEIR_PRIORITY_LOW, 0};
  weir_managed* all[COUNT] = {NULL};
  weir_managed_stats stats;
  weir_runtime* runtime = NULL;
  weir_buffer* pinned = NULL;
  weir_status status;
  int number, wrong = 0;

  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  status = weir_runtime_create(&options, &runtime);
  for (number = 0; number < COUNT && status == WEIR_OK; ++number) {
    status = weir_managed_create(runtime, SIZE, &low, &all[number]);
    if (status == WEIR_OK) status = weir_managed_pin(all[number], &pinned);
    if (status != WEIR_OK) break;
    memset(weir_buffer_data(pinned), number, SIZE);
    weir_buffer_free(pinned); /* unpinned: it may make room for others now */
  }
  if (status == WEIR_OK) status = weir_runtime_managed_stats(runtime, &stats);
  if (status == WEIR_OK) {
    printf("%llu MiB in %llu MiB: %llu buffers lie compressed, %llu in the file\n",
           (unsigned long long)stats.total_bytes >> 20,
           (unsigned long long)options.memory_budget_bytes >> 20,
           (unsigned long long)stats.compressed_count, (unsigned long long)stats.spilled_count);
  }
  for (number = 0; number < COUNT && status == WEIR_OK; ++number) {
    status = weir_managed_pin(all[number], &pinned);
    if (status != WEIR_OK) break;
    wrong += ((const char*)weir_buffer_data(pinned))[SIZE - 1] != (char)number;
    weir_buffer_free(pinned);
  }
  for (number = 0; number < COUNT; ++number) weir_managed_free(all[number]);
  weir_runtime_free(runtime);
  if (wrong != 0) fprintf(stderr, "%d buffers came back wrong\n", wrong);
  return status == WEIR_OK ? wrong != 0 : failed("managed", status);
}
