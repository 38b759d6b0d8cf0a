/* SPDX-License-Identifier: Apache-2.0 */
/* Rules written as data: a ready-made set, one's own beside it, and when each of them runs. */
#include <stdio.h>
#include <string.h>
#include <weir.h>

static const char rules_text[] =
    "{\"rules\": ["
    " {\"rule\": \"type\", \"name\": \"frames_type\", \"field\": \"frames\", \"types\": "
    "[\"integer\"]},"
    " {\"rule\": \"expression\", \"name\": \"frames_fit\", \"after\": [\"frames_type\"],"
    "  \"expect\": \"frames * 4 <= memory_mb\", \"message\": \"the frames do not fit\"},"
    " {\"rule\": \"expression\", \"name\": \"whole\", \"severity\": \"suggestion\","
    "  \"expect\": \"frames % 8 == 0\", \"message\": \"a multiple of 8 is faster\"}]}";

static weir_status show(const weir_rules* rules, const char* text) {
  weir_json* config = NULL;
  weir_report* report = NULL;
  weir_buffer* words = NULL;
  weir_status status = weir_json_parse(text, strlen(text), &config);
  if (status == WEIR_OK) status = weir_rules_validate(rules, config, NULL, &report);
  if (status >= 0) status = weir_report_summary(report, &words);
  if (status == WEIR_OK) printf("%s\n", (const char*)weir_buffer_data(words));
  weir_buffer_free(words);
  weir_report_free(report);
  weir_json_free(config);
  return status;
}

int main(void) {
  weir_rules* rules = NULL;
  weir_json* document = NULL;
  weir_json* order = NULL;
  static const char order_text[] =
      "{\"whole\": {\"level\": \"standard\", \"after\": [\"frames_fit\"]}}";
  weir_status status = weir_rules_create(&rules);
  if (status == WEIR_OK) status = weir_rules_load(rules, "frame_pipeline");
  if (status == WEIR_OK) status = weir_json_parse(rules_text, strlen(rules_text), &document);
  if (status == WEIR_OK) status = weir_rules_add_document(rules, document);
  if (status == WEIR_OK) status = weir_json_parse(order_text, strlen(order_text), &order);
  if (status == WEIR_OK) status = weir_rules_arrange(rules, order);
  if (status == WEIR_OK) status = show(rules, "{\"frames\": \"many\"}");
  if (status == WEIR_OK) {
    status =
        show(rules, "{\"frames\": 30, \"memory_mb\": 256, \"performance\": {\"target_fps\": 500}}");
  }
  if (status != WEIR_OK) fprintf(stderr, "%s\n", weir_last_error());
  weir_json_free(order);
  weir_json_free(document);
  weir_rules_free(rules);
  return status == WEIR_OK ? 0 : 1;
}
