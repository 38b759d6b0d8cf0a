/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/report.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_report[];

PROMISE_FIELD(weir_finding, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_finding, severity, 4, uint32_t);
PROMISE_FIELD(weir_finding, rule, 8, const char*);
PROMISE_FIELD(weir_finding, pointer, 16, const char*);
PROMISE_FIELD(weir_finding, message, 24, const char*);
PROMISE_FIELD(weir_finding, hint, 32, const char*);
PROMISE_FIELD(weir_finding, schema, 40, const char*);
PROMISE_FIELD(weir_finding, line, 48, uint32_t);
PROMISE_FIELD(weir_finding, column, 52, uint32_t);
PROMISE(WEIR_LEVEL_SUGGESTION == 8);
PROMISE(WEIR_REPORT_STYLE_TEXT == 1);
PROMISE(WEIR_REPORT_STYLE_COLOURS == 2);
PROMISE(WEIR_REPORT_STYLE_JSON == 3);
PROMISE(WEIR_REPORT_STYLE_BASIC == 4);
PROMISE(WEIR_REPORT_STYLE_DETAILED == 5);
PROMISE(WEIR_REPORT_STYLE_SARIF == 6);

int32_t weir_report_is_valid(const weir_report* report);
uint64_t weir_report_count(const weir_report* report, uint32_t severity);
weir_status weir_report_add(weir_report* report, uint32_t severity, const char* rule,
                            const char* field, const char* message, const char* hint);
weir_status weir_report_finding(const weir_report* report, uint64_t index,
                                weir_finding* finding_out);
weir_status weir_report_summary(const weir_report* report, weir_buffer** text_out);
weir_status weir_report_json(const weir_report* report, weir_buffer** json_out);
weir_status weir_report_write(const weir_report* report, uint32_t style, const char* source,
                              weir_buffer** text_out);
void weir_report_free(weir_report* report);

const promise_fn promise_report[] = {
    (promise_fn)weir_report_is_valid, (promise_fn)weir_report_count,   (promise_fn)weir_report_add,
    (promise_fn)weir_report_finding,  (promise_fn)weir_report_summary, (promise_fn)weir_report_json,
    (promise_fn)weir_report_free,     (promise_fn)weir_report_write,
};
