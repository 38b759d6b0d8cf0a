/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/rule_files.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_rule_files[];

weir_status weir_rules_load(weir_rules* rules, const char* name);
weir_status weir_rules_arrange(weir_rules* rules, const weir_json* document);

const promise_fn promise_rule_files[] = {
    (promise_fn)weir_rules_load,
    (promise_fn)weir_rules_arrange,
};
