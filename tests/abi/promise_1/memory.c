/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/memory.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_memory[];

PROMISE(sizeof(weir_memory_stats) >= 56);
PROMISE_FIELD(weir_memory_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_memory_stats, module_count, 4, uint32_t);
PROMISE_FIELD(weir_memory_stats, budget_bytes, 8, uint64_t);
PROMISE_FIELD(weir_memory_stats, used_bytes, 16, uint64_t);
PROMISE_FIELD(weir_memory_stats, peak_bytes, 24, uint64_t);
PROMISE_FIELD(weir_memory_stats, system_bytes, 32, uint64_t);
PROMISE_FIELD(weir_memory_stats, charge_count, 40, uint64_t);
PROMISE_FIELD(weir_memory_stats, refusal_count, 48, uint64_t);
PROMISE(sizeof(weir_memory_module) >= 40);
PROMISE_FIELD(weir_memory_module, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_memory_module, flags, 4, uint32_t);
PROMISE_FIELD(weir_memory_module, name, 8, const char*);
PROMISE_FIELD(weir_memory_module, used_bytes, 16, uint64_t);
PROMISE_FIELD(weir_memory_module, peak_bytes, 24, uint64_t);
PROMISE_FIELD(weir_memory_module, charge_count, 32, uint64_t);
PROMISE(sizeof(weir_memory_scope) >= 40);
PROMISE_FIELD(weir_memory_scope, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_memory_scope, flags, 4, uint32_t);
PROMISE_FIELD(weir_memory_scope, path, 8, const char*);
PROMISE_FIELD(weir_memory_scope, used_bytes, 16, uint64_t);
PROMISE_FIELD(weir_memory_scope, peak_bytes, 24, uint64_t);
PROMISE_FIELD(weir_memory_scope, charge_count, 32, uint64_t);

weir_status weir_buffer_copy(const void* data, size_t data_size, weir_buffer** buffer_out);
void* weir_buffer_data(const weir_buffer* buffer);
size_t weir_buffer_size(const weir_buffer* buffer);
void weir_buffer_free(weir_buffer* buffer);
weir_status weir_buffer_create(weir_runtime* runtime, size_t size_bytes, size_t alignment_bytes,
                               weir_buffer** buffer_out);
weir_status weir_runtime_memory_stats(const weir_runtime* runtime, weir_memory_stats* stats_out);
weir_status weir_runtime_memory_module(const weir_runtime* runtime, uint32_t index,
                                       weir_memory_module* module_out);
weir_status weir_runtime_set_memory_budget(weir_runtime* runtime, uint64_t budget_bytes);
weir_status weir_runtime_enter_memory_scope(weir_runtime* runtime, const char* name);
weir_status weir_runtime_leave_memory_scope(weir_runtime* runtime);
weir_status weir_runtime_memory_scope(const weir_runtime* runtime, uint32_t index,
                                      weir_memory_scope* scope_out);

const promise_fn promise_memory[] = {
    (promise_fn)weir_buffer_copy,
    (promise_fn)weir_buffer_data,
    (promise_fn)weir_buffer_size,
    (promise_fn)weir_buffer_free,
    (promise_fn)weir_buffer_create,
    (promise_fn)weir_runtime_memory_stats,
    (promise_fn)weir_runtime_memory_module,
    (promise_fn)weir_runtime_set_memory_budget,
    (promise_fn)weir_runtime_enter_memory_scope,
    (promise_fn)weir_runtime_leave_memory_scope,
    (promise_fn)weir_runtime_memory_scope,
};
