// SPDX-License-Identifier: Apache-2.0
// Time, as a thing that is passed in, so that tests can hold it still.
#pragma once

#include <cstdint>
#include <ctime>

namespace weir::base {

inline uint64_t monotonic_ns() noexcept {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

// A function pointer is enough: rooms that need time take one of these, `monotonic_ns` by default.
using ClockFn = uint64_t (*)() noexcept;

}  // namespace weir::base
