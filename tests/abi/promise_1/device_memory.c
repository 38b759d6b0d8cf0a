/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/device_memory.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_device_memory[];

PROMISE(sizeof(weir_device_pool_options) >= 32);
PROMISE_FIELD(weir_device_pool_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_device_pool_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_device_pool_options, capacity_bytes, 8, uint64_t);
PROMISE_FIELD(weir_device_pool_options, reserve_bytes, 16, uint64_t);
PROMISE_FIELD(weir_device_pool_options, wait_ns, 24, uint64_t);
PROMISE(sizeof(weir_device_pool_stats) >= 240);
PROMISE_FIELD(weir_device_pool_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_device_pool_stats, kind, 4, uint32_t);
PROMISE_FIELD(weir_device_pool_stats, capacity_bytes, 8, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, reserve_bytes, 16, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, device_free_bytes, 24, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, held_bytes, 32, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, peak_bytes, 40, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, used_bytes, 48, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, used_count, 56, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, critical_bytes, 64, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, high_bytes, 72, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, medium_bytes, 80, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, low_bytes, 88, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, pending_bytes, 96, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, free_bytes, 104, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, idle_bytes, 112, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, largest_free_bytes, 120, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, get_count, 128, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, put_count, 136, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, reuse_count, 144, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, search_count, 152, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, trim_count, 160, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, wait_count, 168, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, reclaim_count, 176, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, emergency_count, 184, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, refusal_count, 192, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, misuse_count, 200, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, hint_bytes, 208, uint64_t);
PROMISE_FIELD(weir_device_pool_stats, reuse_rate, 216, double);
PROMISE_FIELD(weir_device_pool_stats, fragmentation, 224, double);
PROMISE_FIELD(weir_device_pool_stats, waste, 232, double);

weir_status weir_device_pool_create(weir_runtime* runtime, const weir_device_pool_options* options,
                                    weir_device_pool** pool_out);
weir_status weir_device_pool_get(weir_device_pool* pool, size_t size_bytes, uint32_t priority,
                                 weir_stream* stream, void** block_out);
weir_status weir_device_pool_put(weir_device_pool* pool, void* block, weir_stream* stream);
weir_status weir_device_pool_trim(weir_device_pool* pool, uint64_t keep_bytes,
                                  uint64_t* freed_bytes_out);
weir_status weir_device_pool_get_stats(const weir_device_pool* pool,
                                       weir_device_pool_stats* stats_out);
weir_status weir_device_pool_stats_json(const weir_device_pool* pool, weir_buffer** json_out);
void weir_device_pool_free(weir_device_pool* pool);

const promise_fn promise_device_memory[] = {
    (promise_fn)weir_device_pool_create,    (promise_fn)weir_device_pool_get,
    (promise_fn)weir_device_pool_put,       (promise_fn)weir_device_pool_trim,
    (promise_fn)weir_device_pool_get_stats, (promise_fn)weir_device_pool_stats_json,
    (promise_fn)weir_device_pool_free,
};
