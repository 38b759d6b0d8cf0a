/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/cache_invalidate.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_cache_invalidate[];

PROMISE(WEIR_CACHE_NAME == 1);
PROMISE(WEIR_CACHE_PREFIX == 2);
PROMISE(WEIR_CACHE_EVERY == 3);
PROMISE(WEIR_CACHE_EVICTED == 1);
PROMISE(WEIR_CACHE_EXPIRED_NOW == 2);
PROMISE(WEIR_CACHE_REMOVED == 4);
PROMISE(WEIR_CACHE_REPLACED == 8);
PROMISE(WEIR_CACHE_INVALIDATED == 16);
PROMISE(WEIR_CACHE_LOST == 32);

typedef int32_t (*weir_cache_match_fn)(void* user, const void* key, size_t key_size,
                                       const void* value, size_t value_size);
typedef void (*weir_cache_event_fn)(void* user, uint32_t kind, const void* key, size_t key_size,
                                    uint64_t value_size);

weir_status weir_cache_invalidate(weir_cache* cache, uint32_t match, const void* data,
                                  size_t data_size, uint64_t* count_out);
weir_status weir_cache_invalidate_if(weir_cache* cache, weir_cache_match_fn fn, void* user,
                                     uint64_t* count_out);
weir_status weir_cache_watch(weir_cache* cache, uint32_t kinds, weir_cache_event_fn fn, void* user,
                             weir_user_free user_free);
weir_status weir_cache_next_event(weir_cache* cache, uint32_t* kind_out, uint64_t* value_size_out,
                                  weir_buffer** key_out);

const promise_fn promise_cache_invalidate[] = {
    (promise_fn)weir_cache_invalidate,
    (promise_fn)weir_cache_invalidate_if,
    (promise_fn)weir_cache_watch,
    (promise_fn)weir_cache_next_event,
};
