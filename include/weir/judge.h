/* SPDX-License-Identifier: Apache-2.0 */
/* weir/judge.h: verdicts on many configurations, and on the same one again.
 *
 * A judge takes a set of rules and texts. weir_judge_decide() judges one here and now;
 * weir_judge_submit() leaves one to the runtime's workers, and weir_judge_next() takes results,
 * as they are ready or in order. Verdicts are kept in memory: a text that was seen before costs a
 * look, not a validation. A kept verdict is always the one that a fresh run gives: it is found by
 * the whole text, it ends when the rules change, and nothing is kept while a rule that runs looks
 * at more than the configuration (paths; functions, unless weir_rules_arrange() says that they
 * are pure; time limits). Judging texts beforehand warms the judge.
 */
#ifndef WEIR_JUDGE_H
#define WEIR_JUDGE_H

#include "weir/base.h"
#include "weir/memory.h"
#include "weir/report.h"
#include "weir/ticket.h"
#include "weir/validate.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One who judges.
 *
 * Threads: Shared. Rules may be added meanwhile: what begins later is judged by them.
 */
typedef struct weir_judge weir_judge;

enum weir_judge_flags {
  WEIR_JUDGE_STRICT = 1,  /* as weir_validate_options.strict */
  WEIR_JUDGE_ORDERED = 2, /* results come in the order of the texts */
  WEIR_JUDGE_FRESH = 4    /* keep no verdicts */
};

typedef struct weir_judge_options {
  uint32_t struct_size; /* sizeof(weir_judge_options), as you compiled it */
  uint32_t flags;       /* WEIR_JUDGE_* or 0 */
  uint32_t level;       /* WEIR_VALIDATE_*; 0: STANDARD */
  uint32_t workers;     /* at most so many at once, as there is work; 0: all of the runtime */
  uint64_t queue_size;  /* texts whose results were not taken; 0: 4096 */
  uint64_t cache_bytes; /* of kept verdicts and their texts, coldest first out; 0: 16 MiB */
  const char* profile;  /* Copies; rules of other profiles do not run; NULL: none */
} weir_judge_options;

/* Makes a judge.
 *
 * Copies: options, which may be NULL.
 * Gives: judge_out, to be ended with weir_judge_free(). It holds the rules and the runtime.
 * Errors: WEIR_E_INVALID for NULL or an option out of range; WEIR_E_UNSUPPORTED for an option
 *         this library does not know; WEIR_E_CLOSED; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_judge_create(weir_runtime* runtime, const weir_rules* rules,
                                       const weir_judge_options* options, weir_judge** judge_out);

/* Judges a text here and now.
 *
 * `only`, names with commas between them, runs these rules, whatever their level, and those they
 * come after; NULL runs the judge's level. A control hears of progress, rule by rule, and cancels
 * between rules. With either, no verdict is kept or looked up.
 *
 * Borrows: text, only, control.
 * Gives: report_out, for WEIR_OK and WEIR_REJECTED, to be ended with weir_report_free().
 * Blocks: as long as the rules take.
 * Errors: WEIR_REJECTED when an ERROR was found (an answer); WEIR_E_PARSE with line and column;
 *         WEIR_E_NOT_FOUND for a rule that is not there; WEIR_E_CANCELLED; WEIR_E_CALLBACK;
 *         WEIR_E_LIMIT as weir_json_parse(); WEIR_E_INVALID for NULL, and when a rule comes after
 *         one that is not there; WEIR_E_CLOSED; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_judge_decide(weir_judge* judge, const char* text, size_t text_size,
                                       const char* only, weir_control* control,
                                       weir_report** report_out);

/* Leaves a text to the workers. The first is number 0, the next 1.
 *
 * Each has exactly one result. Of a text that is no JSON that is a report with an ERROR of the
 * rule "json"; of one that could not be judged, or was cancelled, one of the rule "judge".
 *
 * Copies: text.
 * Errors: WEIR_AGAIN when queue_size results wait to be taken (an answer: take some);
 *         WEIR_E_INVALID for NULL; WEIR_E_CLOSED; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_judge_submit(weir_judge* judge, const char* text, size_t text_size);

/* Takes a result.
 *
 * Gives: report_out, to be ended with weir_report_free(); its text's number in index_out.
 * Blocks: up to timeout_ns; WEIR_FOREVER means as long as it takes.
 * Errors: WEIR_AGAIN when time ran out first, WEIR_END when every result was taken (answers);
 *         WEIR_E_INVALID for NULL, and for waiting inside a rule's function; WEIR_E_CLOSED;
 *         WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_judge_next(weir_judge* judge, uint64_t timeout_ns, uint64_t* index_out,
                                     weir_report** report_out);

/* Ends what has not begun: its results say so.
 *
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_CLOSED; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_judge_cancel(weir_judge* judge);

/* Tells, as JSON, how it goes: submitted, settled, given, queued, invalid, cancelled, workers,
 * active_workers, seconds, per_second, seconds_left; estimate_ns, what one validation takes, by
 * history or as its rules expect; cache {hits, misses, bypassed, hit_ratio, entries, bytes};
 * rules [{name, level, timed_runs, mean_ns, max_ns, failures}], in the order they run.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_CLOSED in a child made by fork(); WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_judge_stats(const weir_judge* judge, weir_buffer** json_out);

/* Ends a judge: what has not begun never will. Reports stay good. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_judge_free(weir_judge* judge);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_JUDGE_H */
