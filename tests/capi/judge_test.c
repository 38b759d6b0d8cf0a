/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a kept verdict is the one of a fresh run (B-002, B-050) and ends with the rules, what
 * looks at the world is never kept, rules run on demand (B-043) with progress and cancel (B-045),
 * estimates come from history (B-055), and many texts are judged on the workers, in order or as
 * they are ready, each with exactly one result (B-070, B-071, B-075, B-079, B-081). */
#include <pthread.h>

#include "check.h"

static const char valid[] = "{\"n\": 1}";
static const char wrong[] = "{\"n\": 9, \"m\": 1}";

static weir_runtime* runtime;

static weir_rules* make_rules(void) {
  static const char text[] =
      "{\"rules\": [{\"rule\": \"range\", \"field\": \"n\", \"min\": 1, \"max\": 2},"
      " {\"rule\": \"required\", \"field\": \"m\", \"severity\": \"warning\"},"
      " {\"rule\": \"required\", \"name\": \"deep\", \"field\": \"k\", \"level\": \"on-demand\","
      "  \"after\": [\"range\"], \"expected_ms\": 7}]}";
  weir_rules* rules = NULL;
  weir_json* document = NULL;
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_json_parse(text, strlen(text), &document));
  CHECK_OK(weir_rules_add_document(rules, document));
  weir_json_free(document);
  return rules;
}

static weir_judge* make_judge(const weir_rules* rules, uint32_t flags, uint64_t queue_size) {
  weir_judge_options options = {sizeof options, flags, 0, 0, queue_size, 0, NULL};
  weir_judge* judge = NULL;
  CHECK_OK(weir_judge_create(runtime, rules, &options, &judge));
  return judge;
}

/* A number out of the statistics. */
static double stat_of(const weir_judge* judge, const char* pointer) {
  weir_buffer* text = NULL;
  weir_json* json = NULL;
  double value = -1;
  CHECK_OK(weir_judge_stats(judge, &text));
  CHECK_OK(weir_json_parse(weir_buffer_data(text), weir_buffer_size(text), &json));
  CHECK_OK(weir_json_get_double(json, pointer, &value));
  weir_json_free(json);
  weir_buffer_free(text);
  return value;
}

/* The verdict, and the report's JSON is `like` that of a validation without a judge. */
static void decide(weir_judge* judge, const weir_rules* rules, const char* text,
                   weir_status expected) {
  weir_report *kept = NULL, *fresh = NULL;
  weir_buffer *kept_text = NULL, *fresh_text = NULL;
  weir_json* config = NULL;
  CHECK_STATUS(weir_judge_decide(judge, text, strlen(text), NULL, NULL, &kept), expected);
  CHECK_OK(weir_json_parse(text, strlen(text), &config));
  CHECK_STATUS(weir_rules_validate(rules, config, NULL, &fresh), expected);
  CHECK_OK(weir_report_json(kept, &kept_text));
  CHECK_OK(weir_report_json(fresh, &fresh_text));
  CHECK(strcmp(weir_buffer_data(kept_text), weir_buffer_data(fresh_text)) == 0);
  weir_buffer_free(kept_text), weir_buffer_free(fresh_text);
  weir_report_free(kept), weir_report_free(fresh);
  weir_json_free(config);
}

static void kept_verdicts(void) {
  weir_rules* rules = make_rules();
  weir_judge* judge = make_judge(rules, 0, 0);
  weir_report* report = NULL;
  int round;
  for (round = 0; round < 3; ++round) {
    decide(judge, rules, valid, WEIR_OK);
    decide(judge, rules, wrong, WEIR_REJECTED);
  }
  CHECK(stat_of(judge, "/cache/hits") == 4 && stat_of(judge, "/cache/misses") == 2);
  /* What is added to a report stays in that report. */
  CHECK_OK(weir_judge_decide(judge, valid, strlen(valid), NULL, NULL, &report));
  CHECK_OK(weir_report_add(report, WEIR_LEVEL_ERROR, "mine", "", "no", NULL));
  weir_report_free(report);
  decide(judge, rules, valid, WEIR_OK);
  /* Other rules, other verdicts. */
  CHECK_OK(weir_rules_add_required(rules, "id", NULL));
  decide(judge, rules, valid, WEIR_REJECTED);
  CHECK_OK(weir_rules_clear(rules));
  decide(judge, rules, wrong, WEIR_OK);
  CHECK_STATUS(weir_judge_decide(judge, "{", 1, NULL, NULL, &report), WEIR_E_PARSE);
  CHECK(report == NULL);
  weir_judge_free(judge);
  weir_rules_free(rules);
}

static int32_t flips(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)config, (void)sink;
  return (*(int*)user)++ % 2;
}

/* A function may look at anything, so its verdict is asked anew, unless it is said to be pure. */
static void world(void) {
  int turn = 0;
  weir_rules* rules = NULL;
  weir_json* pure = NULL;
  weir_judge* judge;
  weir_report* report = NULL;
  int round;
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_custom(rules, "flips", flips, &turn, NULL, NULL));
  judge = make_judge(rules, 0, 0);
  for (round = 0; round < 4; ++round) {
    CHECK_STATUS(weir_judge_decide(judge, valid, strlen(valid), NULL, NULL, &report),
                 round % 2 == 0 ? WEIR_REJECTED : WEIR_OK);
    weir_report_free(report);
  }
  CHECK(turn == 4 && stat_of(judge, "/cache/bypassed") == 4);
  CHECK_OK(weir_json_parse("{\"flips\": {\"pure\": true}}", 25, &pure));
  CHECK_OK(weir_rules_arrange(rules, pure));
  for (round = 0; round < 4; ++round) {
    CHECK_STATUS(weir_judge_decide(judge, valid, strlen(valid), NULL, NULL, &report),
                 WEIR_REJECTED);
    weir_report_free(report);
  }
  CHECK(turn == 5);
  weir_json_free(pure);
  weir_judge_free(judge);
  weir_rules_free(rules);
}

static int32_t stop_at(void* user, uint64_t done, uint64_t total) {
  (void)total;
  return done >= *(const uint64_t*)user;
}

static void on_demand(void) {
  weir_rules* rules = make_rules();
  weir_judge* judge = make_judge(rules, 0, 0);
  weir_control* control = NULL;
  weir_report* report = NULL;
  uint64_t done = 0, total = 0, never = UINT64_MAX;
  const double before = stat_of(judge, "/rules/2/mean_ns");
  CHECK(before == 7e6); /* what it expects */
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_on_progress(control, stop_at, &never, NULL));
  CHECK_STATUS(weir_judge_decide(judge, valid, strlen(valid), " deep ", control, &report),
               WEIR_REJECTED);
  CHECK(weir_report_count(report, 0) == 1);
  CHECK_OK(weir_control_progress(control, &done, &total));
  CHECK(done == 2 && total == 2); /* with the one it comes after */
  weir_report_free(report);
  CHECK(stat_of(judge, "/rules/2/mean_ns") < before); /* what it took */
  CHECK_STATUS(weir_judge_decide(judge, valid, strlen(valid), "deep,deeep", NULL, &report),
               WEIR_E_NOT_FOUND);
  CHECK(strstr(weir_last_error(), "did you mean \"deep\"?") != NULL);
  CHECK_STATUS(weir_judge_decide(judge, valid, strlen(valid), "deep,", NULL, &report),
               WEIR_E_INVALID);
  CHECK_OK(weir_control_cancel(control));
  CHECK_STATUS(weir_judge_decide(judge, valid, strlen(valid), NULL, control, &report),
               WEIR_E_CANCELLED);
  weir_control_free(control);
  weir_judge_free(judge);
  weir_rules_free(rules);
}

static void batches(uint32_t flags) {
  enum { kTexts = 500 };
  static unsigned char seen[kTexts];
  weir_rules* rules = make_rules();
  weir_judge* judge = make_judge(rules, flags, 64);
  weir_report* report = NULL;
  uint64_t index = 0, given = 0, taken = 0;
  weir_status status;
  memset(seen, 0, sizeof seen);
  CHECK_STATUS(weir_judge_next(judge, WEIR_FOREVER, &index, &report), WEIR_END);
  while (taken < kTexts) {
    char text[64];
    snprintf(text, sizeof text, given % 7 == 6 ? "{\"n\": %d" : "{\"n\": %d, \"id\": %d}",
             given % 3 == 0 ? 9 : 1, (int)given);
    status = given < kTexts ? weir_judge_submit(judge, text, strlen(text)) : WEIR_AGAIN;
    CHECK(status == WEIR_OK || status == WEIR_AGAIN);
    if (status == WEIR_OK) {
      ++given;
      continue;
    }
    CHECK_OK(weir_judge_next(judge, WEIR_FOREVER, &index, &report));
    CHECK(index < kTexts && !seen[index]);
    CHECK((flags & WEIR_JUDGE_ORDERED) == 0 || index == taken);
    CHECK(weir_report_is_valid(report) == (index % 7 != 6 && index % 3 != 0));
    seen[index] = 1;
    ++taken;
    weir_report_free(report);
  }
  CHECK_STATUS(weir_judge_next(judge, 0, &index, &report), WEIR_END);
  CHECK(stat_of(judge, "/settled") == kTexts && stat_of(judge, "/per_second") > 0);
  weir_judge_free(judge);
  weir_rules_free(rules);
}

typedef struct gate {
  pthread_mutex_t mutex;
  pthread_cond_t moved;
  int inside, open;
} gate;

static int32_t waits(void* user, const weir_json* config, weir_finding_sink* sink) {
  gate* door = user;
  (void)config, (void)sink;
  pthread_mutex_lock(&door->mutex);
  ++door->inside;
  pthread_cond_broadcast(&door->moved);
  while (!door->open) pthread_cond_wait(&door->moved, &door->mutex);
  pthread_mutex_unlock(&door->mutex);
  return 1;
}

/* B-081: what has not begun is cancelled, and still has its result. */
static void cancelled(void) {
  gate door = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
  weir_judge_options options = {sizeof options, WEIR_JUDGE_ORDERED, 0, 1, 0, 0, NULL};
  weir_rules* rules = NULL;
  weir_judge* judge = NULL;
  weir_report* report = NULL;
  uint64_t index = 0;
  int i, held = 0;
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_custom(rules, "waits", waits, &door, NULL, NULL));
  CHECK_OK(weir_judge_create(runtime, rules, &options, &judge));
  CHECK_OK(weir_judge_submit(judge, "{}", 2));
  pthread_mutex_lock(&door.mutex);
  while (door.inside == 0) pthread_cond_wait(&door.moved, &door.mutex);
  pthread_mutex_unlock(&door.mutex);
  for (i = 0; i < 20; ++i) CHECK_OK(weir_judge_submit(judge, "{}", 2));
  CHECK_STATUS(weir_judge_next(judge, 1000000, &index, &report), WEIR_AGAIN);
  CHECK_OK(weir_judge_cancel(judge));
  CHECK(stat_of(judge, "/cancelled") == 20);
  pthread_mutex_lock(&door.mutex);
  door.open = 1;
  pthread_cond_broadcast(&door.moved);
  pthread_mutex_unlock(&door.mutex);
  for (i = 0; i < 21; ++i) {
    CHECK_OK(weir_judge_next(judge, WEIR_FOREVER, &index, &report));
    CHECK(index == (uint64_t)i);
    held += weir_report_is_valid(report);
    weir_report_free(report);
  }
  CHECK(held == 1);
  /* Freed with work queued: nothing hangs. */
  for (i = 0; i < 20; ++i) CHECK_OK(weir_judge_submit(judge, "{}", 2));
  weir_judge_free(judge);
  weir_rules_free(rules);
}

static void refusals(void) {
  weir_rules* rules = make_rules();
  weir_judge_options options = {sizeof options, 8, 0, 0, 0, 0, NULL};
  weir_judge* judge = NULL;
  weir_runtime* other = NULL;
  weir_report* report = NULL;
  CHECK_ERROR(weir_judge_create(runtime, rules, &options, &judge), WEIR_E_INVALID, "flags is 8");
  options.flags = 0, options.level = 5;
  CHECK_ERROR(weir_judge_create(runtime, rules, &options, &judge), WEIR_E_INVALID, "level is 5");
  CHECK_OK(weir_runtime_create(NULL, &other));
  CHECK_OK(weir_judge_create(other, rules, NULL, &judge));
  CHECK_OK(weir_runtime_shutdown(other));
  CHECK_STATUS(weir_judge_submit(judge, "{}", 2), WEIR_E_CLOSED);
  CHECK_STATUS(weir_judge_decide(judge, "{}", 2, NULL, NULL, &report), WEIR_E_CLOSED);
  weir_runtime_free(other);
  weir_judge_free(judge);
  weir_rules_free(rules);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  kept_verdicts();
  world();
  on_demand();
  batches(0);
  batches(WEIR_JUDGE_ORDERED);
  batches(WEIR_JUDGE_FRESH);
  cancelled();
  refusals();
  weir_runtime_free(runtime);
  return 0;
}
