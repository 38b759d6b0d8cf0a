/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: rules written as data do what they say. Levels and priorities (B-041, B-042), rules on
 * demand (B-043), what comes after what, circles refused (B-046), time limits and estimates
 * (B-053), suggestions (B-054), profiles (A-082), expressions, and the ready-made sets (A-072,
 * A-073, D-046, E-027). */
#include <unistd.h>

#include "check.h"

#define CHECK_TEXT(got, want)                                          \
  do {                                                                 \
    const char* check_text = (got);                                    \
    if (strcmp(check_text, want) != 0) {                               \
      fprintf(stderr, "%s:%d:\n%s\n", __FILE__, __LINE__, check_text); \
      exit(1);                                                         \
    }                                                                  \
  } while (0)

static weir_json* parse(const char* text) {
  weir_json* json = NULL;
  CHECK_OK(weir_json_parse(text, strlen(text), &json));
  return json;
}

static weir_rules* rules_of(const char* text) {
  weir_rules* rules = NULL;
  weir_json* document = parse(text);
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_document(rules, document));
  weir_json_free(document);
  return rules;
}

static weir_status arrange(weir_rules* rules, const char* text) {
  weir_json* document = parse(text);
  const weir_status status = weir_rules_arrange(rules, document);
  weir_json_free(document);
  return status;
}

/* The report of a validation in words, in a place that the next call overwrites. */
static const char* said(const weir_rules* rules, const char* text, uint32_t level) {
  static char words[8192];
  weir_validate_options options = {sizeof options, 0, level, 0};
  weir_json* config = parse(text);
  weir_report* report = NULL;
  weir_buffer* summary = NULL;
  CHECK(weir_rules_validate(rules, config, &options, &report) >= 0);
  CHECK_OK(weir_report_summary(report, &summary));
  CHECK(weir_buffer_size(summary) < sizeof words);
  memcpy(words, weir_buffer_data(summary), weir_buffer_size(summary));
  words[weir_buffer_size(summary)] = '\0';
  weir_buffer_free(summary);
  weir_report_free(report);
  weir_json_free(config);
  return words;
}

static int32_t note(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)config, (void)sink;
  strcat((char*)user, "*"); /* which one: its own buffer tells */
  return 1;
}

typedef struct named {
  char* order;
  char letter;
} named;

static int32_t write_letter(void* user, const weir_json* config, weir_finding_sink* sink) {
  const named* mine = user;
  const char text[2] = {mine->letter, '\0'};
  (void)config, (void)sink;
  strcat(mine->order, text);
  return 1;
}

static int32_t sleeps(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)user, (void)config, (void)sink;
  usleep(3000);
  return 1;
}

/* B-041, B-042, B-043: the level is the priority, and what is on demand does not run by itself. */
static void importance(void) {
  char order[16] = "";
  named rows[] = {{order, 'l'}, {order, 'm'}, {order, 'b'}, {order, 'h'}, {order, 'c'}};
  static const uint32_t levels[] = {WEIR_VALIDATE_EXHAUSTIVE, WEIR_VALIDATE_THOROUGH,
                                    WEIR_VALIDATE_ON_DEMAND, WEIR_VALIDATE_STANDARD,
                                    WEIR_VALIDATE_FAST};
  static const char* const expected[] = {"c", "ch", "chm", "chml"};
  weir_rules* rules = NULL;
  weir_json* config = parse("{}");
  weir_report* report = NULL;
  weir_validate_options demand = {sizeof demand, 0, WEIR_VALIDATE_ON_DEMAND, 0};
  size_t i;
  CHECK_OK(weir_rules_create(&rules));
  for (i = 0; i < 5; ++i) {
    weir_rule_options options = {sizeof options, 0, levels[i], 0, NULL, NULL};
    const char name[2] = {rows[i].letter, '\0'};
    CHECK_OK(weir_rules_add_custom(rules, name, write_letter, &rows[i], NULL, &options));
  }
  for (i = 0; i < 4; ++i) {
    order[0] = '\0';
    said(rules, "{}", (uint32_t)i + 1);
    CHECK_TEXT(order, expected[i]);
  }
  CHECK_STATUS(weir_rules_validate(rules, config, &demand, &report), WEIR_E_INVALID);
  /* A rule that runs brings with it those it comes after, most urgent first. */
  CHECK_OK(arrange(rules, "{\"c\": {\"after\": [\"b\", \"l\"]}}"));
  order[0] = '\0';
  said(rules, "{}", WEIR_VALIDATE_FAST);
  CHECK_TEXT(order, "lbc");
  order[0] = '\0';
  said(rules, "{}", WEIR_VALIDATE_EXHAUSTIVE);
  CHECK_TEXT(order, "lbchm");
  order[0] = '\0';
  CHECK_OK(weir_rules_check(rules, config));
  CHECK_TEXT(order, "lbc");
  weir_json_free(config);
  weir_rules_free(rules);
}

/* B-046: what comes after what. */
static void dependencies(void) {
  char ran[16] = "";
  weir_json* config = parse("{\"n\": \"x\"}");
  weir_rules* rules = rules_of(
      "{\"rules\": [{\"rule\": \"range\", \"field\": \"n\", \"min\": 1, \"max\": 2,"
      " \"after\": [\"type\"]},"
      " {\"rule\": \"expression\", \"name\": \"last\", \"expect\": \"n < 0\", \"after\": "
      "[\"range\"]},"
      " {\"rule\": \"type\", \"field\": \"n\", \"types\": [\"number\"]}]}");
  CHECK_TEXT(said(rules, "{\"n\": \"x\"}", 0),
             "FAILED: 1 error, 0 warnings, 0 info, by 1 rule\n"
             "  [ERROR] /n: \"x\" is not a number (rule type)\n"
             "  skipped: rule range, as type did not hold\n"
             "  skipped: rule last, as range did not hold");
  CHECK(strstr(said(rules, "{\"n\": 1}", 0), "does not hold: n < 0 (n is 1) (rule last)") != NULL);
  CHECK_STATUS(weir_rules_check(rules, config), WEIR_REJECTED);
  CHECK(strstr(weir_last_error(), "rule type") != NULL);

  /* A circle is refused, named, and changes nothing. */
  CHECK_STATUS(arrange(rules, "{\"type\": {\"after\": [\"last\"]}}"), WEIR_E_INVALID);
  CHECK(strstr(weir_last_error(), "circle") != NULL &&
        strstr(weir_last_error(), "\"last\"") != NULL);
  CHECK_STATUS(arrange(rules, "{\"type\": {\"after\": [\"type\"]}}"), WEIR_E_INVALID);
  CHECK(strstr(said(rules, "{\"n\": 1}", 0), "rule last") != NULL);

  /* One that is not there is said when it is missed, and may still come. */
  CHECK_OK(weir_rules_add_custom(rules, "end", note, ran, NULL, NULL));
  CHECK_OK(arrange(rules, "{\"end\": {\"after\": [\"begun\"]}}"));
  CHECK_STATUS(weir_rules_check(rules, config), WEIR_E_INVALID);
  CHECK(strstr(weir_last_error(), "rule \"end\" comes after \"begun\"") != NULL);
  CHECK_OK(weir_rules_add_custom(rules, "begun", note, ran, NULL, NULL));
  CHECK_STATUS(weir_rules_check(rules, config), WEIR_REJECTED);
  CHECK_STATUS(arrange(rules, "{\"begum\": {\"level\": \"fast\"}}"), WEIR_E_NOT_FOUND);
  CHECK(strstr(weir_last_error(), "did you mean \"begun\"?") != NULL);
  CHECK_STATUS(arrange(rules, "{\"end\": {\"limit\": 3}}"), WEIR_E_INVALID);
  CHECK(strstr(weir_last_error(), "/end/limit") != NULL && strstr(weir_last_error(), "limit_ms"));
  CHECK_STATUS(arrange(rules, "[]"), WEIR_E_INVALID);
  weir_json_free(config);
  weir_rules_free(rules);
}

/* B-053: a time limit is kept to. */
static void limits(void) {
  weir_rules* rules = NULL;
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_custom(rules, "slow", sleeps, NULL, NULL, NULL));
  CHECK(strncmp(said(rules, "{}", 0), "PASSED", 6) == 0);
  CHECK_OK(arrange(rules, "{\"slow\": {\"limit_ms\": 1, \"severity\": \"suggestion\"}}"));
  CHECK(strstr(said(rules, "{}", 0), "1 suggestion, by 1 rule\n  [SUGGESTION] took ") != NULL);
  CHECK(strstr(said(rules, "{}", 0), "past its limit of 1.000 ms") != NULL);
  CHECK_STATUS(arrange(rules, "{\"slow\": {\"limit_ms\": -1}}"), WEIR_E_INVALID);
  weir_rules_free(rules);
}

static void expressions(void) {
  static const struct {
    const char* expect;
    int holds; /* 1: holds or is undecided */
  } rows[] = {{"n == 3", 1},
              {"n != 3", 0},
              {"n < 3 or n > 2", 1},
              {"not (n <= 3)", 0},
              {"n + 2 * 3 == 9", 1},
              {"(n + 2) * 3 == 15", 1},
              {"7 % 4 == n", 1},
              {"-n == 0 - 3", 1},
              {"n / 0 == 1", 1},
              {"missing < 3", 1},
              {"missing < 3 and n == 4", 0},
              {"missing < 3 or n == 4", 1},
              {"exists(missing)", 0},
              {"not exists(missing)", 1},
              {"name == 'tile'", 1},
              {"name == \"other\"", 0},
              {"name < 3", 1},
              {"name == 3", 0},
              {"name in ['a', 'tile']", 1},
              {"name in ['a', 'b']", 0},
              {"n in [1, 2]", 0},
              {"sum(list) == 6", 1},
              {"max(list) == 3 and min(list) == 1", 1},
              {"max(n, 9) == 9", 1},
              {"count(list) == 3", 1},
              {"distinct(twice) == 1", 1},
              {"list[1] == 2", 1},
              {"abs(-n) == 3", 1},
              {"lookup(keys, 'b', list) == 2", 1},
              {"lookup(keys, 'z', list) == 2", 1},
              {"at('/a-b') == null", 1},
              {"deep.truth == true", 1},
              {"deep.truth", 1},
              {"not deep.truth", 0},
              {"cpus() >= 1", 1},
              {"cpus() == 0", 0},
              {"order == 1", 1}};
  static const char* const wrong[] = {"",       "n ==",   "n = 3",     "(n",     "n 3",
                                      "foo(n)", "abs()",  "in [1]",    "'open",  "n in 3",
                                      "n.",     "n[x]",   "exists(1)", "at(n)",  "n ! 3",
                                      "#",      "n && 1", "min()",     "[1, 2]", "n in []"};
  const char* config =
      "{\"n\": 3, \"name\": \"tile\", \"list\": [1, 2, 3], \"twice\": [2, 2.0],"
      " \"keys\": [\"a\", \"b\", \"c\"], \"a-b\": null, \"deep\": {\"truth\": true}, \"order\": 1}";
  char text[4096];
  size_t i;
  for (i = 0; i < sizeof rows / sizeof rows[0]; ++i) {
    char escaped[128];
    size_t from, to = 0;
    for (from = 0; rows[i].expect[from] != '\0'; ++from) {
      if (rows[i].expect[from] == '"') escaped[to++] = '\\';
      escaped[to++] = rows[i].expect[from];
    }
    escaped[to] = '\0';
    snprintf(text, sizeof text, "{\"rules\": [{\"rule\": \"expression\", \"expect\": \"%s\"}]}",
             escaped);
    weir_rules* rules = rules_of(text);
    if ((strncmp(said(rules, config, 0), "PASSED", 6) == 0) != rows[i].holds) {
      fprintf(stderr, "%s: %s\n", rows[i].expect, said(rules, config, 0));
      CHECK(!"the expression is judged wrongly");
    }
    weir_rules_free(rules);
  }
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    weir_rules* rules = NULL;
    weir_json* document;
    snprintf(text, sizeof text, "{\"rules\": [{\"rule\": \"expression\", \"expect\": \"%s\"}]}",
             wrong[i]);
    document = parse(text);
    CHECK_OK(weir_rules_create(&rules));
    CHECK_STATUS(weir_rules_add_document(rules, document), WEIR_E_INVALID);
    CHECK(strstr(weir_last_error(), "/rules/0: expression") != NULL);
    CHECK(weir_rules_count(rules) == 0);
    weir_json_free(document);
    weir_rules_free(rules);
  }
  /* Nesting has an end. */
  {
    char deep[1200] = "{\"rules\": [{\"rule\": \"expression\", \"expect\": \"";
    weir_rules* rules = NULL;
    weir_json* document;
    const size_t start = strlen(deep);
    memset(deep + start, '(', 1000);
    strcpy(deep + start + 1000, "\"}]}");
    document = parse(deep);
    CHECK_OK(weir_rules_create(&rules));
    CHECK_STATUS(weir_rules_add_document(rules, document), WEIR_E_INVALID);
    CHECK(strstr(weir_last_error(), "nested too deeply") != NULL);
    weir_json_free(document);
    weir_rules_free(rules);
  }
}

static void each_and_when(void) {
  weir_rules* rules = rules_of(
      "{\"rules\": [{\"rule\": \"expression\", \"name\": \"bounds\", \"each\": \"/b\","
      "  \"expect\": \"item.min < item.max\", \"message\": \"upside down\"},"
      " {\"rule\": \"required\", \"field\": \"angles\", \"when\": \"mode == 'flow'\"},"
      " {\"rule\": \"schema\", \"field\": \"/s\", \"schema\": {\"maxItems\": 1}}]}");
  CHECK_TEXT(
      said(rules, "{\"b\": [{\"min\": 1, \"max\": 2}, {\"min\": 3, \"max\": 2}], \"s\": [1, 2]}",
           0),
      "FAILED: 2 errors, 0 warnings, 0 info, by 3 rules\n"
      "  [ERROR] /b/1: upside down (item.min is 3, item.max is 2) (rule bounds)\n"
      "  [ERROR] /s: 2 items, but at most 1 are allowed (rule maxItems)");
  CHECK(strstr(said(rules, "{\"b\": {\"x\": {\"min\": 3, \"max\": 2}}}", 0), "/b/x: upside") !=
        NULL);
  CHECK(strncmp(said(rules, "{\"b\": [], \"mode\": \"still\"}", 0), "PASSED", 6) == 0);
  CHECK(strstr(said(rules, "{\"mode\": \"flow\"}", 0), "/angles: is required") != NULL);
  weir_rules_free(rules);
}

static void ready_made(void) {
  static const char* const names[] = {"phi_analysis", "frame_pipeline", "cache", "lidar"};
  weir_rules* rules = NULL;
  FILE* file;
  size_t i;
  CHECK_OK(weir_rules_create(&rules));
  for (i = 0; i < 4; ++i) {
    const uint64_t before = weir_rules_count(rules);
    CHECK_OK(weir_rules_load(rules, names[i]));
    CHECK(weir_rules_count(rules) > before);
  }
  CHECK_STATUS(weir_rules_load(rules, "phi_analsis"), WEIR_E_NOT_FOUND);
  CHECK(strstr(weir_last_error(), "did you mean \"phi_analysis\"?") != NULL);
  CHECK_STATUS(weir_rules_load(rules, "./no_such_rules.json"), WEIR_E_NOT_FOUND);
  CHECK_OK(weir_rules_clear(rules));
  file = fopen("rule_files_test.tmp.json", "w");
  CHECK(file != NULL && fputs("{\"rules\": [{\"rule\": \"lodd\"}]}", file) > 0 &&
        fclose(file) == 0);
  CHECK_STATUS(weir_rules_load(rules, "rule_files_test.tmp.json"), WEIR_E_INVALID);
  CHECK(strstr(weir_last_error(), "rule_files_test.tmp.json: /rules/0/rule: ") != NULL);
  CHECK(weir_rules_count(rules) == 0);
  unlink("rule_files_test.tmp.json");

  CHECK_OK(weir_rules_load(rules, "phi_analysis"));
  CHECK_TEXT(
      said(rules,
           "{\"analysis_mode\": \"laminar_flo\", \"optimization\": {\"vi\": {\"n_iterations\":"
           " 50, \"learning_rate\": -1}, \"mcmc\": {\"n_samples\": 1000}}}",
           0),
      "FAILED: 2 errors, 1 warning, 0 info, by 24 rules\n"
      "  [ERROR] /analysis_mode: \"laminar_flo\" is not one of static_isotropic, "
      "static_anisotropic, laminar_flow, auto-detect (rule analysis_mode_known; did you mean "
      "\"laminar_flow\"?)\n"
      "  [ERROR] /optimization/vi/learning_rate: -1 is not above 0 (rule exclusiveMinimum)\n"
      "  [WARNING] /optimization/vi/n_iterations: few iterations: it may not converge "
      "(optimization.vi.n_iterations is 50) (rule vi_iterations; 100 to 10000 are usual)");
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_load(rules, "frame_pipeline")); /* D-046: all at once, each with its place */
  CHECK(strstr(said(rules,
                    "{\"performance\": {\"target_fps\": 500, \"gpu_memory_pool_size_mb\": 1}}", 0),
               "FAILED: 2 errors") != NULL);
  CHECK_OK(weir_rules_clear(rules));
  CHECK_OK(weir_rules_load(rules, "cache")); /* E-027 */
  CHECK(strncmp(said(rules, "{\"RSR_CACHE_MAX_SIZE\": 2000, \"RSR_CACHE_TTL\": 7200}", 0), "PASSED",
                6) == 0);
  CHECK(strstr(said(rules, "{\"RSR_CACHE_TTL\": 0}", 0), "FAILED: 1 error") != NULL);
  weir_rules_free(rules);
}

int main(void) {
  importance();
  dependencies();
  limits();
  expressions();
  each_and_when();
  ready_made();
  return 0;
}
