/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/json.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_json[];

PROMISE(WEIR_JSON_NULL == 1);
PROMISE(WEIR_JSON_BOOL == 2);
PROMISE(WEIR_JSON_NUMBER == 3);
PROMISE(WEIR_JSON_STRING == 4);
PROMISE(WEIR_JSON_ARRAY == 5);
PROMISE(WEIR_JSON_OBJECT == 6);
PROMISE(WEIR_JSON_PRETTY == 1);
PROMISE(WEIR_JSON_CANONICAL == 2);

weir_status weir_json_parse(const char* text, size_t text_size, weir_json** json_out);
weir_status weir_json_read_file(const char* path, weir_json** json_out);
void weir_json_free(weir_json* json);
weir_status weir_json_type_at(const weir_json* json, const char* pointer, uint32_t* type_out);
weir_status weir_json_get_bool(const weir_json* json, const char* pointer, int32_t* value_out);
weir_status weir_json_get_int64(const weir_json* json, const char* pointer, int64_t* value_out);
weir_status weir_json_get_double(const weir_json* json, const char* pointer, double* value_out);
weir_status weir_json_get_string(const weir_json* json, const char* pointer, const char** text_out,
                                 size_t* text_size_out);
weir_status weir_json_get_count(const weir_json* json, const char* pointer, uint64_t* count_out);
weir_status weir_json_get_key(const weir_json* json, const char* pointer, uint64_t index,
                              const char** key_out, size_t* key_size_out);
weir_status weir_json_write(const weir_json* json, const char* pointer, uint32_t flags,
                            weir_buffer** text_out);

const promise_fn promise_json[] = {
    (promise_fn)weir_json_parse,      (promise_fn)weir_json_read_file,
    (promise_fn)weir_json_free,       (promise_fn)weir_json_type_at,
    (promise_fn)weir_json_get_bool,   (promise_fn)weir_json_get_int64,
    (promise_fn)weir_json_get_double, (promise_fn)weir_json_get_string,
    (promise_fn)weir_json_get_count,  (promise_fn)weir_json_get_key,
    (promise_fn)weir_json_write,
};
