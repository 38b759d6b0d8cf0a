// SPDX-License-Identifier: Apache-2.0
// include/weir/cache_invalidate.h
#include "weir/cache_invalidate.h"

#include "api/buffer.hpp"
#include "api/cache.hpp"

using namespace weir;
using namespace weir::api;

static_assert(WEIR_CACHE_EVICTED == static_cast<int>(cache::Left::evicted));
static_assert(WEIR_CACHE_EXPIRED_NOW == static_cast<int>(cache::Left::expired));
static_assert(WEIR_CACHE_REMOVED == static_cast<int>(cache::Left::removed));
static_assert(WEIR_CACHE_REPLACED == static_cast<int>(cache::Left::replaced));
static_assert(WEIR_CACHE_INVALIDATED == static_cast<int>(cache::Left::invalidated));
static_assert(WEIR_CACHE_LOST == static_cast<int>(cache::Left::lost));

weir_status weir_cache_invalidate(weir_cache* cache, uint32_t match, const void* data,
                                  size_t data_size, uint64_t* count_out) {
  return guard(__func__, [&] {
    const auto used = use(cache, "cache");
    if (data == nullptr && data_size != 0) {
      fail(Status::invalid, "data is NULL, of %zu bytes", data_size);
    }
    uint64_t count = 0;
    switch (match) {
      case WEIR_CACHE_NAME:
        count = used->invalidate(data, data_size);
        break;
      case WEIR_CACHE_PREFIX:
        count = used->invalidate_prefix(data, data_size);
        break;
      case WEIR_CACHE_EVERY:
        if (data_size != 0) fail(Status::invalid, "data is not for WEIR_CACHE_EVERY: write NULL");
        used->invalidate_all();
        break;
      default:
        fail(Status::invalid, "match is %u: write WEIR_CACHE_NAME, _PREFIX or _EVERY", match);
    }
    if (count_out != nullptr) *count_out = count;
    return Status::ok;
  });
}

weir_status weir_cache_invalidate_if(weir_cache* cache, weir_cache_match_fn fn, void* user,
                                     uint64_t* count_out) {
  return guard(__func__, [&] {
    const auto used = use(cache, "cache");
    if (fn == nullptr) fail(Status::invalid, "fn is NULL");
    const uint64_t count = used->invalidate_if(
        [&](const void* key, size_t key_size, const void* value, size_t value_size) {
          int32_t wrong = 0;
          if (!base::contained([&] { wrong = fn(user, key, key_size, value, value_size); })) {
            fail(Status::callback, "the function that chooses entries threw");
          }
          return wrong != 0;
        });
    if (count_out != nullptr) *count_out = count;
    return Status::ok;
  });
}

weir_status weir_cache_watch(weir_cache* cache, uint32_t kinds, weir_cache_event_fn fn, void* user,
                             weir_user_free user_free) {
  return guard(__func__, [&] {
    base::User owned = base::own_user(user, user_free);
    const auto used = use(cache, "cache");
    constexpr uint32_t kAll = WEIR_CACHE_EVICTED | WEIR_CACHE_EXPIRED_NOW | WEIR_CACHE_REMOVED |
                              WEIR_CACHE_REPLACED | WEIR_CACHE_INVALIDATED;
    if ((kinds & ~kAll) != 0) {
      fail(Status::invalid, "kinds is %u: combine WEIR_CACHE_EVICTED to WEIR_CACHE_INVALIDATED",
           kinds);
    }
    used->check();
    used->events().watch(kinds, fn, std::move(owned));
    return Status::ok;
  });
}

weir_status weir_cache_next_event(weir_cache* cache, uint32_t* kind_out, uint64_t* value_size_out,
                                  weir_buffer** key_out) {
  return guard(__func__, [&] {
    clear_output(key_out, "key_out");
    require(kind_out, "kind_out");
    require(value_size_out, "value_size_out");
    const auto used = use(cache, "cache");
    used->check();
    cache::Events::Event event;
    if (!used->events().next(event)) return Status::end;
    Status status = Status::ok;
    try {
      status = give_text(key_out, std::move(event.key));
    } catch (...) {
      used->events().lose();
      throw;
    }
    *kind_out = static_cast<uint32_t>(event.kind);
    *value_size_out = event.value_size;
    return status;
  });
}
