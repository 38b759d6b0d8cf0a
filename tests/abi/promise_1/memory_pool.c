/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/memory_pool.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_memory_pool[];

PROMISE(WEIR_PRIORITY_DEFAULT == 0);
PROMISE(WEIR_PRIORITY_CRITICAL == 1);
PROMISE(WEIR_PRIORITY_HIGH == 2);
PROMISE(WEIR_PRIORITY_MEDIUM == 3);
PROMISE(WEIR_PRIORITY_LOW == 4);
PROMISE(WEIR_MEMORY_POOL_DEBUG == 1);
PROMISE(WEIR_BLOCK_ZEROED == 1);
PROMISE(sizeof(weir_memory_pool_options) >= 32);
PROMISE_FIELD(weir_memory_pool_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_memory_pool_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_memory_pool_options, capacity_bytes, 8, uint64_t);
PROMISE_FIELD(weir_memory_pool_options, reserve_bytes, 16, uint64_t);
PROMISE_FIELD(weir_memory_pool_options, idle_ns, 24, uint64_t);
PROMISE(sizeof(weir_block_options) >= 16);
PROMISE_FIELD(weir_block_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_block_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_block_options, priority, 8, uint32_t);
PROMISE_FIELD(weir_block_options, alignment_bytes, 12, uint32_t);
PROMISE(sizeof(weir_memory_pool_stats) >= 152);
PROMISE_FIELD(weir_memory_pool_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_memory_pool_stats, flags, 4, uint32_t);
PROMISE_FIELD(weir_memory_pool_stats, capacity_bytes, 8, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, held_bytes, 16, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, peak_bytes, 24, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, used_bytes, 32, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, used_count, 40, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, idle_bytes, 48, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, largest_idle_bytes, 56, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, keep_bytes, 64, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, reserve_bytes, 72, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, get_count, 80, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, put_count, 88, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, reuse_count, 96, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, cleanup_count, 104, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, emergency_count, 112, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, refusal_count, 120, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, misuse_count, 128, uint64_t);
PROMISE_FIELD(weir_memory_pool_stats, reuse_rate, 136, double);
PROMISE_FIELD(weir_memory_pool_stats, fragmentation, 144, double);

weir_status weir_runtime_memory_pool(weir_runtime* runtime, weir_memory_pool** pool_out);
weir_status weir_memory_pool_create(weir_runtime* runtime, const weir_memory_pool_options* options,
                                    weir_memory_pool** pool_out);
weir_status weir_memory_pool_get(weir_memory_pool* pool, size_t size_bytes, uint32_t priority,
                                 void** block_out);
weir_status weir_memory_pool_put(weir_memory_pool* pool, void* block);
weir_status weir_memory_pool_get_array(weir_memory_pool* pool, weir_array* array,
                                       const weir_block_options* options, weir_buffer** block_out);
weir_status weir_memory_pool_trim(weir_memory_pool* pool, uint64_t keep_bytes,
                                  uint64_t* freed_bytes_out);
weir_status weir_memory_pool_get_stats(const weir_memory_pool* pool,
                                       weir_memory_pool_stats* stats_out);
weir_status weir_memory_pool_stats_json(const weir_memory_pool* pool, weir_buffer** json_out);
void weir_memory_pool_free(weir_memory_pool* pool);

const promise_fn promise_memory_pool[] = {
    (promise_fn)weir_runtime_memory_pool,   (promise_fn)weir_memory_pool_create,
    (promise_fn)weir_memory_pool_get,       (promise_fn)weir_memory_pool_put,
    (promise_fn)weir_memory_pool_get_array, (promise_fn)weir_memory_pool_trim,
    (promise_fn)weir_memory_pool_get_stats, (promise_fn)weir_memory_pool_stats_json,
    (promise_fn)weir_memory_pool_free,
};
