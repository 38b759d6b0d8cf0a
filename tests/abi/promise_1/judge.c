/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/judge.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_judge[];

PROMISE(WEIR_JUDGE_STRICT == 1);
PROMISE(WEIR_JUDGE_ORDERED == 2);
PROMISE(WEIR_JUDGE_FRESH == 4);
PROMISE_FIELD(weir_judge_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_judge_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_judge_options, level, 8, uint32_t);
PROMISE_FIELD(weir_judge_options, workers, 12, uint32_t);
PROMISE_FIELD(weir_judge_options, queue_size, 16, uint64_t);
PROMISE_FIELD(weir_judge_options, cache_bytes, 24, uint64_t);
PROMISE_FIELD(weir_judge_options, profile, 32, const char*);

weir_status weir_judge_create(weir_runtime* runtime, const weir_rules* rules,
                              const weir_judge_options* options, weir_judge** judge_out);
weir_status weir_judge_decide(weir_judge* judge, const char* text, size_t text_size,
                              const char* only, weir_control* control, weir_report** report_out);
weir_status weir_judge_submit(weir_judge* judge, const char* text, size_t text_size);
weir_status weir_judge_next(weir_judge* judge, uint64_t timeout_ns, uint64_t* index_out,
                            weir_report** report_out);
weir_status weir_judge_cancel(weir_judge* judge);
weir_status weir_judge_stats(const weir_judge* judge, weir_buffer** json_out);
void weir_judge_free(weir_judge* judge);

const promise_fn promise_judge[] = {
    (promise_fn)weir_judge_create, (promise_fn)weir_judge_decide, (promise_fn)weir_judge_submit,
    (promise_fn)weir_judge_next,   (promise_fn)weir_judge_cancel, (promise_fn)weir_judge_stats,
    (promise_fn)weir_judge_free,
};
