/* SPDX-License-Identifier: Apache-2.0 */
/* A job over more arrays than its budget holds: makes them, works on each beside its neighbour,
 * sums them up. The result has to be the one that plain arithmetic gives, and the resident memory
 * must not grow by more than the budget and a tenth.
 *
 * larger_than_memory [TOTAL_MIB [BUDGET_MIB [ARRAY_KIB [NOISE_PERCENT]]]]; one line of JSON. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* clock_gettime() */
#endif
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "weir.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RESIDENT_IS_OURS 0 /* what is freed stays resident for a while */
#else
#define RESIDENT_IS_OURS 1
#endif

static void must(weir_status status, const char* what) {
  if (status == WEIR_OK) return;
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  exit(1);
}

static uint64_t resident(void) {
  unsigned long long all = 0, in = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%llu %llu", &all, &in) != 2) exit(1);
  fclose(file);
  return in * 4096u;
}

/* The least bits vary in all arrays, and in some all bits do: those do not shrink. */
static uint64_t value(uint64_t array, uint64_t at, uint64_t noise_percent) {
  uint64_t mixed = (array * 0x9E3779B97F4A7C15u) ^ (at * 0xC2B2AE3D27D4EB4Fu);
  mixed ^= mixed >> 29;
  return array % 100 < noise_percent ? mixed * 0xBF58476D1CE4E5B9u : array + (mixed & 15);
}

int main(int count, char** words) {
  const uint64_t total = (count > 1 ? strtoull(words[1], NULL, 10) : 256) << 20;
  const uint64_t budget = (count > 2 ? strtoull(words[2], NULL, 10) : 16) << 20;
  const uint64_t size = (count > 3 ? strtoull(words[3], NULL, 10) : 1024) << 10;
  const uint64_t noise = count > 4 ? strtoull(words[4], NULL, 10) : 10;
  const uint64_t arrays = total / size, numbers = size / 8;
  weir_runtime_options options = {sizeof options, 0, 0, 1, WEIR_DEVICE_HOST};
  weir_managed** all = calloc(arrays, sizeof *all);
  weir_runtime* runtime = NULL;
  weir_managed_stats stats;
  uint64_t sum = 0, expected = 0, before, most = 0, now, array, at;
  struct timespec start, end;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  options.memory_budget_bytes = budget;
  if (!all || arrays < 2) return 1;
  must(weir_runtime_create(&options, &runtime), "runtime");
  before = resident();
  clock_gettime(CLOCK_MONOTONIC, &start);
#define LOOK() \
  if ((now = resident()) > before && now - before > most) most = now - before
  for (array = 0; array < arrays; ++array) {
    weir_buffer* pinned = NULL;
    uint64_t* data;
    must(weir_managed_create(runtime, size, NULL, &all[array]), "create");
    must(weir_managed_pin(all[array], &pinned), "pin");
    data = weir_buffer_data(pinned);
    for (at = 0; at < numbers; ++at) data[at] = value(array, at, noise);
    LOOK();
    weir_buffer_free(pinned);
  }
  /* Each becomes itself and its neighbour before. */
  for (array = arrays; array-- > 1;) {
    weir_buffer *mine = NULL, *other = NULL;
    must(weir_managed_pin(all[array], &mine), "pin");
    must(weir_managed_pin(all[array - 1], &other), "pin the neighbour");
    for (at = 0; at < numbers; ++at) {
      ((uint64_t*)weir_buffer_data(mine))[at] += ((const uint64_t*)weir_buffer_data(other))[at];
    }
    LOOK();
    weir_buffer_free(mine);
    weir_buffer_free(other);
  }
  for (array = 0; array < arrays; ++array) {
    weir_buffer* pinned = NULL;
    must(weir_managed_pin(all[array], &pinned), "pin at the end");
    for (at = 0; at < numbers; ++at) {
      sum = (sum ^ ((const uint64_t*)weir_buffer_data(pinned))[at]) * 0x100000001B3u;
    }
    LOOK();
    weir_buffer_free(pinned);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  for (array = 0; array < arrays; ++array) {
    for (at = 0; at < numbers; ++at) {
      const uint64_t mine = value(array, at, noise);
      expected =
          (expected ^ (array == 0 ? mine : mine + value(array - 1, at, noise))) * 0x100000001B3u;
    }
  }
  must(weir_runtime_managed_stats(runtime, &stats), "stats");
  printf(
      "{\"bench\": \"managed\", \"case\": \"larger than memory\", \"total_mib\": %llu, "
      "\"budget_mib\": %llu, \"seconds\": %.2f, \"resident_of_budget\": %.3f, "
      "\"compress_count\": %llu, \"spill_count\": %llu, \"restore_count\": %llu, "
      "\"equal\": %s}\n",
      (unsigned long long)(total >> 20), (unsigned long long)(budget >> 20),
      (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9,
      (double)most / (double)budget, (unsigned long long)stats.compress_count,
      (unsigned long long)stats.spill_count, (unsigned long long)stats.restore_count,
      sum == expected ? "true" : "false");
  for (array = 0; array < arrays; ++array) weir_managed_free(all[array]);
  weir_runtime_free(runtime);
  free(all);
  if (sum != expected) return 1;
  return RESIDENT_IS_OURS && most > budget + budget / 10 + (1u << 20);
}
