/* SPDX-License-Identifier: Apache-2.0 */
/* Long work, in short: blocks of all sizes come and go, buffers yield and come back, scopes are
 * entered and left, memory is looked at. What is resident must not creep upward.
 *
 * churn [OPERATIONS]; one line of JSON: the slope of the resident memory over the last three
 * quarters, in bytes for each million operations. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weir.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RESIDENT_IS_OURS 0 /* what is freed stays resident for a while */
#else
#define RESIDENT_IS_OURS 1
#endif

enum { LIVE = 4096, BUFFERS = 32, LOOKS = 64 };

static void must(weir_status status, const char* what) {
  if (status == WEIR_OK) return;
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  exit(1);
}

static double resident(void) {
  unsigned long long all = 0, in = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%llu %llu", &all, &in) != 2) exit(1);
  fclose(file);
  return (double)in * 4096;
}

int main(int count, char** words) {
  const uint64_t operations = count > 1 ? strtoull(words[1], NULL, 10) : 10000000;
  weir_runtime_options options = {sizeof options, 0, 64u << 20, 1, WEIR_DEVICE_HOST};
  static void* live[LIVE];
  static weir_managed* buffers[BUFFERS];
  weir_runtime* runtime = NULL;
  weir_memory_pool* pool = NULL;
  weir_pressure* pressure = NULL;
  weir_memory_pool_stats stats;
  uint64_t random = 88172645463325252u, i, done = 0;
  double x[LOOKS], y[LOOKS], mean_x = 0, mean_y = 0, above = 0, below = 0;
  int looks = 0, at;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  must(weir_runtime_create(&options, &runtime), "runtime");
  must(weir_memory_pool_create(runtime, NULL, &pool), "pool");
  must(weir_pressure_create(runtime, NULL, &pressure), "pressure");
  for (at = 0; at < BUFFERS; ++at) {
    must(weir_managed_create(runtime, 256u << 10, NULL, &buffers[at]), "managed");
  }
  for (i = 0; i < operations; ++i) {
    void** place;
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    place = &live[random % LIVE];
    if (*place) {
      must(weir_memory_pool_put(pool, *place), "put");
      *place = NULL;
    } else {
      /* Mostly small; one of 512 has up to 128 KiB. */
      const size_t size =
          (random >> 12) % 512 == 0 ? (random >> 24) % 131072 : (random >> 24) % 2048;
      must(weir_memory_pool_get(pool, size + 8, 0, place), "get");
      *(uint64_t*)*place = i;
    }
    if (i % 4096 == 0) {
      weir_buffer* pinned = NULL;
      must(weir_runtime_enter_memory_scope(runtime, i % 8192 ? "odd" : "even"), "scope");
      must(weir_managed_pin(buffers[random % BUFFERS], &pinned), "pin");
      memset(weir_buffer_data(pinned), (int)random, 4096);
      weir_buffer_free(pinned);
      must(weir_runtime_leave_memory_scope(runtime), "leave");
    }
    if (i % (operations / LOOKS + 1) == 0) {
      must(weir_pressure_optimize(pressure, WEIR_PRESSURE_HIGH, NULL), "optimize");
      x[looks] = (double)i / 1e6;
      y[looks++] = resident();
    }
  }
  must(weir_memory_pool_get_stats(pool, &stats), "stats");
  for (at = looks / 4; at < looks; ++at, ++done) mean_x += x[at], mean_y += y[at];
  mean_x /= (double)done, mean_y /= (double)done;
  for (at = looks / 4; at < looks; ++at) {
    above += (x[at] - mean_x) * (y[at] - mean_y);
    below += (x[at] - mean_x) * (x[at] - mean_x);
  }
  printf(
      "{\"bench\": \"churn\", \"operations\": %llu, \"resident_mib\": %.1f, "
      "\"slope_bytes_per_million\": %.0f, \"reuse_rate\": %.4f, \"fragmentation\": %.3f}\n",
      (unsigned long long)operations, mean_y / (1 << 20), above / below, stats.reuse_rate,
      stats.fragmentation);
  for (at = 0; at < LIVE; ++at) must(weir_memory_pool_put(pool, live[at]), "put at the end");
  for (at = 0; at < BUFFERS; ++at) weir_managed_free(buffers[at]);
  must(weir_memory_pool_trim(pool, 0, NULL), "trim");
  must(weir_memory_pool_get_stats(pool, &stats), "stats");
  if (stats.used_count != 0 || stats.held_bytes != 0) return 1;
  weir_pressure_free(pressure);
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
  /* Over the whole run no more than 2 MiB more. */
  return RESIDENT_IS_OURS && above / below * (double)operations / 1e6 > 2 << 20;
}
