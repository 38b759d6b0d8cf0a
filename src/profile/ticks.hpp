// SPDX-License-Identifier: Apache-2.0
// Time at the price of one instruction. Phases are timed in ticks of the processor's counter where
// that counter runs at one rate on all cores in all power states, and of CLOCK_MONOTONIC elsewhere;
// they become nanoseconds only when somebody reads them.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "base/clock.hpp"
#include "base/wide.hpp"

namespace weir::profile {

class Ticks {
 public:
  // A clock in nanoseconds: the fallback, and what tests hold still.
  explicit Ticks(base::ClockFn clock) noexcept : clock_(clock) {}

  // The best this machine has. The first call in a process takes a millisecond to calibrate.
  static Ticks best();

  uint64_t now() const noexcept {
#if defined(__x86_64__)
    if (clock_ == nullptr) return __rdtsc();
#endif
    return clock_();
  }

  uint64_t to_ns(uint64_t ticks) const noexcept {
    return static_cast<uint64_t>((static_cast<base::Wide>(ticks) * ns_per_tick_) >> 32);
  }

  bool tsc() const noexcept {
    return clock_ == nullptr;
  }

 private:
  base::ClockFn clock_ = nullptr;             // NULL: the processor's counter
  uint64_t ns_per_tick_ = uint64_t{1} << 32;  // fixed point, 32 bits after the point
};

}  // namespace weir::profile
