/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/runtime.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_runtime[];

PROMISE(WEIR_DEVICE_AUTO == 0);
PROMISE(WEIR_DEVICE_HOST == 1);
PROMISE(WEIR_DEVICE_CUDA == 2);
PROMISE(sizeof(weir_runtime_options) >= 24);
PROMISE_FIELD(weir_runtime_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_runtime_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_runtime_options, memory_budget_bytes, 8, uint64_t);
PROMISE_FIELD(weir_runtime_options, worker_count, 16, uint32_t);
PROMISE_FIELD(weir_runtime_options, device, 20, uint32_t);

weir_status weir_runtime_create(const weir_runtime_options* options, weir_runtime** runtime_out);
weir_status weir_runtime_default(weir_runtime** runtime_out);
weir_status weir_runtime_shutdown(weir_runtime* runtime);
void weir_runtime_free(weir_runtime* runtime);
weir_status weir_runtime_info(const weir_runtime* runtime, weir_buffer** json_out);
typedef void (*weir_log_fn)(void* user, uint32_t level, const char* text);
weir_status weir_runtime_set_log(weir_runtime* runtime, uint32_t min_level, weir_log_fn fn,
                                 void* user, weir_user_free user_free);
weir_status weir_runtime_next_log(weir_runtime* runtime, uint32_t* level_out,
                                  weir_buffer** text_out);

const promise_fn promise_runtime[] = {
    (promise_fn)weir_runtime_create,   (promise_fn)weir_runtime_default,
    (promise_fn)weir_runtime_shutdown, (promise_fn)weir_runtime_free,
    (promise_fn)weir_runtime_info,     (promise_fn)weir_runtime_set_log,
    (promise_fn)weir_runtime_next_log,
};
