/* SPDX-License-Identifier: Apache-2.0 */
/* Where does the time go? Three tiles through a small pipeline, one of them bad, and the report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weir.h"

static void check(weir_status status) {
  if (status >= 0) return;
  fprintf(stderr, "%s: %s\n", weir_status_name(status), weir_last_error());
  exit(1);
}

/* Some work that takes memory for a moment: the phase's peak will show it. */
static int process(const char* tile) {
  const size_t size = 32u << 20;
  volatile char* block = malloc(size);
  if (block == NULL) return 0;
  for (size_t at = 0; at < size; at += 4096) block[at] = tile[0];
  const int good = block[0] != 'b';
  free((void*)block);
  return good;
}

int main(void) {
  static const char* const tiles[] = {"forest", "bad", "town"};
  weir_runtime* runtime = NULL;
  weir_profiler* profiler = NULL;
  weir_buffer* report = NULL;
  weir_profiler_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.flags = WEIR_PROFILER_TRACK_MEMORY;

  check(weir_runtime_create(NULL, &runtime));
  check(weir_runtime_profiler(runtime, &profiler));
  check(weir_profiler_configure(profiler, &options));
  check(weir_profiler_reset(profiler));

  check(weir_profiler_start_phase(profiler, "pipeline"));
  for (int i = 0; i < 3; ++i) {
    check(weir_profiler_start_phase(profiler, "tile"));
    check(weir_profiler_start_phase(profiler, "process"));
    if (process(tiles[i])) {
      check(weir_profiler_record_metric(profiler, "success", 1));
      check(weir_profiler_end_phase(profiler, NULL));
    } else {
      check(weir_profiler_record_metric(profiler, "error", 1));
    }
    /* By name: whatever an error path left open inside the tile is ended with it. */
    check(weir_profiler_end_phase_named(profiler, "tile", NULL));
  }
  check(weir_profiler_end_phase(profiler, NULL));

  weir_phase_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  check(weir_profiler_phase_stats(profiler, "process", &stats));
  printf("%llu tiles, the slowest took %.1f ms\n\n", (unsigned long long)stats.count,
         (double)stats.max_ns / 1e6);

  check(weir_profiler_report(profiler, WEIR_REPORT_TEXT, &report));
  fwrite(weir_buffer_data(report), 1, weir_buffer_size(report), stdout);
  weir_buffer_free(report);
  weir_profiler_free(profiler);
  weir_runtime_free(runtime);
  return 0;
}
