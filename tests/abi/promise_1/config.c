/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/config.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_config[];

typedef int32_t (*weir_config_fn)(void* user, uint32_t stage, const weir_json* before,
                                  const weir_json* after, const weir_json* changes);

PROMISE(WEIR_CONFIG_FILES_OPTIONAL == 1);
PROMISE(WEIR_CONFIG_WATCH == 2);
PROMISE(WEIR_CONFIG_SAVE_SECRETS == 1);
PROMISE(WEIR_CONFIG_PREPARE == 1);
PROMISE(WEIR_CONFIG_PUBLISH == 2);

PROMISE_FIELD(weir_config_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_config_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_config_options, defaults, 8, const weir_json*);
PROMISE_FIELD(weir_config_options, files, 16, const char* const*);
PROMISE_FIELD(weir_config_options, files_size, 24, size_t);
PROMISE_FIELD(weir_config_options, prefix, 32, const char*);
PROMISE_FIELD(weir_config_options, variables, 40, const weir_json*);
PROMISE_FIELD(weir_config_options, merge, 48, const weir_json*);
PROMISE_FIELD(weir_config_options, secrets, 56, const weir_json*);
PROMISE_FIELD(weir_config_options, rules, 64, const weir_rules*);
PROMISE_FIELD(weir_config_options, schema, 72, const weir_schema*);
PROMISE_FIELD(weir_config_options, debounce_ns, 80, uint64_t);
PROMISE_FIELD(weir_config_options, poll_ns, 88, uint64_t);
PROMISE_FIELD(weir_config_options, history, 96, uint32_t);
PROMISE_FIELD(weir_config_options, reserved, 100, uint32_t);

weir_status weir_config_create(const weir_config_options* options, weir_config** config_out);
void weir_config_free(weir_config* config);
weir_status weir_config_snapshot(const weir_config* config, weir_json** json_out);
uint64_t weir_config_generation(const weir_config* config);
weir_status weir_config_wait(const weir_config* config, uint64_t seen, uint64_t timeout_ns);
weir_status weir_config_update(weir_config* config, const weir_json* values);
weir_status weir_config_reload(weir_config* config);
weir_status weir_config_rollback(weir_config* config, uint64_t generation);
weir_status weir_config_listen(weir_config* config, weir_config_fn fn, void* user,
                               weir_user_free user_free);
weir_status weir_config_explain(const weir_config* config, const char* pointer,
                                weir_buffer** json_out);
weir_status weir_config_summary(const weir_config* config, weir_buffer** json_out);
weir_status weir_config_save(const weir_config* config, const char* path, uint32_t flags);

const promise_fn promise_config[] = {
    (promise_fn)weir_config_create,   (promise_fn)weir_config_explain,
    (promise_fn)weir_config_free,     (promise_fn)weir_config_generation,
    (promise_fn)weir_config_listen,   (promise_fn)weir_config_reload,
    (promise_fn)weir_config_rollback, (promise_fn)weir_config_save,
    (promise_fn)weir_config_snapshot, (promise_fn)weir_config_summary,
    (promise_fn)weir_config_update,   (promise_fn)weir_config_wait,
};
