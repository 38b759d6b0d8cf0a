/* SPDX-License-Identifier: Apache-2.0 */
/* Many configurations judged on the workers, in order, and one of them judged again. */
#include <stdio.h>
#include <string.h>
#include <weir.h>

static weir_status judge_all(weir_judge* judge) {
  static const char* const texts[] = {"{\"RSR_CACHE_TTL\": 3600}", "{\"RSR_CACHE_TTL\": 0}",
                                      "{\"RSR_CACHE_TTL\": "};
  weir_report* report = NULL;
  weir_buffer* words = NULL;
  uint64_t index = 0;
  weir_status status = WEIR_OK;
  for (size_t i = 0; i < 3 && status == WEIR_OK; ++i) {
    status = weir_judge_submit(judge, texts[i], strlen(texts[i]));
  }
  while (status == WEIR_OK) {
    status = weir_judge_next(judge, WEIR_FOREVER, &index, &report);
    if (status != WEIR_OK) break;
    status = weir_report_summary(report, &words);
    if (status == WEIR_OK) {
      printf("%u: %s\n", (unsigned)index, (const char*)weir_buffer_data(words));
    }
    weir_buffer_free(words), weir_report_free(report);
    words = NULL, report = NULL;
  }
  if (status != WEIR_END) return status;
  /* The same text again: a look, not a validation. */
  status = weir_judge_decide(judge, texts[0], strlen(texts[0]), NULL, NULL, &report);
  weir_report_free(report);
  if (status == WEIR_OK) status = weir_judge_stats(judge, &words);
  if (status == WEIR_OK) printf("%s\n", (const char*)weir_buffer_data(words));
  weir_buffer_free(words);
  return status;
}

int main(void) {
  weir_runtime* runtime = NULL;
  weir_rules* rules = NULL;
  weir_judge* judge = NULL;
  weir_judge_options options = {sizeof options, WEIR_JUDGE_ORDERED, 0, 0, 0, 0, NULL};
  weir_status status = weir_runtime_default(&runtime);
  if (status == WEIR_OK) status = weir_rules_create(&rules);
  if (status == WEIR_OK) status = weir_rules_load(rules, "cache");
  if (status == WEIR_OK) status = weir_judge_create(runtime, rules, &options, &judge);
  if (status == WEIR_OK) status = judge_all(judge);
  if (status != WEIR_OK) fprintf(stderr, "%s\n", weir_last_error());
  weir_judge_free(judge);
  weir_rules_free(rules);
  weir_runtime_free(runtime);
  return status == WEIR_OK ? 0 : 1;
}
