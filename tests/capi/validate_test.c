/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program builds rule sets and validates configurations with them (A-070 to A-091; the
 * numbers of A-107 about validation are rows of tests/bench/validate_bench.cpp). */
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* The rules say `expected` about the text, both ways. */
static void expect(const weir_rules* rules, const char* text, weir_status expected) {
  weir_json* config = parse(text);
  weir_report* report = NULL;
  CHECK_STATUS(weir_rules_validate(rules, config, NULL, &report), expected);
  CHECK(weir_report_is_valid(report) == (expected == WEIR_OK));
  CHECK_STATUS(weir_rules_check(rules, config), expected);
  weir_report_free(report);
  weir_json_free(config);
}

static weir_finding finding_at(const weir_report* report, uint64_t index) {
  weir_finding finding = {sizeof finding, 0, NULL, NULL, NULL, NULL, NULL, 0, 0};
  CHECK_OK(weir_report_finding(report, index, &finding));
  return finding;
}

/* the model has to be there. */
static int32_t model_path_exists(void* user, const weir_json* config, weir_finding_sink* sink) {
  const char* path = NULL;
  struct stat info;
  (void)user;
  if (weir_json_get_string(config, "/model_path", &path, NULL) != WEIR_OK) return 1;
  if (stat(path, &info) == 0) return 1;
  CHECK_OK(weir_finding_sink_message(sink, "Model not found"));
  CHECK_OK(weir_finding_sink_message(sink, path));
  CHECK_OK(weir_finding_sink_field(sink, "model_path"));
  CHECK_OK(weir_finding_sink_hint(sink, "train one first"));
  return 0;
}

/* batches divide by *user. */
static int32_t batch_divisible(void* user, const weir_json* config, weir_finding_sink* sink) {
  int64_t batch = 0;
  if (weir_json_get_int64(config, "/batch_size", &batch) != WEIR_OK) return 1;
  if (batch % *(const int*)user == 0) return 1;
  CHECK_OK(weir_finding_sink_message(sink, "Batch size must be divisible by 32"));
  return 0;
}

static int32_t cannot_tell(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)user, (void)config;
  CHECK_OK(weir_finding_sink_message(sink, "the licence server is away"));
  return WEIR_E_IO;
}

static int32_t knows_no_status(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)user, (void)config, (void)sink;
  return -100;
}

static int32_t remarks(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)user, (void)config;
  CHECK_OK(weir_finding_sink_message(sink, "this mode is slow"));
  return 1;
}

static void count_end(void* user) {
  ++*(int*)user;
}

static void ready_made_rules(void) {
  weir_rules* rules = make();
  CHECK_OK(weir_rules_add_lod(rules, NULL)); /* */
  expect(rules, "{\"lod_level\":\"LOD2\"}", WEIR_OK);
  expect(rules, "{\"lod_level\":\"LOD3\"}", WEIR_OK);
  expect(rules, "{\"lod_level\":\"ASPRS\"}", WEIR_OK);
  expect(rules, "{\"lod_level\":\"MINIMAL\"}", WEIR_OK);
  expect(rules, "{\"lod_level\":\"FULL\"}", WEIR_OK);
  expect(rules, "{\"lod_level\":\"lod2\"}", WEIR_REJECTED);
  CHECK(strstr(weir_last_error(),
               "/lod_level: \"lod2\" is not one of LOD2, LOD3, ASPRS, MINIMAL, "
               "FULL (rule lod; did you mean \"LOD2\"?)"));
  expect(rules, "{\"lod_level\":2}", WEIR_REJECTED);
  expect(rules, "{}", WEIR_OK);                /* */
  expect(rules, "{\"LOD_LEVEL\":2}", WEIR_OK); /* another key */

  CHECK_OK(weir_rules_clear(rules)); /* */
  CHECK(weir_rules_count(rules) == 0);
  expect(rules, "{\"lod_level\":2}", WEIR_OK);

  CHECK_OK(weir_rules_add_gpu(rules, NULL)); /* */
  expect(rules, "{\"gpu_memory_fraction\":1}", WEIR_OK);
  expect(rules, "{\"gpu_memory_fraction\":1e-9}", WEIR_OK);
  expect(rules, "{\"gpu_memory_fraction\":0}", WEIR_REJECTED);
  expect(rules, "{\"gpu_memory_fraction\":1.0000001}", WEIR_REJECTED);
  expect(rules, "{\"gpu_memory_fraction\":\"half\"}", WEIR_REJECTED);
  expect(rules, "{\"gpu_memory_fraction\":true}", WEIR_REJECTED);
  expect(rules, "{\"gpu_memory_fraction\":null}", WEIR_REJECTED);
  weir_rules_free(rules);
}

static void fields(void) {
  static const char* const modes[] = {"training", "inference"};
  weir_rules* rules = make();
  CHECK_OK(weir_rules_add_range(rules, "learning_rate", 0.0001, 0.1, NULL)); /* */
  CHECK_OK(weir_rules_add_range(rules, "/hardware/num_workers", 1, 16, NULL));
  expect(rules, "{\"learning_rate\":0.0001,\"hardware\":{\"num_workers\":16}}", WEIR_OK);
  expect(rules, "{\"learning_rate\":0.1,\"hardware\":{\"num_workers\":1}}", WEIR_OK);
  expect(rules, "{\"learning_rate\":0.10000001}", WEIR_REJECTED);
  expect(rules, "{\"learning_rate\":0.00009}", WEIR_REJECTED);
  expect(rules, "{\"hardware\":{\"num_workers\":true}}", WEIR_REJECTED);
  expect(rules, "{\"hardware\":{\"num_workers\":\"4\"}}", WEIR_REJECTED);
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_range(rules, "n", -INFINITY, 5, NULL));
  expect(rules, "{\"n\":-1e300}", WEIR_OK);
  expect(rules, "{\"n\":6}", WEIR_REJECTED);

  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_required(rules, "test_dataset", NULL)); /* */
  expect(rules, "{\"test_dataset\":null}", WEIR_OK);
  expect(rules, "{\"test_datasets\":1}", WEIR_REJECTED);
  CHECK(strstr(weir_last_error(),
               "/test_dataset: is required and missing (rule required; add it, "
               "or rename \"test_datasets\" to it)"));

  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_type(rules, "n", WEIR_ALLOW_INTEGER | WEIR_ALLOW_NULL, NULL)); /* */
  expect(rules, "{\"n\":5.0}", WEIR_OK);
  expect(rules, "{\"n\":null}", WEIR_OK);
  expect(rules, "{\"n\":5.5}", WEIR_REJECTED);
  CHECK(strstr(weir_last_error(), "/n: 5.5 is not null or a whole number (rule type)"));
  expect(rules, "{\"n\":[5]}", WEIR_REJECTED);

  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_choice(rules, "mode", modes, 2, NULL));
  expect(rules, "{\"mode\":\"training\"}", WEIR_OK);
  expect(rules, "{\"mode\":\"trainin\"}", WEIR_REJECTED);

  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_pattern(rules, "tile", "^[A-Z]\\d{4}$", NULL));
  expect(rules, "{\"tile\":\"B0815\"}", WEIR_OK);
  expect(rules, "{\"tile\":\"B08150\"}", WEIR_REJECTED);
  expect(rules, "{\"tile\":8}", WEIR_REJECTED);
  weir_rules_free(rules);
}

static void paths(void) {
  char root[] = "/tmp/weir_validate_XXXXXX";
  char text[200];
  weir_rules* rules = make();
  CHECK(mkdtemp(root) != NULL);
  CHECK_OK(weir_rules_add_path(rules, "out", WEIR_PATH_CREATE | WEIR_PATH_WRITABLE, NULL));
  snprintf(text, sizeof text, "{\"out\":\"%s/a/b\"}", root);
  expect(rules, text, WEIR_OK);
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_path(rules, "out", WEIR_PATH_EXISTS | WEIR_PATH_DIRECTORY, NULL));
  expect(rules, text, WEIR_OK); /* it was made */
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_path(rules, "out", WEIR_PATH_EXISTS | WEIR_PATH_FILE, NULL));
  expect(rules, text, WEIR_REJECTED);
  CHECK(strstr(weir_last_error(), "/a/b\" is not a file (rule path)") != NULL);
  expect(rules, "{\"out\":\"no/such/file\"}", WEIR_REJECTED);
  CHECK(strstr(weir_last_error(),
               "\"no/such/file\" does not exist (rule path; the path starts at "
               "the current directory, /") != NULL);
  expect(rules, "{\"out\":\"\"}", WEIR_REJECTED);
  snprintf(text, sizeof text, "%s/a/b", root);
  CHECK(rmdir(text) == 0);
  snprintf(text, sizeof text, "%s/a", root);
  CHECK(rmdir(text) == 0 && rmdir(root) == 0);
  weir_rules_free(rules);
}

/* one set, made anew for each mode. */
static void rule_sets_for_modes(void) {
  weir_rules* rules = make();
  CHECK_OK(weir_rules_add_lod(rules, NULL));
  CHECK_OK(weir_rules_add_range(rules, "learning_rate", 0.0001, 0.1, NULL));
  CHECK_OK(weir_rules_add_range(rules, "batch_size", 16, 512, NULL));
  expect(rules, "{\"lod_level\":\"LOD2\",\"learning_rate\":0.001,\"batch_size\":128}", WEIR_OK);
  expect(rules, "{\"lod_level\":\"LOD3\",\"batch_size\":1024}", WEIR_REJECTED);
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_lod(rules, NULL));
  CHECK_OK(weir_rules_add_gpu(rules, NULL));
  CHECK_OK(weir_rules_add_range(rules, "batch_size", 1, 10000, NULL));
  expect(rules, "{\"lod_level\":\"LOD3\",\"batch_size\":1024}", WEIR_OK);
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_lod(rules, NULL));
  CHECK_OK(weir_rules_add_required(rules, "test_dataset", NULL));
  expect(rules, "{\"lod_level\":\"LOD3\"}", WEIR_REJECTED);
  weir_rules_free(rules);
}

static void rules_of_our_own(void) {
  int divisor = 32, ended = 0;
  weir_rules* rules = make();
  weir_report* report = NULL;
  CHECK_OK(weir_rules_add_custom(rules, "model_path_exists", model_path_exists, NULL, NULL, NULL));
  CHECK_OK(weir_rules_add_custom(rules, "batch_divisible", batch_divisible, &divisor, NULL,
                                 NULL)); /* */
  expect(rules, "{\"lod_level\":\"LOD2\",\"model_path\":\"/\",\"batch_size\":256}", WEIR_OK);
  expect(rules, "{}", WEIR_OK);
  CHECK_STATUS(
      validate(rules, "{\"model_path\":\"/path/to/model.pth\",\"batch_size\":33}", &report),
      WEIR_REJECTED);
  CHECK(weir_report_count(report, 0) == 2); /* */
  CHECK(strcmp(finding_at(report, 0).rule, "model_path_exists") == 0);
  CHECK(strcmp(finding_at(report, 0).message, "Model not found; /path/to/model.pth") == 0);
  CHECK(strcmp(finding_at(report, 0).pointer, "/model_path") == 0);
  CHECK(strcmp(finding_at(report, 0).hint, "train one first") == 0);
  CHECK(strcmp(finding_at(report, 1).message, "Batch size must be divisible by 32") == 0);
  CHECK(strcmp(finding_at(report, 1).pointer, "") == 0);
  weir_report_free(report);

  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_add_custom(rules, "licence", cannot_tell, &ended, count_end, NULL));
  CHECK_OK(weir_rules_add_custom(rules, "speed", remarks, NULL, NULL, NULL));
  CHECK_OK(weir_rules_add_custom(rules, "odd", knows_no_status, NULL, NULL, NULL));
  CHECK_STATUS(validate(rules, "{}", &report), WEIR_REJECTED);
  CHECK(strcmp(finding_at(report, 0).message,
               "the rule itself failed with -5 (WEIR_E_IO): the licence server is away") == 0);
  CHECK(finding_at(report, 1).severity == WEIR_LEVEL_INFO);
  CHECK(strcmp(finding_at(report, 1).message, "this mode is slow") == 0);
  CHECK(strcmp(finding_at(report, 2).rule, "odd") == 0);
  CHECK(strcmp(finding_at(report, 2).message, "the rule itself failed with -100") == 0);
  weir_report_free(report);
  CHECK(ended == 0);
  CHECK_OK(weir_rules_clear(rules));
  CHECK(ended == 1);
  CHECK_ERROR(weir_rules_add_custom(rules, NULL, remarks, &ended, count_end, NULL), WEIR_E_INVALID,
              "name is NULL");
  CHECK(ended == 2);
  CHECK_ERROR(weir_rules_add_custom(NULL, "x", remarks, &ended, count_end, NULL), WEIR_E_INVALID,
              "rules is NULL");
  CHECK(ended == 3);
  weir_rules_free(rules);
  CHECK(ended == 3);
}

/* validate once, use a thousand times; A-090: nothing starts with a wrong configuration. */
static void before_the_work(void) {
  weir_rules* rules = make();
  weir_json* config = parse("{\"num_workers\":4}");
  int64_t workers = 0, sum = 0;
  int i;
  CHECK_OK(weir_rules_add_range(rules, "num_workers", 1, 16, NULL));
  CHECK_OK(weir_rules_check(rules, config));
  weir_rules_free(rules);
  for (i = 0; i < 1000; ++i) {
    CHECK_OK(weir_json_get_int64(config, "/num_workers", &workers));
    sum += workers;
  }
  CHECK(sum == 4000);
  weir_json_free(config);
}

/* */
static void one_set_for_the_process(void) {
  weir_rules *one = NULL, *two = NULL;
  CHECK_OK(weir_rules_default(&one));
  CHECK_OK(weir_rules_add_lod(one, NULL));
  CHECK_OK(weir_rules_default(&two));
  CHECK(weir_rules_count(two) == 1);
  weir_rules_free(one);
  CHECK_OK(weir_rules_clear(two));
  weir_rules_free(two);
}

static void refuses(void) {
  static const char* const holey[] = {"a", NULL};
  weir_rules* rules = make();
  weir_json* config = parse("{}");
  weir_report* report = NULL;
  weir_rule_options odd = {sizeof odd, 7, 0, 0, NULL, NULL};
  weir_validate_options twice = {sizeof twice, 2, 0, 0};
  CHECK_ERROR(weir_rules_add_lod(NULL, NULL), WEIR_E_INVALID, "rules is NULL");
  CHECK_ERROR(weir_rules_add_lod(rules, &odd), WEIR_E_INVALID, "severity is 7");
  odd.severity = 0, odd.level = 6;
  CHECK_ERROR(weir_rules_add_lod(rules, &odd), WEIR_E_INVALID, "level is 6");
  odd.level = 0, odd.flags = 1;
  CHECK_ERROR(weir_rules_add_lod(rules, &odd), WEIR_E_INVALID, "flags is 1");
  odd.struct_size = 0;
  CHECK_ERROR(weir_rules_add_lod(rules, &odd), WEIR_E_INVALID, "struct_size");
  CHECK_ERROR(weir_rules_add_required(rules, NULL, NULL), WEIR_E_INVALID, "field is NULL");
  CHECK_ERROR(weir_rules_add_required(rules, "/a~", NULL), WEIR_E_INVALID, "'~'");
  CHECK_ERROR(weir_rules_add_range(rules, "n", 2, 1, NULL), WEIR_E_INVALID, "low <= high");
  CHECK_ERROR(weir_rules_add_range(rules, "n", NAN, 1, NULL), WEIR_E_INVALID, "low <= high");
  CHECK_ERROR(weir_rules_add_type(rules, "n", 0, NULL), WEIR_E_INVALID, "allowed is 0x0");
  CHECK_ERROR(weir_rules_add_type(rules, "n", 256, NULL), WEIR_E_INVALID, "allowed is 0x100");
  CHECK_ERROR(weir_rules_add_choice(rules, "n", holey, 2, NULL), WEIR_E_INVALID,
              "a choice is NULL");
  CHECK_ERROR(weir_rules_add_choice(rules, "n", holey, 0, NULL), WEIR_E_INVALID, "no choice");
  CHECK_ERROR(weir_rules_add_path(rules, "n", 32, NULL), WEIR_E_INVALID, "path_flags is 32");
  CHECK_ERROR(weir_rules_add_path(rules, "n", WEIR_PATH_FILE | WEIR_PATH_DIRECTORY, NULL),
              WEIR_E_INVALID, "both");
  CHECK_ERROR(weir_rules_add_pattern(rules, "n", "(?=a)", NULL), WEIR_E_INVALID, "look-around");
  CHECK_ERROR(weir_rules_add_pattern(rules, "n", "(a)\\1", NULL), WEIR_E_INVALID,
              "back-references");
  CHECK_ERROR(weir_rules_add_pattern(rules, "n", "[a", NULL), WEIR_E_INVALID, "missing ]");
  CHECK(weir_rules_count(rules) == 0);
  CHECK_ERROR(weir_rules_validate(rules, NULL, NULL, &report), WEIR_E_INVALID, "config is NULL");
  CHECK_ERROR(weir_rules_validate(rules, config, &twice, &report), WEIR_E_INVALID, "strict is 2");
  CHECK_ERROR(weir_rules_validate(rules, config, NULL, NULL), WEIR_E_INVALID, "report_out is NULL");
  CHECK_ERROR(weir_rules_check(rules, NULL), WEIR_E_INVALID, "config is NULL");
  CHECK_ERROR(weir_rules_validate((weir_rules*)config, config, NULL, &report), WEIR_E_INVALID,
              "not a live weir_rules");
  CHECK_ERROR(weir_finding_sink_message(NULL, "x"), WEIR_E_INVALID, "sink is NULL");
  CHECK(weir_rules_count(NULL) == 0);
  weir_rules_free(NULL);
  weir_json_free(config);
  weir_rules_free(rules);
}

int main(void) {
  ready_made_rules();
  fields();
  paths();
  rule_sets_for_modes();
  rules_of_our_own();
  before_the_work();
  one_set_for_the_process();
  refuses();
  return 0;
}
