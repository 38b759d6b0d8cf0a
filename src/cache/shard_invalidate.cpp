// SPDX-License-Identifier: Apache-2.0
// Entries that are wrong from now on: by a name they depend on, by their key, by what they are.
#include "cache/shard.hpp"

namespace weir::cache {

uint64_t Shard::invalidate(uint64_t name, std::vector<uint64_t>& next) {
  Garbage garbage(*this);
  const std::lock_guard lock(lock_);
  const size_t before = next.size();
  while (const Link* link = labels_.first(name)) {
    Entry* const entry = link->entry;
    next.push_back(entry->hash);
    ++counts_.invalidations;
    forget(entry, garbage, Left::invalidated);
  }
  return next.size() - before;
}

uint64_t Shard::invalidate_key(uint64_t hash, const void* key, size_t key_size) {
  Garbage garbage(*this);
  const std::lock_guard lock(lock_);
  Entry* const entry = find_live(hash, key, key_size, garbage);
  if (entry == nullptr) return 0;
  ++counts_.invalidations;
  forget(entry, garbage, Left::invalidated);
  return 1;
}

void Shard::pin_all(std::vector<Entry*>& all) {
  for (size_t room = 0;;) {
    all.reserve(room);  // not under the lock
    const std::lock_guard lock(lock_);
    if (table_.count() > room) {
      room = table_.count() + table_.count() / 8;
      continue;
    }
    const uint64_t now = common_.options.clock();
    for (size_t word = 0; word < table_.word_count(); ++word) {
      Entry* const entry = table_.at(word);
      if (entry == nullptr || over(*entry, now)) continue;
      entry->refs.fetch_add(1, std::memory_order_relaxed);
      all.push_back(entry);
    }
    return;
  }
}

// Gives a pin back; true when the entry was still held and left as invalid.
bool Shard::let_go(Entry* pinned, bool goes) {
  bool went = false;
  if (goes) {
    Garbage garbage(*this);
    const std::lock_guard lock(lock_);
    went =
        table_.find(pinned->hash, [&](const Entry& other) { return &other == pinned; }) != nullptr;
    if (went) {
      ++counts_.invalidations;
      forget(pinned, garbage, Left::invalidated);
    }
  }
  if (pinned->drop()) release(pinned);
  return went;
}

}  // namespace weir::cache
