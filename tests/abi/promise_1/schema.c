/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/schema.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_schema[];

typedef weir_status (*weir_schema_resolve_fn)(void* user, const char* uri,
                                              weir_json** document_out);

PROMISE(WEIR_SCHEMA_DRAFT_7 == 7);
PROMISE(WEIR_SCHEMA_DRAFT_2019_09 == 2019);
PROMISE(WEIR_SCHEMA_DRAFT_2020_12 == 2020);
PROMISE(WEIR_SCHEMA_FORMATS == 1);
PROMISE(WEIR_SCHEMA_STRICT == 2);

PROMISE_FIELD(weir_schema_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_schema_options, draft, 4, uint32_t);
PROMISE_FIELD(weir_schema_options, flags, 8, uint32_t);
PROMISE_FIELD(weir_schema_options, max_findings, 12, uint32_t);
PROMISE_FIELD(weir_schema_options, uri, 16, const char*);
PROMISE_FIELD(weir_schema_options, documents, 24, const weir_json*);
PROMISE_FIELD(weir_schema_options, resolve, 32, weir_schema_resolve_fn);
PROMISE_FIELD(weir_schema_options, resolve_user, 40, void*);

weir_status weir_schema_compile(const char* text, size_t text_size,
                                const weir_schema_options* options, weir_schema** schema_out);
void weir_schema_free(weir_schema* schema);
weir_status weir_schema_check(const weir_schema* schema, const char* text, size_t text_size);
weir_status weir_schema_validate(const weir_schema* schema, const char* text, size_t text_size,
                                 weir_report** report_out);
weir_status weir_rules_add_schema(weir_rules* rules, const char* field, const weir_schema* schema,
                                  const weir_rule_options* options);

const promise_fn promise_schema[] = {
    (promise_fn)weir_schema_compile,   (promise_fn)weir_schema_free,
    (promise_fn)weir_schema_check,     (promise_fn)weir_schema_validate,
    (promise_fn)weir_rules_add_schema,
};
