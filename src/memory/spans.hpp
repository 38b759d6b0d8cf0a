// SPDX-License-Identifier: Apache-2.0
// A pool's memory in pieces: whole pages of the kernel's, charged to the budget, given to slabs and
// large blocks, kept when they are done, released when they have lain idle too long.
//
// How much is kept follows the demand: in use and idle together stay below the most that was in use
// lately (the last one to two thousand pieces), so a loop that takes and gives back 64 MiB keeps
// them, and a peak that has passed is let go; and a sixteenth of what is in use may lie idle. LOW
// idle pieces go first, and the oldest of them.
//
// Who gets what is left: a LOW request leaves a tenth of the limit to others and a MEDIUM one a
// twentieth; a CRITICAL one may, when all reclaiming was in vain, have the reserve that was charged
// for it ahead.
//
// Threads: Shared. `mutex_` guards everything; nothing is charged, allocated or released under it.
#pragma once

#include <array>
#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "memory/page_map.hpp"
#include "memory/size_class.hpp"
#include "memory/span.hpp"

namespace weir::memory {

class Spans {
 public:
  struct Options {
    uint64_t capacity_bytes = UINT64_MAX;
    uint64_t reserve_bytes = 0;
    bool reserve_required = false;          // else what fits of it, if anything
    uint64_t low_idle_ns = 60'000'000'000;  // MEDIUM five times that, HIGH and CRITICAL ten times
    base::ClockFn clock = base::monotonic_ns;
  };
  struct Stats {
    uint64_t held_bytes, used_bytes, idle_bytes, peak_bytes, largest_idle_bytes, keep_bytes;
    uint64_t reserve_bytes, idle_count, emergency_count, cleanup_count, idle_age_ns;
  };

  Spans(std::shared_ptr<Budget> budget, const Options& options);
  // What is still out stays where it is and stays charged: it is somebody's.
  ~Spans();

  // A piece of at least `bytes`. Error(no_memory).
  Span* take(size_t bytes, Priority priority, Span::Use use);
  // A piece with an alignment that pools do not keep.
  Span* take_odd(size_t bytes, size_t alignment, Priority priority);
  void give(Span* span) noexcept;

  // Releases idle pieces until no more than `keep_bytes` are idle; returns what the budget got: the
  // reserve is filled first.
  uint64_t trim(uint64_t keep_bytes) noexcept;
  // Those that lay idle for longer than their priority allows.
  uint64_t trim_old() noexcept;

  Span* find(const void* address) const noexcept { return map_.find(address); }
  Stats stats() const noexcept;
  const std::shared_ptr<Budget>& budget() const noexcept { return budget_; }

 private:
  struct List {
    Span *oldest = nullptr, *newest = nullptr;
  };

  Span* take_idle(uint32_t span_class, Priority priority, Span::Use use) noexcept;
  Span* make(size_t bytes, size_t alignment, Priority priority);
  Charge charge(uint64_t bytes, Priority priority);
  Charge charge_from_reserve(uint64_t bytes) noexcept;
  void claim_capacity(uint64_t bytes);
  void remove_idle(Span* span) noexcept;
  Span* oldest_idle() const noexcept;
  void count_demand() noexcept;
  uint64_t keep_bytes() const noexcept;
  void unlink_for_release(Span* span, Span*& released) noexcept;
  uint64_t release(Span* released) noexcept;

  const std::shared_ptr<Budget> budget_;
  const Options options_;
  mutable std::mutex mutex_;
  PageMap map_;
  std::vector<std::unique_ptr<Span>> all_;
  Span* unused_ = nullptr;  // Span objects without memory, through `newer`
  std::array<Span*, kSpanClasses> by_class_{};
  std::array<List, kPriorities> by_age_{};
  Charge reserve_;
  uint64_t held_ = 0, used_ = 0, idle_ = 0, peak_ = 0;
  uint64_t idle_count_ = 0, emergencies_ = 0, cleanups_ = 0;
  uint64_t demand_now_ = 0, demand_before_ = 0;  // the most in use in this window and the last
  uint32_t window_count_ = 0;
};

}  // namespace weir::memory
