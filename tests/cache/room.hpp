// SPDX-License-Identifier: Apache-2.0
// A cache for tests: a budget and a life of its own, and a clock that stands still until told.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "cache/cache.hpp"
#include "memory/budget.hpp"

namespace weir::cache {

inline std::atomic<uint64_t> held_time{1'000'000'000};
inline uint64_t held_clock() noexcept {
  return held_time.load(std::memory_order_relaxed);
}

struct Room {
  explicit Room(Options options, uint64_t budget_bytes = uint64_t{1} << 40)
      : budget(std::make_shared<memory::Budget>(budget_bytes)),
        life(std::make_shared<base::Life>()) {
    options.clock = held_clock;
    cache = Cache::create("test", options, {budget, life});
  }

  void put(const std::string& key, const std::string& value, const PutOptions& options = {}) {
    put(key, value.data(), value.size(), options);
  }
  template <class Key>
  void put(const Key& key, const void* value, size_t value_size, const PutOptions& options = {}) {
    Taken taken(value, value_size, options);
    cache->put(std::data(key), std::size(key), value, value_size, options, taken);
  }
  // "(miss)" where there is none.
  std::string get(const std::string& key) {
    const auto value = cache->get(key.data(), key.size());
    if (value == nullptr) return "(miss)";
    return {static_cast<const char*>(value->data()), value->size()};
  }
  bool remove(const std::string& key) { return cache->remove(key.data(), key.size()); }
  bool has(const std::string& key) { return get(key) != "(miss)"; }

  std::shared_ptr<memory::Budget> budget;
  base::LifePtr life;
  std::shared_ptr<Cache> cache;
};

}  // namespace weir::cache
