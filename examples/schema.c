/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration judged by a JSON Schema: the verdict first, then what is wrong and where. */
#include <stdio.h>
#include <string.h>
#include <weir.h>

static const char kSchema[] =
    "{\"type\": \"object\", \"required\": [\"input\"],"
    " \"properties\": {"
    "   \"input\": {\"type\": \"string\"},"
    "   \"batch_size\": {\"type\": \"integer\", \"minimum\": 1},"
    "   \"mode\": {\"enum\": [\"fast\", \"best\"]},"
    "   \"started\": {\"format\": \"date\"}},"
    " \"additionalProperties\": false}";

static const char kConfig[] =
    "{\n"
    "  \"batch_sise\": 64,\n"
    "  \"mode\": \"fsat\",\n"
    "  \"started\": \"yesterday\"\n"
    "}\n";

static int failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, weir_last_error());
  return 1;
}

int main(void) {
  weir_schema_options options = {
      sizeof options, 0, WEIR_SCHEMA_FORMATS | WEIR_SCHEMA_STRICT, 0, NULL, NULL, NULL, NULL};
  weir_schema* schema = NULL;
  if (weir_schema_compile(kSchema, strlen(kSchema), &options, &schema) != WEIR_OK) {
    return failed("compile");
  }

  /* In a hot path: text in, verdict out. */
  weir_status verdict = weir_schema_check(schema, kConfig, strlen(kConfig));
  if (verdict != WEIR_REJECTED) return failed("check");

  /* For the person who wrote it: everything, with lines. */
  weir_report* report = NULL;
  verdict = weir_schema_validate(schema, kConfig, strlen(kConfig), &report);
  if (verdict != WEIR_REJECTED) return failed("validate");
  weir_finding finding = {0};
  finding.struct_size = sizeof finding;
  for (uint64_t i = 0; weir_report_finding(report, i, &finding) == WEIR_OK; ++i) {
    printf("config.json:%u:%u: %s%s%s\n", finding.line, finding.column, finding.message,
           finding.hint[0] != '\0' ? "; " : "", finding.hint);
  }

  /* For CI: SARIF, which code hosts show beside the source. */
  weir_buffer* sarif = NULL;
  if (weir_report_write(report, WEIR_REPORT_STYLE_SARIF, "config.json", &sarif) != WEIR_OK) {
    return failed("write");
  }
  printf("%zu bytes of SARIF\n", weir_buffer_size(sarif));

  /* A schema that is not one says where. */
  weir_schema* wrong = NULL;
  if (weir_schema_compile("{\"type\": \"sting\"}", 17, NULL, &wrong) == WEIR_OK) return 1;
  printf("%s\n", weir_last_error());

  weir_buffer_free(sarif);
  weir_report_free(report);
  weir_schema_free(schema);
  return 0;
}
