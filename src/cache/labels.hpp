// SPDX-License-Identifier: Apache-2.0
// Which entries of a shard depend on which names: for each name a list of links, which lie in the
// entries' own blocks. A name is told by its hash, as keys are hashed; that two names share one
// costs an entry that need not have gone, once in 2^64.
//
// Threads: Confined to the lock of its shard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace weir::cache {

struct Entry;

struct Link {
  uint64_t name;
  Entry* entry;
  Link* next;
  Link** before;  // what points here; NULL while it is in no list

  static constexpr uint64_t kOverheadBytes = 40;  // of the table, on average
};

class Labels {
 public:
  bool empty() const noexcept { return lists_.empty(); }
  Link* first(uint64_t name) const noexcept {
    const auto found = lists_.find(name);
    return found == lists_.end() ? nullptr : found->second;
  }
  // All of them, or it throws and none is.
  void add(Link* links, size_t count) {
    size_t at = 0;
    try {
      for (; at < count; ++at) {
        Link*& head = lists_.try_emplace(links[at].name, nullptr).first->second;
        links[at].next = head;
        links[at].before = &head;
        if (head != nullptr) head->before = &links[at].next;
        head = &links[at];
      }
    } catch (...) {
      take(links, at);
      throw;
    }
  }
  void take(Link* links, size_t count) noexcept {
    for (size_t at = 0; at < count; ++at) {
      Link& link = links[at];
      if (link.before == nullptr) continue;
      *link.before = link.next;
      if (link.next != nullptr) link.next->before = link.before;
      link.before = nullptr;
      const auto found = lists_.find(link.name);
      if (found != lists_.end() && found->second == nullptr) lists_.erase(found);
    }
  }

 private:
  std::unordered_map<uint64_t, Link*> lists_;  // its places do not move
};

}  // namespace weir::cache
