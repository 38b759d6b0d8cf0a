/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a report tells all findings, to programs and to people; strict mode names unknown keys;
 * levels choose rules. */
#include <math.h>

#include "check.h"

static weir_json* parse(const char* text) {
  weir_json* json = NULL;
  CHECK_OK(weir_json_parse(text, strlen(text), &json));
  return json;
}

static weir_rules* make(void) {
  weir_rules* rules = NULL;
  CHECK_OK(weir_rules_create(&rules));
  return rules;
}

static weir_status validate(const weir_rules* rules, const char* text, weir_report** report) {
  weir_json* config = parse(text);
  const weir_status status = weir_rules_validate(rules, config, NULL, report);
  weir_json_free(config);
  return status;
}

static weir_finding finding_at(const weir_report* report, uint64_t index) {
  weir_finding finding = {sizeof finding, 0, NULL, NULL, NULL, NULL, NULL, 0, 0};
  CHECK_OK(weir_report_finding(report, index, &finding));
  return finding;
}

/* */
static void reports(void) {
  weir_rules* rules = make();
  weir_report* report = NULL;
  weir_buffer* text = NULL;
  weir_rule_options advice = {sizeof advice, WEIR_LEVEL_WARNING, 0, 0,
                              "small_batch", "16 is plenty"};
  CHECK_OK(weir_rules_add_lod(rules, NULL));
  CHECK_OK(weir_rules_add_gpu(rules, NULL));
  CHECK_OK(weir_rules_add_range(rules, "batch_size", 1, 10000, NULL));
  CHECK_OK(weir_rules_add_range(rules, "batch_size", 16, INFINITY, &advice));
  CHECK_OK(validate(rules,
                    "{\"lod_level\":\"LOD2\",\"gpu_memory_fraction\":0.8,\"batch_size\":256,"
                    "\"extra_field\":\"ignored\"}",
                    &report)); /* */
  CHECK(weir_report_is_valid(report) == 1 && weir_report_count(report, 0) == 0);
  CHECK_OK(weir_report_summary(report, &text));
  CHECK(strcmp(weir_buffer_data(text), "PASSED: 0 errors, 0 warnings, 0 info, by 4 rules") == 0);
  weir_buffer_free(text);
  weir_report_free(report);

  CHECK_STATUS(
      validate(rules, "{\"lod_level\":\"LOD9\",\"gpu_memory_fraction\":2,\"batch_size\":0}",
               &report),
      WEIR_REJECTED);
  weir_rules_free(rules);                                  /* the report stands alone */
  CHECK(weir_report_count(report, WEIR_LEVEL_ERROR) == 3); /* */
  CHECK(weir_report_count(report, WEIR_LEVEL_WARNING) == 1);
  CHECK_OK(weir_report_summary(report, &text)); /* */
  CHECK(strcmp(
            weir_buffer_data(text),
            "FAILED: 3 errors, 1 warning, 0 info, by 4 rules\n"
            "  [ERROR] /lod_level: \"LOD9\" is not one of LOD2, LOD3, ASPRS, MINIMAL, FULL (rule "
            "lod; did you mean \"LOD2\"?)\n"
            "  [ERROR] /gpu_memory_fraction: 2 is not above 0 and at most 1 (rule gpu)\n"
            "  [ERROR] /batch_size: 0 is not between 1 and 10000 (rule range)\n"
            "  [WARNING] /batch_size: 0 is not at least 16 (rule small_batch; 16 is plenty)") == 0);
  weir_buffer_free(text);

  /* The pull twin of a rule of one's own. */
  CHECK_OK(weir_report_add(report, WEIR_LEVEL_INFO, "mine", "a/b", "looked at", NULL));
  CHECK(strcmp(finding_at(report, 4).pointer, "/a~1b") == 0 &&
        finding_at(report, 4).hint[0] == '\0');
  weir_finding finding = {sizeof finding, 0, NULL, NULL, NULL, NULL, NULL, 0, 0};
  CHECK_STATUS(weir_report_finding(report, 5, &finding), WEIR_END);
  finding.struct_size = 0;
  CHECK_ERROR(weir_report_finding(report, 0, &finding), WEIR_E_INVALID, "struct_size");
  CHECK_ERROR(weir_report_add(report, 9, "mine", "", "x", NULL), WEIR_E_INVALID, "severity is 9");
  CHECK_ERROR(weir_report_add(report, WEIR_LEVEL_ERROR, "mine", "/~", "x", NULL), WEIR_E_INVALID,
              "~");

  weir_json* json = NULL;
  int64_t errors = 0;
  const char* message = NULL;
  CHECK_OK(weir_report_json(report, &text));
  CHECK_OK(weir_json_parse(weir_buffer_data(text), weir_buffer_size(text), &json));
  CHECK_OK(weir_json_get_int64(json, "/errors", &errors));
  CHECK_OK(weir_json_get_string(json, "/findings/2/message", &message, NULL));
  CHECK(errors == 3 && strcmp(message, "0 is not between 1 and 10000") == 0);
  weir_json_free(json);
  weir_buffer_free(text);
  weir_report_free(report);
  weir_report_free(NULL);
  CHECK(weir_report_is_valid(NULL) == 0 && weir_report_count(NULL, 0) == 0);
}

static void strict_and_levels(void) {
  weir_rules* rules = make();
  weir_report* report = NULL;
  weir_json* config =
      parse("{\"batch_siez\":1,\"hardware\":{\"threads\":2,\"thread\":3},\"free\":{\"x\":1}}");
  weir_validate_options strict = {sizeof strict, 1, 0, 0};
  weir_rule_options late = {sizeof late, 0, WEIR_VALIDATE_THOROUGH, 0, NULL, NULL};
  weir_validate_options thorough = {sizeof thorough, 0, WEIR_VALIDATE_THOROUGH, 0};
  CHECK_OK(weir_rules_add_range(rules, "batch_size", 1, 5, NULL));
  CHECK_OK(weir_rules_add_range(rules, "/hardware/threads", 1, 5, NULL));
  CHECK_OK(weir_rules_add_type(rules, "free", WEIR_ALLOW_ANY, NULL));
  CHECK_OK(weir_rules_validate(rules, config, NULL, &report)); /* */
  CHECK(weir_report_count(report, 0) == 0);
  weir_report_free(report);
  CHECK_OK(weir_rules_validate(rules, config, &strict, &report)); /* warnings, still valid */
  CHECK(weir_report_count(report, WEIR_LEVEL_WARNING) == 2);
  CHECK(strcmp(finding_at(report, 0).pointer, "/batch_siez") == 0);
  CHECK(strcmp(finding_at(report, 0).hint, "did you mean \"batch_size\"?") == 0);
  CHECK(strcmp(finding_at(report, 1).pointer, "/hardware/thread") == 0);
  weir_report_free(report);

  CHECK_OK(weir_rules_add_required(rules, "absent", &late));
  CHECK_OK(weir_rules_validate(rules, config, NULL, &report)); /* STANDARD */
  weir_report_free(report);
  CHECK_STATUS(weir_rules_validate(rules, config, &thorough, &report), WEIR_REJECTED);
  weir_report_free(report);
  CHECK_OK(weir_rules_check(rules, config)); /* FAST */
  weir_json_free(config);
  weir_rules_free(rules);
}

int main(void) {
  reports();
  strict_and_levels();
  return 0;
}
