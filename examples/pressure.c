/* SPDX-License-Identifier: Apache-2.0 */
/* A program that would fill its budget: idle memory is let go before anybody is refused, and the
 * program hears how it stands. */
#include <stdio.h>
#include <string.h>

#include "weir.h"

static int failed(const char* what, weir_status status) {
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  return 1;
}

/* Runs in the monitor's thread. */
static void hear(void* user, uint32_t level, const char* text) {
  (void)user;
  printf("level %u: %s\n", (unsigned)level, text);
}

int main(void) {
  weir_runtime_options options = {sizeof options, 0, 64u << 20, 0, WEIR_DEVICE_AUTO};
  weir_pressure_stats stats;
  weir_memory_scope scope;
  weir_runtime* runtime = NULL;
  weir_memory_pool* pool = NULL;
  weir_pressure* pressure = NULL;
  void* block = NULL;
  weir_status status;
  uint64_t freed = 0;
  uint32_t index;

  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  memset(&scope, 0, sizeof scope);
  scope.struct_size = sizeof scope;
  status = weir_runtime_create(&options, &runtime);
  if (status == WEIR_OK) status = weir_runtime_memory_pool(runtime, &pool);
  if (status == WEIR_OK) status = weir_runtime_enter_memory_scope(runtime, "frames");
  if (status == WEIR_OK) status = weir_memory_pool_get(pool, 20u << 20, 0, &block);
  if (status == WEIR_OK) status = weir_runtime_leave_memory_scope(runtime);
  if (status == WEIR_OK) status = weir_memory_pool_put(pool, block); /* idle from now on */
  for (index = 0; status == WEIR_OK; ++index) {
    status = weir_runtime_memory_scope(runtime, index, &scope);
    if (status == WEIR_OK) {
      printf("%s: %llu bytes at most\n", scope.path, (unsigned long long)scope.peak_bytes);
    }
  }
  if (status == WEIR_END) status = WEIR_OK;

  if (status == WEIR_OK) status = weir_pressure_create(runtime, NULL, &pressure);
  /* A thread that watches and relieves; without it, weir_pressure_wait() does both. */
  if (status == WEIR_OK) status = weir_pressure_start(pressure, hear, NULL, NULL);
  if (status == WEIR_OK) status = weir_pressure_stop(pressure);
  if (status == WEIR_OK) status = weir_pressure_optimize(pressure, 0, &freed);
  if (status == WEIR_OK) status = weir_pressure_get_stats(pressure, &stats);
  if (status == WEIR_OK) {
    printf("%llu bytes let go; the fullest of %s is %.0f %% full\n", (unsigned long long)freed,
           stats.group_bytes ? "budget, group and machine" : "budget and machine",
           100 * stats.ratio);
  }
  weir_pressure_free(pressure);
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
  return status == WEIR_OK ? 0 : failed("pressure", status);
}
