// SPDX-License-Identifier: Apache-2.0
// A cache: shards by the key's hash, one duel about the policy for all of them, and what is public
// about both. It forgets; it is not a store.
//
// Life: a pinned buffer holds the cache, never the runtime. In a fork's child every call is
// Error(closed), and what the parent made is left alone there.
//
// Threads: Shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/life.hpp"
#include "base/log.hpp"
#include "cache/flights.hpp"
#include "cache/shard.hpp"
#include "memory/buffer.hpp"
#include "memory/reclaim.hpp"
#include "work/pool.hpp"

namespace weir::cache {

class Claim;

// What asking for a value that may have to be computed came to.
struct Asked {
  Status status = Status::ok;  // ok, miss, or again: the time was over
  memory::BufferPtr value;
  std::shared_ptr<Claim> claim;  // the asker is the one to compute; with a value: as it is stale
  bool found = false, stale = false;
};

class Cache : public std::enable_shared_from_this<Cache> {
 public:
  static constexpr size_t kMostKeyBytes = size_t{1} << 30;
  static constexpr uint32_t kMostShards = 1024;
  static constexpr size_t kMostNames = 1024;  // that an entry depends on

  struct Parts {
    std::shared_ptr<memory::Budget> budget;
    base::LifePtr life;
    std::shared_ptr<base::Log> log = {};       // or NULL
    std::shared_ptr<work::Pool> workers = {};  // or NULL: what is stale is refreshed by who asks
    std::shared_ptr<Waits> waits = {};         // or NULL: its own
  };
  // Error(invalid) for options out of range.
  static std::shared_ptr<Cache> create(std::string name, const Options& options, Parts parts);

  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  const std::string& name() const noexcept { return name_; }
  const Options& options() const noexcept { return common_.options; }
  void check() const { life_->check("cache"); }

  // Copies both. Error(limit) when the entry is larger than a shard, Error(no_memory).
  void put(const void* key, size_t key_size, const void* value, size_t value_size,
           const PutOptions& options, Taken& taken);
  // The value itself, pinned; NULL on a miss.
  memory::BufferPtr get(const void* key, size_t key_size);
  // A copy of the value, if the room is large enough; its size in any case. False on a miss.
  bool read(const void* key, size_t key_size, void* room, size_t room_size, size_t& value_size);
  bool remove(const void* key, size_t key_size);
  // Takes out what depends on a name, which may be a key, and what depends on that, and so on; and
  // the entry under the key itself. How many went.
  uint64_t invalidate(const void* name, size_t name_size);
  uint64_t invalidate_prefix(const void* prefix, size_t prefix_size);
  // `matches(key, key_size, value, value_size)`, called with no lock held.
  using Matches = std::function<bool(const void*, size_t, const void*, size_t)>;
  uint64_t invalidate_if(const Matches& matches);
  // All, in no time: their memory comes back in the course of later calls.
  void invalidate_all();
  Events& events() noexcept { return common_.events; }
  // Waits while another computes. Error: what a claim was settled with, or a wait for oneself.
  Asked ask(const void* key, size_t key_size, const AskOptions& options);
  void in_background(std::function<void()> task);
  void tell(const char* what, const char* why) const noexcept;
  uint64_t clear(bool expired_only);
  // For those who need memory: how many bytes of the budget were given back.
  uint64_t shrink(uint64_t wanted, bool expired_only);

  Stats stats() const;
  std::string stats_json() const;

 private:
  friend class Claim;
  struct How {
    const std::atomic<bool>* unless = nullptr;  // when this is set, it is not kept
    memory::BufferPtr* pinned = nullptr;        // gets what is kept
  };
  struct Tally {
    std::atomic<uint64_t> loads{0}, load_failures{0}, waits{0}, stale_hits{0}, store_failures{0};
  };

  Cache(std::string name, const Options& options, Parts parts);
  ~Cache() = default;
  uint64_t hash_of(const void* key, size_t size) const noexcept {
    return hash_key(key, size, seed_);
  }
  Shard& shard_of(uint64_t hash) noexcept { return *shards_[(hash >> 24) & shard_mask_]; }
  void check_key(const void* key, size_t size) const;
  uint64_t invalidate_dependents(std::vector<uint64_t> names);
  void keep(const void* key, size_t key_size, const void* value, size_t value_size,
            const PutOptions& options, Taken& taken, const How& how);
  void tell_not_kept(const char* why) noexcept;
  Asked look(uint64_t hash, const void* key, size_t key_size, Asking how);
  template <class Use>
  bool get_timed(uint64_t hash, const void* key, size_t key_size, Use&& use);
  memory::BufferPtr pinned(Entry* entry);
  void unpin(Entry* entry) noexcept;

  const std::string name_;
  const base::LifePtr life_;
  const std::shared_ptr<base::Log> log_;
  const std::shared_ptr<work::Pool> workers_;
  const std::shared_ptr<Waits> waits_;
  const uint64_t seed_;
  Shard::Common common_;
  uint32_t shard_mask_ = 0;
  uint64_t shard_bytes_ = 0;
  std::vector<std::unique_ptr<Shard>> shards_;
  Flights flights_;
  Tally tally_;
  memory::Reclaimers::Registration when_expired_, when_cold_;  // last: they end first
};

// A cache's statistics with the names that people look for.
std::string stats_json(const std::string& name, const Stats& stats);
// Those of many caches, and their sums under "_global".
std::string caches_json(const std::vector<std::shared_ptr<Cache>>& caches);

}  // namespace weir::cache
