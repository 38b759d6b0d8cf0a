// SPDX-License-Identifier: Apache-2.0
// A part of a cache, chosen by the key's hash, with a lock of its own. It keeps three promises:
// what it holds, pinned entries that left included, is never more than its bounds, not even for a
// moment; nothing it holds is without a charge on the budget; and no heap block is given back, no
// budget asked and no caller's code run while the lock is held.
//
// Entries that leave go to a Garbage, which gives them back when the lock is free.
//
// Threads: Shared.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "cache/duel.hpp"
#include "cache/entry.hpp"
#include "cache/events.hpp"
#include "cache/labels.hpp"
#include "cache/lock.hpp"
#include "cache/options.hpp"
#include "cache/policy.hpp"
#include "cache/table.hpp"
#include "memory/charge.hpp"

namespace weir::cache {

class Shard;

// Values, and counted; also what stands for no value; the same, uncounted.
enum class Asking : uint8_t { values, all, quietly };

// Entries that left their shard. Its end gives them back; make it before the lock is taken.
class Garbage {
 public:
  explicit Garbage(Shard& shard) noexcept : shard_(shard) {}
  ~Garbage();
  Garbage(const Garbage&) = delete;
  Garbage& operator=(const Garbage&) = delete;
  void add(Entry* entry, Left why) noexcept {
    entry->marks = static_cast<uint8_t>(why);
    entry->older = first_;
    first_ = entry;
  }

 private:
  Shard& shard_;
  Entry* first_ = nullptr;
};

class alignas(64) Shard {
 public:
  // What all shards of a cache share; it outlives them.
  struct Common {
    Common(const Options& asked, std::shared_ptr<memory::Budget> payer)
        : options(asked),
          budget(std::move(payer)),
          duel({asked.capacity_bytes, asked.max_entries}) {}
    const Options options;
    const std::shared_ptr<memory::Budget> budget;
    Duel duel;
    Events events;
    std::atomic<uint32_t> generation{0};  // what was put in another one is gone
  };

  Shard(Common& common, const Bounds& bounds) : common_(common), bounds_(bounds) {}
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // Runs `use(Entry&)` with the lock held; false when nothing is held under the key.
  template <class Use>
  bool get(uint64_t hash, const void* key, size_t key_size, Asking how, Use&& use) {
    Garbage garbage(*this);
    Batch batch(common_.duel);
    const std::lock_guard lock(lock_);
    Entry* const entry = find_live(hash, key, key_size, garbage);
    if (entry == nullptr || (how == Asking::values && entry->status() != Status::ok)) {
      counts_.misses += how != Asking::quietly;
      return false;
    }
    if (how != Asking::quietly) {
      ++counts_.hits;
      seen(entry, batch);
    }
    use(*entry);
    return true;
  }
  // Only whether get() would find something now; nothing leaves.
  bool has(uint64_t hash, const void* key, size_t key_size) const;

  // Takes the entry, also when it throws: Error(no_memory) when the budget has no room for it and
  // there is nothing to evict for it. False when `unless` was set before it was in.
  bool put(Entry* entry, const std::atomic<bool>* unless = nullptr);

  // Whether there was one.
  bool remove(uint64_t hash, const void* key, size_t key_size);
  // All, or those whose time is over. How many went.
  uint64_t clear(bool expired_only);

  // Those that depend on a name go, and tell the hashes of their keys, on which others may depend.
  uint64_t invalidate(uint64_t name, std::vector<uint64_t>& next);
  // The one under a key, as invalid.
  uint64_t invalidate_key(uint64_t hash, const void* key, size_t key_size);
  // Those that match; `matches(Entry&)` runs without the lock. The hashes of their keys in `next`.
  template <class Matches>
  uint64_t invalidate_if(Matches&& matches, std::vector<uint64_t>& next) {
    std::vector<Entry*> all;
    pin_all(all);
    uint64_t count = 0;
    size_t at = 0;
    try {
      for (; at < all.size(); ++at) {
        const bool goes = matches(*all[at]);
        if (goes) next.push_back(all[at]->hash);
        count += let_go(all[at], goes);
      }
    } catch (...) {
      for (; at < all.size(); ++at) let_go(all[at], false);
      throw;
    }
    return count;
  }
  Common& common() noexcept { return common_; }

  // For those who need memory: lets entries go until about so many bytes of the budget are given
  // back. How many were.
  uint64_t shrink(uint64_t wanted, bool expired_only);

  // The last reference to an entry is gone.
  void release(Entry* entry) noexcept {
    if (entry->held) held_.fetch_sub(entry->weight(), std::memory_order_relaxed);
    Entry::release(entry);
  }

  void add_to(Stats& stats) const;
  void count_time(uint64_t ns) noexcept {
    timed_gets_.fetch_add(1, std::memory_order_relaxed);
    timed_ns_.fetch_add(ns, std::memory_order_relaxed);
  }

 private:
  static constexpr size_t kBatch = 32;
  // Samples for the duel, handed over when enough are there and the lock is free.
  struct Batch {
    explicit Batch(Duel& to) noexcept : duel(to) {}
    ~Batch() {
      if (count != 0) duel.feed(samples, count);
    }
    Duel& duel;
    size_t count = 0;
    Duel::Sample samples[kBatch];
  };

  Entry* find_live(uint64_t hash, const void* key, size_t key_size, Garbage& garbage) noexcept;
  void seen(Entry* entry, Batch& batch) noexcept;
  void sample(const Entry* entry, Batch& batch) noexcept;
  void pin_all(std::vector<Entry*>& all);
  bool let_go(Entry* pinned, bool goes);
  // Past its time, or of another generation.
  bool over(const Entry& entry, uint64_t now) const noexcept {
    return outdated(entry) || entry.expired(now);
  }
  bool outdated(const Entry& entry) const noexcept {
    return entry.generation != common_.generation.load(std::memory_order_relaxed);
  }
  void count_over(const Entry& entry) noexcept {
    ++(outdated(entry) ? counts_.invalidations : counts_.expirations);
  }
  Left why_over(const Entry& entry) const noexcept {
    return outdated(entry) ? Left::invalidated : Left::expired;
  }
  void unlink(Entry* entry, Garbage& garbage, Left why) noexcept;
  void forget(Entry* entry, Garbage& garbage, Left why) noexcept;
  void evict(Entry* entry, Garbage& garbage) noexcept;
  void sweep(Garbage& garbage) noexcept;
  void settle(uint64_t most_bytes, Garbage& garbage) noexcept;
  bool charged_for(uint64_t bytes, uint64_t weight, std::unique_lock<Lock>& lock, bool& no_more);
  uint64_t end_charges(std::vector<memory::Charge>& ended) noexcept;
  uint64_t charged() const noexcept {
    const std::lock_guard lock(lock_);
    return charged_;
  }
  uint64_t held() const noexcept { return held_.load(std::memory_order_relaxed); }
  uint64_t used() const noexcept { return policy_.bytes() + held(); }

  struct Counts {
    uint64_t hits, misses, puts, evictions, evicted_bytes, expirations, removals, invalidations;
  };

  mutable Lock lock_;  // guards all below but the atomics
  Table<Entry> table_;
  Labels labels_;
  Counts counts_{};
  size_t sample_count_ = 0;
  Common& common_;
  const Bounds bounds_;
  Policy<Entry> policy_{kSettings[0], true};
  uint32_t setting_ = 0;
  size_t hand_ = 0;            // of the sweep for expired entries
  size_t sweep_left_ = 0;      // words to look at until nothing of an old generation is left
  uint32_t generation_ = 0;    // the one that sweep began in
  uint64_t mortal_count_ = 0;  // entries that may expire
  uint64_t charged_ = 0;
  std::vector<memory::Charge> charges_;
  Duel::Sample samples_[kBatch];
  std::atomic<uint64_t> held_{0};
  std::atomic<uint64_t> timed_gets_{0}, timed_ns_{0};
};

inline Garbage::~Garbage() {
  while (first_ != nullptr) {
    Entry* const entry = first_;
    first_ = entry->older;
    const auto why = static_cast<Left>(entry->marks);
    Events& events = shard_.common().events;
    if (events.wants(why)) events.tell(why, entry->key(), entry->key_size, entry->value_size);
    if (entry->drop()) shard_.release(entry);
  }
}

}  // namespace weir::cache
