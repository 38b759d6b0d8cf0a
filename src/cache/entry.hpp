// SPDX-License-Identifier: Apache-2.0
// One entry: a header, what is rare (a time to live, tags), the key and the value, in one block.
// The cache holds one reference; every pinned buffer holds another. Whoever drops the last one
// gives the block back. All but `refs` is guarded by the lock of the entry's shard; key and value
// never change once others can see them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "base/callback.hpp"
#include "base/status.hpp"
#include "cache/events.hpp"
#include "cache/labels.hpp"
#include "cache/policy.hpp"
#include "memory/heap.hpp"

namespace weir::cache {

// There when the entry has a time to live or stands for more memory than its value.
struct Extras {
  uint64_t expires_ns = 0;   // 0: never
  uint64_t ttl_ns = 0;       // of a sliding entry: from its last use on; 0: it does not slide
  uint64_t soft_ns = 0;      // from here on it is stale; 0: never
  uint64_t extra_bytes = 0;  // charged beside the value's own size
  void (*value_free)(void* object) = nullptr;  // the value is a pointer, and this ends it
  // Not ok: it stands for no value, but for "there is none", or for an error with this text.
  Status status = Status::ok;
  uint32_t link_count = 0;  // names that it depends on; their links follow
};

struct Entry {
  uint64_t hash;
  Entry* newer;
  Entry* older;
  uint64_t value_size;
  uint32_t key_size;
  std::atomic<uint32_t> refs;
  uint32_t generation;  // of the cache, when this was put
  uint8_t marks;        // once it has left: why, as a Left
  Queue queue;
  bool has_extras;
  bool held;  // left the cache while pinned: its bytes count until the last pin goes

  static constexpr size_t kAlignment = 16;  // of the value too
  // What the index and the policy hold for an entry, on average: a word of eight bytes at a load of
  // about a half, four counters, a fingerprint.
  static constexpr uint64_t kOverheadBytes = 32;

  // Of the key; `extras` may be NULL.
  static size_t key_offset(const Extras* extras) noexcept {
    if (extras == nullptr) return sizeof(Entry);
    return sizeof(Entry) + sizeof(Extras) + extras->link_count * sizeof(Link);
  }
  static size_t value_offset(const Extras* extras, uint32_t key_size) noexcept {
    return (key_offset(extras) + key_size + kAlignment - 1) / kAlignment * kAlignment;
  }
  static size_t block_bytes(const Extras* extras, uint32_t key_size, uint64_t value_size) noexcept {
    return value_offset(extras, key_size) + static_cast<size_t>(value_size);
  }

  // A copy of key and value, with one reference and in no queue; its links name nothing yet.
  // Error(no_memory).
  static Entry* create(uint64_t hash, const void* key, uint32_t key_size, const void* value,
                       uint64_t value_size, const Extras* extras) {
    const bool has_extras = extras != nullptr;
    void* const block =
        memory::heap::allocate(block_bytes(extras, key_size, value_size), kAlignment);
    auto* const entry = new (block) Entry{hash, nullptr, nullptr,     value_size, key_size, {1},
                                          0,    0,       Queue::none, has_extras, false};
    if (has_extras) {
      entry->extras() = *extras;
      for (uint32_t at = 0; at < extras->link_count; ++at) {
        new (&entry->links()[at]) Link{0, entry, nullptr, nullptr};
      }
    }
    if (key_size != 0) std::memcpy(entry->key(), key, key_size);
    if (value_size != 0) std::memcpy(entry->value(), value, static_cast<size_t>(value_size));
    return entry;
  }

  Extras& extras() noexcept { return *reinterpret_cast<Extras*>(this + 1); }
  const Extras& extras() const noexcept { return *reinterpret_cast<const Extras*>(this + 1); }
  const Extras* extras_or_null() const noexcept { return has_extras ? &extras() : nullptr; }
  Link* links() noexcept { return reinterpret_cast<Link*>(&extras() + 1); }
  uint32_t link_count() const noexcept { return has_extras ? extras().link_count : 0; }
  char* key() noexcept { return reinterpret_cast<char*>(this) + key_offset(extras_or_null()); }
  const char* key() const noexcept { return const_cast<Entry*>(this)->key(); }
  char* value() noexcept {
    return reinterpret_cast<char*>(this) + value_offset(extras_or_null(), key_size);
  }
  bool has_key(const void* other, size_t size) const noexcept {
    return size == key_size && (size == 0 || std::memcmp(key(), other, size) == 0);
  }

  // What the entry costs, all counted.
  uint64_t weight() const noexcept { return weight_of(extras_or_null(), key_size, value_size); }
  static uint64_t weight_of(const Extras* extras, uint32_t key_size, uint64_t value_size) noexcept {
    const uint64_t own = block_bytes(extras, key_size, value_size) + kOverheadBytes;
    if (extras == nullptr) return own;
    return own + extras->extra_bytes + extras->link_count * Link::kOverheadBytes;
  }

  bool expired(uint64_t now_ns) const noexcept {
    return has_extras && extras().expires_ns != 0 && now_ns >= extras().expires_ns;
  }

  bool stale(uint64_t now_ns) const noexcept {
    return has_extras && extras().soft_ns != 0 && now_ns >= extras().soft_ns;
  }
  Status status() const noexcept { return has_extras ? extras().status : Status::ok; }

  // True for whoever dropped the last reference, and has to give the block back.
  bool drop() noexcept { return refs.fetch_sub(1, std::memory_order_acq_rel) == 1; }
  static void release(Entry* entry) {
    if (entry->has_extras && entry->extras().value_free != nullptr) {
      void* object = nullptr;
      std::memcpy(&object, entry->value(), sizeof object);
      base::contained([&] { entry->extras().value_free(object); });
    }
    entry->~Entry();
    memory::heap::release(entry);
  }
};
static_assert(sizeof(Entry) == 48 && sizeof(Extras) % 8 == 0);

}  // namespace weir::cache
