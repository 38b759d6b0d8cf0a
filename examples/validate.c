/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a configuration before work starts: ready-made rules, one of our own, and the report. */
#include <stdio.h>
#include <string.h>
#include <weir.h>

static int failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, weir_last_error());
  return 1;
}

/* A rule of our own sees the whole configuration; about what is not there it has nothing to say. */
static int32_t batch_divisible(void* user, const weir_json* config, weir_finding_sink* sink) {
  int64_t batch = 0;
  (void)user;
  if (weir_json_get_int64(config, "/batch_size", &batch) != WEIR_OK || batch % 32 == 0) return 1;
  (void)weir_finding_sink_field(sink, "batch_size");
  (void)weir_finding_sink_message(sink, "has to be divisible by 32");
  return 0;
}

int main(void) {
  weir_rules* rules = NULL;
  if (weir_rules_create(&rules) != WEIR_OK) return failed("create");
  if (weir_rules_add_lod(rules, NULL) != WEIR_OK) return failed("lod");
  if (weir_rules_add_gpu(rules, NULL) != WEIR_OK) return failed("gpu");
  if (weir_rules_add_range(rules, "batch_size", 1, 10000, NULL) != WEIR_OK) return failed("range");
  if (weir_rules_add_custom(rules, "batch_divisible", batch_divisible, NULL, NULL, NULL) !=
      WEIR_OK) {
    return failed("custom");
  }

  static const char text[] =
      "{\"lod_level\": \"LOD4\", \"gpu_memory_fraction\": 0.8, \"batch_size\": 100, \"lod_levle\": "
      "1}";
  weir_json* config = NULL;
  if (weir_json_parse(text, strlen(text), &config) != WEIR_OK) return failed("parse");

  /* In a hot path: one answer, no report. */
  if (weir_rules_check(rules, config) != WEIR_REJECTED) return failed("check");
  printf("%s\n\n", weir_last_error());

  /* At start: everything there is to say, unknown keys included. */
  weir_validate_options options = {sizeof options, 1 /* strict */, 0, 0};
  weir_report* report = NULL;
  if (weir_rules_validate(rules, config, &options, &report) != WEIR_REJECTED)
    return failed("validate");
  weir_buffer* summary = NULL;
  if (weir_report_summary(report, &summary) != WEIR_OK) return failed("summary");
  printf("%s\n", (const char*)weir_buffer_data(summary));
  weir_buffer_free(summary);

  const uint64_t errors = weir_report_count(report, WEIR_LEVEL_ERROR);
  weir_report_free(report);
  weir_json_free(config);
  weir_rules_free(rules);
  return errors == 2 ? 0 : 1;
}
