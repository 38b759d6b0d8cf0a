/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a schema gives the verdict on a text, and when it is no, what is wrong, where in the
 * text, where in the schema and what was probably meant; it refers only to what it was given; it is
 * a rule among others (A-078, A-079, A-082 to A-085; B-001: the verdict comes first). */
#include "check.h"

static weir_schema* compile(const char* text, uint32_t flags) {
  weir_schema_options options = {sizeof options, 0, flags, 0, NULL, NULL, NULL, NULL};
  weir_schema* schema = NULL;
  CHECK_OK(weir_schema_compile(text, strlen(text), &options, &schema));
  return schema;
}

static weir_finding finding_at(const weir_report* report, uint64_t index) {
  weir_finding finding;
  memset(&finding, 0, sizeof finding);
  finding.struct_size = sizeof finding;
  CHECK_OK(weir_report_finding(report, index, &finding));
  return finding;
}

/* One text against one schema: what its first finding says, and where. */
static void expect(const char* schema_text, const char* text, const char* pointer,
                   const char* message, const char* hint) {
  weir_schema* schema = compile(schema_text, WEIR_SCHEMA_FORMATS);
  weir_report* report = NULL;
  weir_finding finding;
  CHECK_STATUS(weir_schema_check(schema, text, strlen(text)), WEIR_REJECTED);
  CHECK_STATUS(weir_schema_validate(schema, text, strlen(text), &report), WEIR_REJECTED);
  finding = finding_at(report, 0);
  if (strcmp(finding.pointer, pointer) != 0 || strstr(finding.message, message) == NULL ||
      strstr(finding.hint, hint) == NULL) {
    fprintf(stderr, "%s\n  at %s: %s (%s)\n  not at %s: %s (%s)\n", text, finding.pointer,
            finding.message, finding.hint, pointer, message, hint);
    exit(1);
  }
  CHECK(finding.line == 1 && finding.column > 0 && strchr(finding.schema, '#') != NULL);
  weir_report_free(report);
  weir_schema_free(schema);
}

/* What a person would rather read. */
static void messages(void) {
  expect("{\"type\":\"integer\"}", "\"8\"", "", "\"8\" is not an integer", "without quotes");
  expect("{\"type\":[\"string\",\"null\"]}", "5", "", "5 is not null or a string", "in quotes");
  expect("{\"type\":\"array\"}", "5", "", "not an array", "[ ]");
  expect("{\"properties\":{\"a\":{\"minimum\":1}}}", "{\"a\":0}", "/a", "0 is below 1", "");
  expect("{\"maximum\":10}", "11", "", "11 is above 10", "");
  expect("{\"exclusiveMinimum\":0}", "0", "", "not above 0", "");
  expect("{\"exclusiveMaximum\":1}", "1.5", "", "not below 1", "");
  expect("{\"multipleOf\":0.0001}", "0.00751", "", "not a multiple of 0.0001", "");
  expect("{\"enum\":[\"fast\",\"best\"]}", "\"fsat\"", "", "not one of \"fast\", \"best\"",
         "did you mean \"fast\"");
  expect("{\"const\":9007199254740993}", "9007199254740992", "", "is not 9007199254740993", "");
  expect("{\"minLength\":2}", "\"\xC3\xA9\"", "", "shorter than 2 characters", "");
  expect("{\"maxLength\":1}", "\"ab\"", "", "longer than 1 character", "");
  expect("{\"pattern\":\"^v[0-9]+$\"}", "\"w1\"", "", "does not match ^v[0-9]+$", "");
  expect("{\"format\":\"date\"}", "\"2026-02-30\"", "", "not in the format date", "for example");
  expect("{\"minItems\":2}", "[1]", "", "at least 2", "");
  expect("{\"uniqueItems\":true}", "[1,{\"a\":1},1.0]", "", "the same", "");
  expect("{\"contains\":{\"type\":\"string\"}}", "[1]", "", "no item", "");
  expect("{\"required\":[\"input\"]}", "{\"inptu\":1}", "", "\"input\" is missing", "inptu");
  expect("{\"properties\":{\"colour\":{}},\"additionalProperties\":false}", "{\"color\":1}",
         "/color", "not a member that is known", "did you mean \"colour\"");
  expect("{\"dependentRequired\":{\"user\":[\"password\"]}}", "{\"user\":1}", "",
         "\"password\" is missing, which \"user\" needs", "");
  expect("{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}", "{\"A\":1}", "/A", "does not match", "");
  expect("{\"not\":{\"type\":\"null\"}}", "null", "", "rules out", "");
  expect("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "5", "",
         "5 is not null or a string", "");
  expect("{\"oneOf\":[{\"minimum\":1},{\"maximum\":9}]}", "5", "", "fits the alternatives 1 and 2",
         "");
}

/* Of alternatives, the one that was meant: its fixed value is right. */
static void best_branch(void) {
  weir_schema* schema = compile(
      "{\"oneOf\":[{\"properties\":{\"kind\":{\"const\":\"circle\"},\"r\":{\"type\":\"number\"}},"
      "\"required\":[\"kind\",\"r\"]},"
      "{\"properties\":{\"kind\":{\"const\":\"box\"},\"w\":{\"type\":\"number\"}},"
      "\"required\":[\"kind\",\"w\",\"h\"]}]}",
      0);
  const char* text = "{\"kind\": \"box\",\n  \"w\": \"3\"}";
  weir_report* report = NULL;
  weir_buffer* out = NULL;
  CHECK_STATUS(weir_schema_validate(schema, text, strlen(text), &report), WEIR_REJECTED);
  CHECK(weir_report_count(report, 0) == 3);
  CHECK(strstr(finding_at(report, 0).message, "none of the 2 alternatives") != NULL);
  CHECK(strcmp(finding_at(report, 1).pointer, "/w") == 0);
  CHECK(finding_at(report, 1).line == 2 && finding_at(report, 1).column == 8);
  CHECK(strcmp(finding_at(report, 1).schema, "#/oneOf/1/properties/w/type") == 0);
  CHECK(strstr(finding_at(report, 2).message, "\"h\" is missing") != NULL);
  CHECK_OK(weir_report_write(report, WEIR_REPORT_STYLE_DETAILED, NULL, &out));
  CHECK(strstr(weir_buffer_data(out), "\"keywordLocation\": \"/oneOf/1/required\"") != NULL);
  weir_buffer_free(out);
  CHECK_OK(weir_report_write(report, WEIR_REPORT_STYLE_BASIC, NULL, &out));
  CHECK(strstr(weir_buffer_data(out), "\"instanceLocation\": \"/w\"") != NULL);
  weir_buffer_free(out);
  CHECK_OK(weir_report_write(report, WEIR_REPORT_STYLE_SARIF, "a/b.json", &out));
  CHECK(strstr(weir_buffer_data(out), "\"startLine\": 2") != NULL);
  CHECK(strstr(weir_buffer_data(out), "\"uri\": \"a/b.json\"") != NULL);
  weir_buffer_free(out);
  CHECK_OK(weir_report_write(report, WEIR_REPORT_STYLE_COLOURS, NULL, &out));
  CHECK(strstr(weir_buffer_data(out), "\033[31m[ERROR]\033[0m line 2, column 8: /w: ") != NULL);
  weir_buffer_free(out);
  weir_report_free(report);
  weir_schema_free(schema);
}

static weir_status give_size(void* user, const char* uri, weir_json** document_out) {
  ++*(int*)user;
  if (strcmp(uri, "https://example.org/size") != 0) return WEIR_MISS;
  return weir_json_parse("{\"minimum\": 1}", 14, document_out);
}
static weir_status give_nothing(void* user, const char* uri, weir_json** document_out) {
  (void)user, (void)uri, (void)document_out;
  return WEIR_E_IO;
}

/* Nothing is fetched: documents come from the caller, as data or from a function. */
static void references(void) {
  static const char text[] = "{\"$ref\": \"https://example.org/size\"}";
  static const char given[] = "{\"https://example.org/size\": {\"minimum\": 2}}";
  weir_schema_options options = {sizeof options, 0, 0, 0, NULL, NULL, NULL, NULL};
  weir_schema* schema = NULL;
  weir_json* documents = NULL;
  int asked = 0;
  CHECK_ERROR(weir_schema_compile(text, sizeof text - 1, &options, &schema), WEIR_E_NOT_FOUND,
              "https://example.org/size");
  CHECK(schema == NULL);
  options.resolve = give_nothing;
  CHECK_ERROR(weir_schema_compile(text, sizeof text - 1, &options, &schema), WEIR_E_CALLBACK,
              "WEIR_E_IO");
  options.resolve = give_size;
  options.resolve_user = &asked;
  CHECK_OK(weir_schema_compile(text, sizeof text - 1, &options, &schema));
  CHECK(asked == 1);
  CHECK_STATUS(weir_schema_check(schema, "0", 1), WEIR_REJECTED);
  weir_schema_free(schema);
  CHECK_OK(weir_json_parse(given, sizeof given - 1, &documents));
  options.documents = documents;
  CHECK_OK(weir_schema_compile(text, sizeof text - 1, &options, &schema));
  weir_json_free(documents);
  CHECK(asked == 1); /* what is there is not asked for */
  CHECK_STATUS(weir_schema_check(schema, "1", 1), WEIR_REJECTED);
  CHECK_OK(weir_schema_check(schema, "2", 1));
  weir_schema_free(schema);
}

static void refuse(const char* text, uint32_t flags, weir_status status, const char* words) {
  weir_schema_options options = {sizeof options, 0, flags, 0, NULL, NULL, NULL, NULL};
  weir_schema* schema = NULL;
  CHECK_ERROR(weir_schema_compile(text, strlen(text), &options, &schema), status, words);
  CHECK(schema == NULL);
}

/* What is no schema says where and what to do. */
static void wrong_schemas(void) {
  refuse("{\"type\": 1,}", 0, WEIR_E_PARSE, "line 1, column 11");
  refuse("{\n\"properties\": {\"a\": {\"type\": \"sting\"}}}", 0, WEIR_E_INVALID,
         "line 2, column 30, at /properties/a/type: \"sting\" is not a type: did you mean");
  refuse("{\"minimun\": 1}", WEIR_SCHEMA_STRICT, WEIR_E_INVALID, "did you mean \"minimum\"");
  refuse("{\"minLength\": -1}", 0, WEIR_E_INVALID, "0 or more");
  refuse("{\"multipleOf\": 0}", 0, WEIR_E_INVALID, "above 0");
  refuse("{\"pattern\": \"(?=a)\"}", 0, WEIR_E_INVALID, "look-around");
  refuse("{\"pattern\": \"[\"}", 0, WEIR_E_INVALID, "at /pattern");
  refuse("{\"$ref\": \"#/$defs/nope\"}", 0, WEIR_E_INVALID, "there is no \"$defs\"");
  refuse("{\"$schema\": \"http://json-schema.org/draft-04/schema#\"}", 0, WEIR_E_INVALID,
         "2020-12");
  refuse("{\"items\": [{}]}", 0, WEIR_E_INVALID, "prefixItems");
  refuse("5", 0, WEIR_E_INVALID, "an object or a boolean");
  refuse("", 0, WEIR_E_PARSE, "line 1");
}

/* A schema among other rules; the report outlives both. */
static void as_rule(void) {
  weir_schema* schema = compile("{\"properties\":{\"threads\":{\"maximum\":8}}}", 0);
  weir_rule_options advice = {sizeof advice, WEIR_LEVEL_WARNING, 0, 0, NULL, "use fewer"};
  weir_rules* rules = NULL;
  weir_json* config = NULL;
  weir_report* report = NULL;
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_schema(rules, "/hardware", schema, NULL));
  CHECK_OK(weir_rules_add_schema(rules, "hardware", schema, &advice));
  weir_schema_free(schema);
  CHECK_OK(weir_json_parse("{\"hardware\": {\"threads\": 9}}", 28, &config));
  CHECK_STATUS(weir_rules_check(rules, config), WEIR_REJECTED);
  CHECK(strstr(weir_last_error(), "/hardware/threads: 9 is above 8") != NULL);
  CHECK_STATUS(weir_rules_validate(rules, config, NULL, &report), WEIR_REJECTED);
  weir_rules_free(rules);
  weir_json_free(config);
  CHECK(weir_report_count(report, WEIR_LEVEL_ERROR) == 1);
  CHECK(strcmp(finding_at(report, 1).hint, "use fewer") == 0);
  CHECK(finding_at(report, 0).line == 0); /* a tree knows no lines */
  weir_report_free(report);
}

/* Hostile input ends in an answer, never in a crash or a hang. */
static void limits(void) {
  weir_schema* endless = compile("{\"$ref\": \"#\"}", 0);
  weir_schema* redos = compile("{\"pattern\": \"^(a+)+$\"}", 0);
  weir_schema* any = compile("{}", 0);
  const size_t size = 1u << 20;
  char* text = malloc(size);
  CHECK(text != NULL);
  CHECK_ERROR(weir_schema_check(endless, "1", 1), WEIR_E_LIMIT, "refers to itself");
  memset(text, 'a', size);
  text[0] = text[size - 1] = '"';
  text[size - 2] = '!';
  CHECK_STATUS(weir_schema_check(redos, text, size), WEIR_REJECTED);
  memset(text, '[', size);
  CHECK_STATUS(weir_schema_check(any, text, size), WEIR_E_LIMIT);
  CHECK_ERROR(weir_schema_check(any, "{\"a\": 1, \"a\": 2}", 16), WEIR_E_PARSE, "twice");
  CHECK_OK(weir_schema_check(any, "\"\\u0000\"", 8));
  free(text);
  weir_schema_free(endless);
  weir_schema_free(redos);
  weir_schema_free(any);
}

int main(void) {
  messages();
  best_branch();
  references();
  wrong_schemas();
  as_rule();
  limits();
  return 0;
}
