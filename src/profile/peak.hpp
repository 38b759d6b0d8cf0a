// SPDX-License-Identifier: Apache-2.0
// True peaks of memory for overlapping stretches of work, from one counter that knows the highest
// use since it was last reset. Whenever a stretch begins or ends, the counter is taken and reset,
// and what it said is folded into every stretch that was open: so an inner peak is also its outer
// stretches' peak, on every thread, and no spike falls between two readings.
//
// Threads: Shared. One mutex: the counter belongs to the whole process (or device).
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "base/fork.hpp"

namespace weir::profile {

struct Peak {
  uint64_t bytes = 0;
  bool exact = true;  // false: sampled, so a lower bound
};

class PeakTracker {
 public:
  // `since` is the highest use since the last call, after which the counter starts anew; `now` is
  // the present use, where `since` of the next call may not include it.
  struct Reading {
    Peak since;
    uint64_t now_bytes = 0;
  };
  using TakeFn = Reading (*)(void* user) noexcept;

  PeakTracker(TakeFn take, void* user) noexcept : take_(take), user_(user) {}
  PeakTracker(const PeakTracker&) = delete;
  PeakTracker& operator=(const PeakTracker&) = delete;

  int32_t begin();
  Peak end(int32_t stretch) noexcept;  // once for each begin()

  bool stale() const noexcept { return guard_.stale(); }

 private:
  struct Stretch {
    Peak peak;
    bool open = false;
  };
  Reading take_and_fold() noexcept;

  const TakeFn take_;
  void* const user_;
  const base::ForkGuard guard_;
  std::mutex mutex_;
  std::vector<Stretch> stretches_;
  std::vector<int32_t> spare_;
};

// The resident memory of this process: the kernel's own high-water mark where it can be reset.
PeakTracker& process_memory();

}  // namespace weir::profile
