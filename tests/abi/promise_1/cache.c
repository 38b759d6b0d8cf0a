/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/cache.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_cache[];

PROMISE(WEIR_CACHE_DEFAULT_BYTES == 67108864);
PROMISE(WEIR_CACHE_SLIDING == 1);
PROMISE(WEIR_CACHE_LRU == 2);
PROMISE(WEIR_CACHE_ALL == 1);
PROMISE(WEIR_CACHE_EXPIRED == 2);
PROMISE(sizeof(weir_cache_options) >= 40);
PROMISE_FIELD(weir_cache_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_cache_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_cache_options, capacity_bytes, 8, uint64_t);
PROMISE_FIELD(weir_cache_options, max_entries, 16, uint64_t);
PROMISE_FIELD(weir_cache_options, ttl_ns, 24, uint64_t);
PROMISE_FIELD(weir_cache_options, shard_count, 32, uint32_t);
PROMISE_FIELD(weir_cache_options, reserved, 36, uint32_t);
PROMISE(sizeof(weir_cache_options) >= 48);
PROMISE_FIELD(weir_cache_options, soft_ttl_ns, 40, uint64_t);
PROMISE(sizeof(weir_cache_put_options) >= 32);
PROMISE_FIELD(weir_cache_put_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_cache_put_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_cache_put_options, ttl_ns, 8, uint64_t);
PROMISE_FIELD(weir_cache_put_options, extra_bytes, 16, uint64_t);
PROMISE_FIELD(weir_cache_put_options, value_free, 24, weir_user_free);
PROMISE(sizeof(weir_cache_put_options) >= 40);
PROMISE_FIELD(weir_cache_put_options, soft_ttl_ns, 32, uint64_t);
PROMISE(sizeof(weir_cache_put_options) >= 64);
PROMISE_FIELD(weir_cache_put_options, names, 40, const void* const*);
PROMISE_FIELD(weir_cache_put_options, name_sizes, 48, const size_t*);
PROMISE_FIELD(weir_cache_put_options, name_count, 56, uint64_t);
PROMISE(sizeof(weir_cache_stats) >= 120);
PROMISE_FIELD(weir_cache_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_cache_stats, shard_count, 4, uint32_t);
PROMISE_FIELD(weir_cache_stats, capacity_bytes, 8, uint64_t);
PROMISE_FIELD(weir_cache_stats, max_entries, 16, uint64_t);
PROMISE_FIELD(weir_cache_stats, ttl_ns, 24, uint64_t);
PROMISE_FIELD(weir_cache_stats, entry_count, 32, uint64_t);
PROMISE_FIELD(weir_cache_stats, expired_count, 40, uint64_t);
PROMISE_FIELD(weir_cache_stats, used_bytes, 48, uint64_t);
PROMISE_FIELD(weir_cache_stats, pinned_bytes, 56, uint64_t);
PROMISE_FIELD(weir_cache_stats, hit_count, 64, uint64_t);
PROMISE_FIELD(weir_cache_stats, miss_count, 72, uint64_t);
PROMISE_FIELD(weir_cache_stats, put_count, 80, uint64_t);
PROMISE_FIELD(weir_cache_stats, eviction_count, 88, uint64_t);
PROMISE_FIELD(weir_cache_stats, evicted_bytes, 96, uint64_t);
PROMISE_FIELD(weir_cache_stats, expiration_count, 104, uint64_t);
PROMISE_FIELD(weir_cache_stats, removal_count, 112, uint64_t);
PROMISE(sizeof(weir_cache_stats) >= 160);
PROMISE_FIELD(weir_cache_stats, load_count, 120, uint64_t);
PROMISE_FIELD(weir_cache_stats, load_failure_count, 128, uint64_t);
PROMISE_FIELD(weir_cache_stats, wait_count, 136, uint64_t);
PROMISE_FIELD(weir_cache_stats, stale_hit_count, 144, uint64_t);
PROMISE_FIELD(weir_cache_stats, store_failure_count, 152, uint64_t);
PROMISE(sizeof(weir_cache_stats) >= 168);
PROMISE_FIELD(weir_cache_stats, invalidation_count, 160, uint64_t);

weir_status weir_runtime_cache(weir_runtime* runtime, const char* name,
                               const weir_cache_options* options, weir_cache** cache_out);
weir_status weir_runtime_remove_cache(weir_runtime* runtime, const char* name);
weir_status weir_runtime_clear_caches(weir_runtime* runtime, uint32_t what, uint64_t* count_out);
weir_status weir_runtime_caches_json(weir_runtime* runtime, weir_buffer** json_out);
weir_status weir_cache_put(weir_cache* cache, const void* key, size_t key_size, const void* value,
                           size_t value_size, const weir_cache_put_options* options);
weir_status weir_cache_get(weir_cache* cache, const void* key, size_t key_size,
                           weir_buffer** value_out);
weir_status weir_cache_read(weir_cache* cache, const void* key, size_t key_size, void* value,
                            size_t value_size, size_t* value_size_out);
weir_status weir_cache_put_many(weir_cache* cache, const void* const* keys, const size_t* key_sizes,
                                const void* const* values, const size_t* value_sizes, size_t count,
                                const weir_cache_put_options* options, weir_status* statuses_out);
weir_status weir_cache_get_many(weir_cache* cache, const void* const* keys, const size_t* key_sizes,
                                size_t count, weir_buffer** values_out);
weir_status weir_cache_remove(weir_cache* cache, const void* key, size_t key_size);
weir_status weir_cache_clear(weir_cache* cache, uint32_t what, uint64_t* count_out);
weir_status weir_cache_get_stats(const weir_cache* cache, weir_cache_stats* stats_out);
weir_status weir_cache_stats_json(const weir_cache* cache, weir_buffer** json_out);
void weir_cache_free(weir_cache* cache);

const promise_fn promise_cache[] = {
    (promise_fn)weir_runtime_cache,
    (promise_fn)weir_runtime_remove_cache,
    (promise_fn)weir_runtime_clear_caches,
    (promise_fn)weir_runtime_caches_json,
    (promise_fn)weir_cache_put,
    (promise_fn)weir_cache_get,
    (promise_fn)weir_cache_read,
    (promise_fn)weir_cache_put_many,
    (promise_fn)weir_cache_get_many,
    (promise_fn)weir_cache_remove,
    (promise_fn)weir_cache_clear,
    (promise_fn)weir_cache_get_stats,
    (promise_fn)weir_cache_stats_json,
    (promise_fn)weir_cache_free,
};
