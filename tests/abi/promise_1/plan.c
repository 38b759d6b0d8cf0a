/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/plan.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_plan[];

weir_status weir_plan_create(weir_stream_pool* pool, const weir_array* src, const weir_array* dst,
                             size_t pair_count, weir_plan** plan_out);
weir_status weir_plan_run(weir_plan* plan, weir_control* control, weir_ticket** ticket_out);
void weir_plan_free(weir_plan* plan);

const promise_fn promise_plan[] = {
    (promise_fn)weir_plan_create,
    (promise_fn)weir_plan_run,
    (promise_fn)weir_plan_free,
};
