// SPDX-License-Identifier: Apache-2.0
// weir/cache_invalidate.hpp: entries that are wrong from now on, and what leaves a cache, in C++.
// See weir/cache_invalidate.h.
#ifndef WEIR_CACHE_INVALIDATE_HPP
#define WEIR_CACHE_INVALIDATE_HPP

#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "weir/cache.hpp"
#include "weir/cache_invalidate.h"

namespace weir {

// The entry under this key, and all that depends on this name: how many went.
inline uint64_t invalidate(Cache& cache, std::string_view name) {
  uint64_t count = 0;
  detail::check(
      weir_cache_invalidate(cache.get(), WEIR_CACHE_NAME, name.data(), name.size(), &count));
  return count;
}
inline uint64_t invalidate_prefix(Cache& cache, std::string_view prefix) {
  uint64_t count = 0;
  detail::check(
      weir_cache_invalidate(cache.get(), WEIR_CACHE_PREFIX, prefix.data(), prefix.size(), &count));
  return count;
}
// Every entry, in no time.
inline void invalidate_all(Cache& cache) {
  detail::check(weir_cache_invalidate(cache.get(), WEIR_CACHE_EVERY, nullptr, 0, nullptr));
}

// Those of which `wrong` says so: how many went. What it throws ends the call, and is thrown here.
inline uint64_t invalidate_if(
    Cache& cache, const std::function<bool(std::string_view key, std::string_view value)>& wrong) {
  struct Ask {
    const std::function<bool(std::string_view, std::string_view)>& wrong;
    std::exception_ptr thrown;
  } ask{wrong, nullptr};
  uint64_t count = 0;
  const weir_status status = weir_cache_invalidate_if(
      cache.get(),
      [](void* user, const void* key, size_t key_size, const void* value,
         size_t value_size) -> int32_t {
        auto& asked = *static_cast<Ask*>(user);
        if (asked.thrown) return 0;
        try {
          return asked.wrong({static_cast<const char*>(key), key_size},
                             {static_cast<const char*>(value), value_size});
        } catch (...) {
          asked.thrown = std::current_exception();
          return 0;
        }
      },
      &ask, &count);
  if (ask.thrown) std::rethrow_exception(ask.thrown);
  detail::check(status);
  return count;
}

struct CacheEvent {
  uint32_t kind;  // weir_cache_event_kind; 0: there was none
  std::string key;
  uint64_t value_size;
};

// Has `fn` hear of what leaves, in the thread that made it leave; what it throws goes nowhere.
// nullptr: kept for next_event(). kinds of 0 ends it.
inline void watch(Cache& cache, uint32_t kinds, std::function<void(const CacheEvent&)> fn = {}) {
  using Fn = std::function<void(const CacheEvent&)>;
  if (!fn) {
    detail::check(weir_cache_watch(cache.get(), kinds, nullptr, nullptr, nullptr));
    return;
  }
  detail::check(weir_cache_watch(
      cache.get(), kinds,
      [](void* user, uint32_t kind, const void* key, size_t size, uint64_t value_size) {
        if (!(WEIR_HOST_ENTER)) return;
        try {
          (*static_cast<Fn*>(user))({kind, {static_cast<const char*>(key), size}, value_size});
        } catch (...) {
        }
      },
      detail::keep(std::move(fn)), detail::drop<Fn>));
}

inline CacheEvent next_event(Cache& cache) {
  CacheEvent event{0, {}, 0};
  weir_buffer* raw = nullptr;
  detail::check(weir_cache_next_event(cache.get(), &event.kind, &event.value_size, &raw));
  const Buffer key(raw);
  if (key) event.key.assign(static_cast<const char*>(key.data()), key.size());
  return event;
}

}  // namespace weir

#endif  // WEIR_CACHE_INVALIDATE_HPP
