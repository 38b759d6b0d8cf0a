/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: phases, metrics and reports work from C as the header says (A-040..A-065). */
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

int main(void) {
  CHECK_OK(weir_profiler_create(NULL, NULL, &profiler));
  nested_phases_are_all_there();
  metrics_keep_the_last_value_and_the_spread();
  ends_sweep_what_is_inside();
  bad_input_is_refused();
  weir_profiler_free(profiler);
  return 0;
}
