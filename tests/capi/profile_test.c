/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: phases, metrics and reports work from C as the header says (A-040..A-065). */
#include <pthread.h>

#include "check.h"

static weir_profiler* profiler;

static weir_phase_stats stats_of(const char* phase) {
  weir_phase_stats stats = {sizeof stats, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_profiler_phase_stats(profiler, phase, &stats));
  return stats;
}

/* A-042..A-046, A-050, A-052..A-053: the documents' nested pipeline. */
static void nested_phases_are_all_there(void) {
  char name[32];
  CHECK_OK(weir_profiler_reset(profiler));
  CHECK_OK(weir_profiler_start_phase(profiler, "pipeline"));
  CHECK_OK(weir_profiler_start_phase(profiler, "processing"));
  for (int i = 0; i < 10; ++i) {
    snprintf(name, sizeof name, "batch_%d", i);
    CHECK_OK(weir_profiler_start_phase(profiler, name));
    CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  }
  CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  uint64_t count = 0;
  CHECK_OK(weir_profiler_phase_count(profiler, &count));
  CHECK(count == 12);
  CHECK(stats_of("pipeline").total_ns >= stats_of("pipeline/processing").total_ns);
  CHECK(stats_of("batch_7").phase == stats_of("pipeline/processing/batch_7").phase);
  weir_profile_summary summary = {sizeof summary, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_profiler_summary(profiler, &summary));
  CHECK(summary.phase_count == 12 && summary.run_count == 12 && summary.open_count == 0);
  CHECK(summary.total_ns >= stats_of("pipeline").total_ns);
}

/* A-047..A-049, A-054, A-065. */
static void metrics_keep_the_last_value_and_the_spread(void) {
  weir_metric_stats loss = {sizeof loss, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_profiler_reset(profiler));
  CHECK_OK(weir_profiler_record_metric(profiler, "outside", 7));
  CHECK_OK(weir_profiler_start_phase(profiler, "training"));
  for (int epoch = 1; epoch <= 5; ++epoch) {
    CHECK_OK(weir_profiler_record_metric(profiler, "loss", 1.0 / epoch));
  }
  CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  CHECK_OK(weir_profiler_metric_stats(profiler, "training", "loss", &loss));
  CHECK(loss.count == 5);
  CHECK_NEAR(loss.last, 0.2, 1e-15);
  CHECK_NEAR(loss.mean, 2.283333333333333 / 5, 1e-12);
  CHECK_OK(weir_profiler_metric_stats(profiler, "", "outside", &loss));
  CHECK(loss.last == 7);
  CHECK_OK(weir_profiler_metric_stats(profiler, NULL, "loss", &loss));
  CHECK(loss.count == 5);
  CHECK_STATUS(weir_profiler_metric_stats(profiler, "training", "outside", &loss), WEIR_MISS);
  weir_buffer* name = NULL;
  CHECK_OK(weir_profiler_metric_at(profiler, "training", 0, &name, &loss));
  CHECK(strcmp((const char*)weir_buffer_data(name), "loss") == 0);
  weir_buffer_free(name);
  CHECK_STATUS(weir_profiler_metric_at(profiler, "training", 1, &name, &loss), WEIR_END);
  CHECK(name == NULL);
}

/* an error path ends an outer phase by its name. */
static void ends_sweep_what_is_inside(void) {
  weir_phase_stats stats = {sizeof stats, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_profiler_reset(profiler));
  CHECK_STATUS(weir_profiler_end_phase(profiler, NULL), WEIR_MISS);
  CHECK_OK(weir_profiler_start_phase(profiler, "tile"));
  CHECK_OK(weir_profiler_start_phase(profiler, "validate"));
  CHECK_STATUS(weir_profiler_end_phase_named(profiler, "elsewhere", NULL), WEIR_MISS);
  CHECK_OK(weir_profiler_end_phase_named(profiler, "tile", &stats));
  CHECK(stats.count == 1 && stats.phase == stats_of("tile").phase);
  CHECK(stats_of("tile/validate").count == 1);
  weir_profile_summary summary = {sizeof summary, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_profiler_summary(profiler, &summary));
  CHECK(summary.stray_count == 2 && summary.swept_count == 1);
}

static void bad_input_is_refused(void) {
  weir_phase_stats stats = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  weir_profiler_options options = {sizeof options, 64, 0, 0};
  weir_buffer* text = NULL;
  char deep[1100];
  memset(deep, 'x', sizeof deep - 1);
  deep[sizeof deep - 1] = '\0';
  CHECK_OK(weir_profiler_reset(profiler));
  CHECK_ERROR(weir_profiler_start_phase(NULL, "a"), WEIR_E_INVALID, "profiler is NULL");
  CHECK_ERROR(weir_profiler_start_phase(profiler, NULL), WEIR_E_INVALID, "name is NULL");
  CHECK_ERROR(weir_profiler_start_phase(profiler, ""), WEIR_E_INVALID, "empty");
  CHECK_ERROR(weir_profiler_start_phase(profiler, "a\xFFz"), WEIR_E_INVALID, "byte 1");
  CHECK_ERROR(weir_profiler_start_phase(profiler, deep), WEIR_E_LIMIT, "1024");
  CHECK_ERROR(weir_profiler_start_phase_under(profiler, 12345, "a"), WEIR_E_INVALID, "parent");
  CHECK_ERROR(weir_profiler_configure(profiler, &options), WEIR_E_INVALID, "flags is 64");
  CHECK_ERROR(weir_profiler_report(profiler, 9, &text), WEIR_E_INVALID, "format is 9");
  CHECK_OK(weir_profiler_start_phase(profiler, "a"));
  CHECK_ERROR(weir_profiler_end_phase(profiler, &stats), WEIR_E_INVALID, "struct_size");
  CHECK_OK(weir_profiler_end_phase(profiler, NULL)); /* the refused end ended nothing */
  CHECK_ERROR(weir_profiler_phase_stats(profiler, "a", &stats), WEIR_E_INVALID, "struct_size");
  stats.struct_size = sizeof stats;
  CHECK_STATUS(weir_profiler_phase_stats(profiler, "b", &stats), WEIR_MISS);
  weir_profiler_free(NULL);
}

/* everybody who asks the runtime records into the same one. */
static void the_runtime_has_one(weir_runtime* runtime) {
  weir_profiler* again = NULL;
  CHECK_OK(weir_runtime_profiler(runtime, &again));
  CHECK_OK(weir_profiler_start_phase(again, "old code"));
  CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  weir_profiler_free(again);
  CHECK(stats_of("old code").count == 1);
}

/* 160 MB that are gone again before the phase ends. */
static void a_spike_of_memory_is_seen(void) {
  const size_t size = 160000000;
  weir_profiler_options options = {sizeof options, WEIR_PROFILER_TRACK_MEMORY, 0, 0};
  CHECK_OK(weir_profiler_configure(profiler, &options));
  CHECK_OK(weir_profiler_start_phase(profiler, "memory_intensive_operation"));
  volatile char* block = malloc(size);
  CHECK(block != NULL);
  for (size_t at = 0; at < size; at += 4096) block[at] = 1;
  free((void*)block);
  CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  CHECK_OK(weir_profiler_configure(profiler, NULL));
  const weir_phase_stats stats = stats_of("memory_intensive_operation");
  CHECK((stats.flags & WEIR_PHASE_HAS_MEMORY) != 0);
  CHECK((stats.flags & WEIR_PHASE_HAS_GPU) == 0); /* */
  if ((stats.flags & WEIR_PHASE_MEMORY_SAMPLED) == 0) CHECK(stats.memory_peak_bytes > size);
}

static uint64_t parent;

static void* tile_on_a_thread(void* user) {
  (void)user;
  CHECK_OK(weir_profiler_start_phase_under(profiler, parent, "tile"));
  CHECK_OK(weir_profiler_record_metric(profiler, "success", 1));
  CHECK_OK(weir_profiler_start_phase(profiler, "left open"));
  return NULL; /* both end with the thread */
}

static void threads_join_a_phase(void) {
  pthread_t threads[4];
  weir_metric_stats success = {sizeof success, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_profiler_start_phase(profiler, "batch"));
  CHECK_OK(weir_profiler_current(profiler, &parent));
  for (int i = 0; i < 4; ++i) CHECK(pthread_create(&threads[i], NULL, tile_on_a_thread, NULL) == 0);
  for (int i = 0; i < 4; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK_OK(weir_profiler_end_phase(profiler, NULL));
  CHECK(stats_of("batch/tile").count == 4);
  CHECK(stats_of("batch/tile/left open").count == 4);
  CHECK_OK(weir_profiler_metric_stats(profiler, "batch/tile", "success", &success)); /* */
  CHECK(success.count == 4);
}

/* A-050..A-054: the report, read back through the library's own reader. */
static void reports_can_be_read(void) {
  weir_buffer* text = NULL;
  weir_json* json = NULL;
  double number = -1;
  CHECK_OK(weir_profiler_report(profiler, WEIR_REPORT_JSON, &text));
  CHECK_OK(weir_json_parse(weir_buffer_data(text), weir_buffer_size(text), &json));
  weir_buffer_free(text);
  CHECK_OK(weir_json_get_double(json, "/total_time", &number));
  CHECK(number > 0);
  CHECK_OK(weir_json_get_double(json, "/phases/batch/duration", &number));
  CHECK(number > 0);
  CHECK_OK(weir_json_get_double(json, "/phases/tile/custom_metrics/success", &number));
  CHECK(number == 1);
  CHECK_OK(weir_json_get_double(json, "/phases/memory_intensive_operation/memory_mb", &number));
  CHECK(number > 0);
  CHECK_STATUS(weir_json_get_double(json, "/phases/batch/gpu_memory_mb", &number), WEIR_MISS);
  weir_json_free(json);
  CHECK_OK(weir_profiler_report(profiler, WEIR_REPORT_TEXT, &text));
  CHECK(strstr(weir_buffer_data(text), "  tile") != NULL);
  weir_buffer_free(text);
}

static void after_shutdown_it_can_only_be_read(weir_runtime* runtime) {
  weir_profiler* late = NULL;
  CHECK_OK(weir_profiler_start_phase(profiler, "open"));
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_ERROR(weir_profiler_start_phase(profiler, "late"), WEIR_E_CLOSED, "shut down");
  CHECK_ERROR(weir_profiler_end_phase(profiler, NULL), WEIR_E_CLOSED, "shut down");
  CHECK_ERROR(weir_profiler_reset(profiler), WEIR_E_CLOSED, "shut down");
  CHECK_ERROR(weir_runtime_profiler(runtime, &late), WEIR_E_CLOSED, "shut down");
  CHECK_ERROR(weir_profiler_create(runtime, NULL, &late), WEIR_E_CLOSED, "shut down");
  CHECK(stats_of("open").open_count == 1);
  reports_can_be_read();
}

int main(void) {
  weir_runtime* runtime = NULL;
  CHECK_OK(weir_profiler_create(NULL, NULL, &profiler));
  nested_phases_are_all_there();
  metrics_keep_the_last_value_and_the_spread();
  ends_sweep_what_is_inside();
  bad_input_is_refused();
  weir_profiler_free(profiler);

  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_runtime_profiler(runtime, &profiler));
  the_runtime_has_one(runtime);
  a_spike_of_memory_is_seen();
  threads_join_a_phase();
  reports_can_be_read();
  after_shutdown_it_can_only_be_read(runtime);
  weir_runtime_free(runtime);
  CHECK(stats_of("batch").count == 1); /* the profiler keeps what it needs */
  weir_profiler_free(profiler);
  return 0;
}
