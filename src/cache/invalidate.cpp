// SPDX-License-Identifier: Apache-2.0
// What is wrong from now on, over all shards. Whatever is being computed meanwhile is not kept: it
// may have been made from what is wrong.
#include <cstring>

#include "cache/cache.hpp"

namespace weir::cache {

uint64_t Cache::invalidate_dependents(std::vector<uint64_t> names) {
  uint64_t count = 0;
  std::vector<uint64_t> next;
  while (!names.empty()) {
    next.clear();
    for (const uint64_t name : names) {
      for (const auto& shard : shards_) count += shard->invalidate(name, next);
    }
    names.swap(next);
  }
  return count;
}

uint64_t Cache::invalidate(const void* name, size_t name_size) {
  check_key(name, name_size);
  flights_.doom_all();
  const uint64_t hash = hash_of(name, name_size);
  try {
    const uint64_t own = shard_of(hash).invalidate_key(hash, name, name_size);
    return own + invalidate_dependents({hash});
  } catch (const std::bad_alloc&) {
    invalidate_all();  // rather than leave one that is wrong
    throw;
  }
}

uint64_t Cache::invalidate_if(const Matches& matches) {
  check();
  flights_.doom_all();
  uint64_t count = 0;
  std::vector<uint64_t> gone;
  for (const auto& shard : shards_) {
    count += shard->invalidate_if(
        [&](Entry& entry) {
          return entry.status() == Status::ok && matches(entry.key(), entry.key_size, entry.value(),
                                                         static_cast<size_t>(entry.value_size));
        },
        gone);
  }
  return count + invalidate_dependents(std::move(gone));
}

uint64_t Cache::invalidate_prefix(const void* prefix, size_t prefix_size) {
  check_key(prefix, prefix_size);
  flights_.doom_all();
  uint64_t count = 0;
  std::vector<uint64_t> gone;
  for (const auto& shard : shards_) {
    count += shard->invalidate_if(
        [&](Entry& entry) {
          return entry.key_size >= prefix_size &&
                 (prefix_size == 0 || std::memcmp(entry.key(), prefix, prefix_size) == 0);
        },
        gone);
  }
  return count + invalidate_dependents(std::move(gone));
}

void Cache::invalidate_all() {
  check();
  flights_.doom_all();
  common_.generation.fetch_add(1);
}

}  // namespace weir::cache
