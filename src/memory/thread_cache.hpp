// SPDX-License-Identifier: Apache-2.0
// A thread's own free blocks of one pool: a short stack for each small class, and what the thread
// has counted. Its thread uses it under a lock that costs next to nothing; a reclaim claims the
// lock and takes the blocks away, so nothing idle is out of reach.
//
// Which cache is ours is found by the pool's number, which is never used twice: so what is left in
// a thread after its pool has gone is never mistaken for another pool's.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <new>

#include "memory/biased_lock.hpp"
#include "memory/slabs.hpp"

namespace weir::memory {

class Pool;

// Written by one thread, read by many: a load and a store instead of an addition on the bus.
class Counter {
 public:
  void add(uint64_t n) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

struct Magazine {
  static constexpr uint32_t kMost = 64;
  static constexpr uint32_t capacity(size_t block_size) noexcept {
    const size_t fits = 32768 / block_size;
    return fits < 2 ? 2 : fits > kMost ? kMost : static_cast<uint32_t>(fits);
  }

  // When the class is first used. Without memory for it, it stays shut, and blocks take the long
  // way.
  void open(size_t block_size) noexcept {
    if (limit != 0) return;
    entries.reset(new (std::nothrow) Entry[capacity(block_size)]);
    if (entries) limit = capacity(block_size);
  }

  std::unique_ptr<Entry[]> entries;
  uint32_t count = 0, limit = 0;
  Counter gets, puts, reuses;
};

struct ThreadCache {
  BiasedLock lock;
  std::array<Magazine, kSmallClasses> magazines;
};

// The calling thread's cache of the pool `number`; NULL when it has none.
ThreadCache* find_cache(uint64_t number) noexcept;

// Makes one and remembers it; at the thread's end the pool, if it is still there, gets it back.
// NULL when the thread is ending or memory is out: do without.
ThreadCache* make_cache(const std::shared_ptr<Pool>& pool) noexcept;

namespace detail {
struct LatestCache {
  uint64_t number;
  ThreadCache* cache;
};
extern constinit thread_local LatestCache latest_cache;
}  // namespace detail

inline ThreadCache* own_cache(uint64_t number) noexcept {
  const detail::LatestCache latest = detail::latest_cache;
  return latest.number == number ? latest.cache : find_cache(number);
}

}  // namespace weir::memory
