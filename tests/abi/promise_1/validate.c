/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/validate.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_validate[];

PROMISE(WEIR_VALIDATE_FAST == 1);
PROMISE(WEIR_VALIDATE_STANDARD == 2);
PROMISE(WEIR_VALIDATE_THOROUGH == 3);
PROMISE(WEIR_VALIDATE_EXHAUSTIVE == 4);
PROMISE(WEIR_VALIDATE_ON_DEMAND == 5);
PROMISE(WEIR_ALLOW_NULL == 2);
PROMISE(WEIR_ALLOW_BOOL == 4);
PROMISE(WEIR_ALLOW_NUMBER == 8);
PROMISE(WEIR_ALLOW_STRING == 16);
PROMISE(WEIR_ALLOW_ARRAY == 32);
PROMISE(WEIR_ALLOW_OBJECT == 64);
PROMISE(WEIR_ALLOW_INTEGER == 128);
PROMISE(WEIR_ALLOW_ANY == 126);
PROMISE(WEIR_PATH_EXISTS == 1);
PROMISE(WEIR_PATH_FILE == 2);
PROMISE(WEIR_PATH_DIRECTORY == 4);
PROMISE(WEIR_PATH_CREATE == 8);
PROMISE(WEIR_PATH_WRITABLE == 16);
PROMISE_FIELD(weir_rule_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_rule_options, severity, 4, uint32_t);
PROMISE_FIELD(weir_rule_options, level, 8, uint32_t);
PROMISE_FIELD(weir_rule_options, flags, 12, uint32_t);
PROMISE_FIELD(weir_rule_options, name, 16, const char*);
PROMISE_FIELD(weir_rule_options, hint, 24, const char*);
PROMISE_FIELD(weir_validate_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_validate_options, strict, 4, uint32_t);
PROMISE_FIELD(weir_validate_options, level, 8, uint32_t);
PROMISE_FIELD(weir_validate_options, flags, 12, uint32_t);

typedef int32_t (*weir_rule_fn)(void* user, const weir_json* config, weir_finding_sink* sink);

weir_status weir_rules_create(weir_rules** rules_out);
weir_status weir_rules_default(weir_rules** rules_out);
weir_status weir_rules_clear(weir_rules* rules);
uint64_t weir_rules_count(const weir_rules* rules);
void weir_rules_free(weir_rules* rules);
weir_status weir_rules_add_lod(weir_rules* rules, const weir_rule_options* options);
weir_status weir_rules_add_gpu(weir_rules* rules, const weir_rule_options* options);
weir_status weir_rules_add_required(weir_rules* rules, const char* field,
                                    const weir_rule_options* options);
weir_status weir_rules_add_range(weir_rules* rules, const char* field, double low, double high,
                                 const weir_rule_options* options);
weir_status weir_rules_add_type(weir_rules* rules, const char* field, uint32_t allowed,
                                const weir_rule_options* options);
weir_status weir_rules_add_choice(weir_rules* rules, const char* field, const char* const* choices,
                                  size_t choices_size, const weir_rule_options* options);
weir_status weir_rules_add_pattern(weir_rules* rules, const char* field, const char* pattern,
                                   const weir_rule_options* options);
weir_status weir_rules_add_path(weir_rules* rules, const char* field, uint32_t path_flags,
                                const weir_rule_options* options);
weir_status weir_rules_add_custom(weir_rules* rules, const char* name, weir_rule_fn fn, void* user,
                                  weir_user_free user_free, const weir_rule_options* options);
weir_status weir_rules_add_document(weir_rules* rules, const weir_json* document);
weir_status weir_finding_sink_message(weir_finding_sink* sink, const char* text);
weir_status weir_finding_sink_hint(weir_finding_sink* sink, const char* text);
weir_status weir_finding_sink_field(weir_finding_sink* sink, const char* field);
weir_status weir_rules_validate(const weir_rules* rules, const weir_json* config,
                                const weir_validate_options* options, weir_report** report_out);
weir_status weir_rules_check(const weir_rules* rules, const weir_json* config);

const promise_fn promise_validate[] = {
    (promise_fn)weir_rules_create,       (promise_fn)weir_rules_default,
    (promise_fn)weir_rules_clear,        (promise_fn)weir_rules_count,
    (promise_fn)weir_rules_free,         (promise_fn)weir_rules_add_lod,
    (promise_fn)weir_rules_add_gpu,      (promise_fn)weir_rules_add_required,
    (promise_fn)weir_rules_add_range,    (promise_fn)weir_rules_add_type,
    (promise_fn)weir_rules_add_choice,   (promise_fn)weir_rules_add_pattern,
    (promise_fn)weir_rules_add_path,     (promise_fn)weir_rules_add_custom,
    (promise_fn)weir_rules_add_document, (promise_fn)weir_finding_sink_message,
    (promise_fn)weir_finding_sink_hint,  (promise_fn)weir_finding_sink_field,
    (promise_fn)weir_rules_validate,     (promise_fn)weir_rules_check,
};
