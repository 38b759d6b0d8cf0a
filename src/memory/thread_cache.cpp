// SPDX-License-Identifier: Apache-2.0
#include "memory/thread_cache.hpp"

#include <vector>

#include "memory/pool.hpp"

namespace weir::memory {

constinit thread_local detail::LatestCache detail::latest_cache{0, nullptr};

namespace {

struct Known {
  uint64_t number;
  ThreadCache* cache;
  std::weak_ptr<Pool> pool;
};

// Set before the list goes: destructors of other thread-locals may still call us.
constinit thread_local bool thread_is_ending = false;

struct KnownList {
  std::vector<Known> known;
  ~KnownList() {
    thread_is_ending = true;
    detail::latest_cache = {0, nullptr};
    for (const Known& each : known) {
      if (const auto pool = each.pool.lock()) pool->retire(each.cache);
    }
  }
};

KnownList& known_list() {
  thread_local KnownList list;
  return list;
}

}  // namespace

ThreadCache* find_cache(uint64_t number) noexcept {
  if (thread_is_ending) return nullptr;
  for (const Known& each : known_list().known) {
    if (each.number != number) continue;
    detail::latest_cache = {number, each.cache};
    return each.cache;
  }
  return nullptr;
}

ThreadCache* make_cache(const std::shared_ptr<Pool>& pool) noexcept {
  if (thread_is_ending) return nullptr;
  try {
    std::vector<Known>& known = known_list().known;
    std::erase_if(known, [](const Known& each) { return each.pool.expired(); });
    known.reserve(known.size() + 1);
    ThreadCache* cache = pool->enlist();
    known.push_back({pool->number(), cache, pool});
    detail::latest_cache = {pool->number(), cache};
    return cache;
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace weir::memory
