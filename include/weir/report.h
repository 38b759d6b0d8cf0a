/* SPDX-License-Identifier: Apache-2.0 */
/* weir/report.h: what a validation found, for programs and for people.
 *
 * A report comes from weir_rules_validate() or weir_schema_validate(). It is a list of findings,
 * each with how much it matters, the rule that speaks, the place, the message and a hint. A
 * configuration is valid when no finding is an ERROR.
 */
#ifndef WEIR_REPORT_H
#define WEIR_REPORT_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a validation found.
 *
 * Threads: Confined while weir_report_add() is in use, Frozen afterwards.
 */
typedef struct weir_report weir_report;

/* One thing that a validation has to say. */
typedef struct weir_finding {
  uint32_t struct_size; /* sizeof(weir_finding), as you compiled it */
  uint32_t severity;    /* WEIR_LEVEL_*, also WEIR_LEVEL_SUGGESTION */
  const char* rule;     /* Lends, like the rest, until weir_report_free() */
  const char* pointer;  /* "" for the whole configuration */
  const char* message;
  const char* hint;   /* perhaps "" */
  const char* schema; /* where a JSON Schema says so: URI, "#", pointer; else "" */
  uint32_t line;      /* in the text that was judged, from 1; 0 when there was none */
  uint32_t column;    /* in characters, from 1 */
} weir_finding;

/* What could be better and is not wrong: a level of findings only, not of the log. */
enum weir_finding_level { WEIR_LEVEL_SUGGESTION = 8 };

/* How weir_report_write() writes. */
enum weir_report_style {
  WEIR_REPORT_STYLE_TEXT = 1,     /* as weir_report_summary() */
  WEIR_REPORT_STYLE_COLOURS = 2,  /* the same, coloured for a terminal */
  WEIR_REPORT_STYLE_JSON = 3,     /* as weir_report_json() */
  WEIR_REPORT_STYLE_BASIC = 4,    /* JSON Schema's output format "basic": a list of errors */
  WEIR_REPORT_STYLE_DETAILED = 5, /* its "detailed": errors within errors */
  WEIR_REPORT_STYLE_SARIF = 6     /* SARIF 2.1.0, which code hosts and CI show in the source */
};

/* Tells whether no ERROR is in the report: 1 or 0.
 *
 * Errors: none; NULL or a handle of another type gives 0.
 * Since: 1.0
 */
WEIR_API int32_t weir_report_is_valid(const weir_report* report);

/* Counts the findings of a severity (WEIR_LEVEL_*), or all of them for 0.
 *
 * Errors: none; NULL or a handle of another type gives 0.
 * Since: 1.0
 */
WEIR_API uint64_t weir_report_count(const weir_report* report, uint32_t severity);

/* Adds a finding of your own, before you hand the report on. A field is named as
 * weir/validate.h says.
 *
 * Copies: rule, field, message, hint (which may be NULL).
 * Errors: WEIR_E_INVALID for NULL, an unknown severity or a field that is not one;
 *         WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_report_add(weir_report* report, uint32_t severity, const char* rule,
                                     const char* field, const char* message, const char* hint);

/* Tells one finding: rules in the order they ran (the most important level first, within
 * it as they were added), then unknown keys.
 *
 * Lends: the texts in finding_out, until weir_report_free().
 * Errors: WEIR_END when there are no more (an answer);
 *         WEIR_E_INVALID for NULL or a struct_size that is not set.
 * Since: 1.0
 */
WEIR_API weir_status weir_report_finding(const weir_report* report, uint64_t index,
                                         weir_finding* finding_out);

/* Writes the report for people: PASSED or FAILED with counts, then a line for each
 * finding.
 *
 * Gives: text_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_report_summary(const weir_report* report, weir_buffer** text_out);

/* Writes the report as JSON: valid, rules, failed_rules, errors, warnings, infos,
 * suggestions, skipped [{rule, because}], findings [{severity, rule, pointer, message, hint; line,
 * column, schema where known}].
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_report_json(const weir_report* report, weir_buffer** json_out);

/* Writes the report in one of the styles.
 *
 * `source` names what was judged, such as a path; SARIF shows findings there. NULL when
 * it has no name.
 *
 * Borrows: source.
 * Gives: text_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL report or text_out or an unknown style; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_report_write(const weir_report* report, uint32_t style,
                                       const char* source, weir_buffer** text_out);

/* Ends a report and what it lent. NULL does nothing.
 *
 * Errors: none.
 * Since: 1.0
 */
WEIR_API void weir_report_free(weir_report* report);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_REPORT_H */
