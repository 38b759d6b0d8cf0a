// SPDX-License-Identifier: Apache-2.0
// The adaptive pool: blocks of any size, given and taken back in some nanoseconds.
//
// A small request is served from the thread's magazine, then from its class's slabs, then from a
// new slab; a large one is a span of its own. What comes back goes the same way round, and what is
// kept idle is bounded (memory/spans.hpp). Every pointer that comes back is looked up first: one
// that is not a block of this pool, points into a block, or was given back already is refused.
//
// Threads: Shared. A block may come back in another thread than the one that asked for it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/life.hpp"
#include "base/log.hpp"
#include "memory/reclaim.hpp"
#include "memory/slabs.hpp"
#include "memory/thread_cache.hpp"

namespace weir::memory {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  struct Options : Spans::Options {
    bool debug = false;
  };
  struct ClassStats {
    uint64_t block_bytes, used_count, get_count, reuse_count, slab_count;
  };
  struct Stats {
    Spans::Stats spans;
    uint64_t capacity_bytes, used_bytes, used_count, free_bytes;
    uint64_t get_count, put_count, reuse_count, refusal_count, misuse_count;
    std::array<uint64_t, kPriorities> large_used_bytes;
    double reuse_rate() const noexcept;
    // How much of what is free cannot serve one large request: 0 when it is all in one piece.
    double fragmentation() const noexcept;
  };

  // `log` hears of blocks written to after they were given back; it may be NULL. So may `life`.
  static std::shared_ptr<Pool> create(std::shared_ptr<Budget> budget,
                                      std::shared_ptr<base::Log> log, const Options& options,
                                      base::LifePtr life = nullptr);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Never NULL. Error(no_memory); Error(invalid) for an alignment that is none.
  void* get(size_t size, Priority priority, size_t alignment = 16);
  // Error(invalid) when `block` is not one that is out.
  void put(void* block);
  // How many bytes a block of this pool has; 0 when `block` is none.
  size_t size_of(const void* block) const noexcept;

  // What was idle for too long, and everything idle past `keep_bytes`, back to the machine, also
  // from the threads' magazines.
  uint64_t trim(uint64_t keep_bytes) noexcept;

  Stats stats() const;
  std::vector<ClassStats> class_stats() const;
  std::string stats_json() const;

  bool debug() const noexcept { return options_.debug; }
  uint64_t number() const noexcept { return number_; }
  void check() const { life_->check("memory pool"); }
  bool stale() const noexcept { return life_->stale(); }

  // For thread_cache.cpp.
  ThreadCache* enlist();
  void retire(ThreadCache* cache) noexcept;

 private:
  Pool(std::shared_ptr<Budget> budget, std::shared_ptr<base::Log> log, const Options& options,
       base::LifePtr life);

  void* get_own(uint32_t index, Priority priority) noexcept;
  void* get_slow(size_t size, Priority priority, size_t alignment);
  void* get_small(uint32_t index, Priority priority);
  void* get_large(size_t size, Priority priority, size_t alignment);
  void put_small(uint32_t index, const Entry& entry);
  void put_large(Span* span, void* block);
  void count(uint32_t index, bool get, bool reuse) noexcept;
  [[noreturn]] void refuse(const void* block, const Span* span);
  void spoil(void* block, size_t size) const noexcept;
  bool is_spoilt(const void* block, size_t size) const noexcept;
  bool accept(Entry entry, size_t size) noexcept;
  void empty(ThreadCache& cache) noexcept;
  void flush_caches() noexcept;
  uint64_t reclaim(uint64_t wanted) noexcept;

  const base::LifePtr life_;
  const uint64_t number_;
  const Options options_;
  const std::shared_ptr<base::Log> log_;
  Spans spans_;
  Slabs slabs_;
  mutable std::mutex caches_mutex_;  // guards the two lists; taken before a class's mutex
  std::vector<std::unique_ptr<ThreadCache>> caches_;
  std::vector<ThreadCache*> unlisted_;  // of threads that have ended
  // Counts of those that have no cache, and of large blocks.
  struct Shared {
    std::atomic<uint64_t> gets{0}, puts{0}, reuses{0};
  };
  std::array<Shared, kSmallClasses> shared_;
  std::atomic<uint64_t> large_gets_{0}, large_puts_{0}, large_reuses_{0};
  std::array<std::atomic<uint64_t>, kPriorities> large_used_{};
  std::atomic<uint64_t> refusals_{0}, misuses_{0};
  Reclaimers::Registration reclaimer_;  // ends first
};

}  // namespace weir::memory
