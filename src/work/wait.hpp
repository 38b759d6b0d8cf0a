// SPDX-License-Identifier: Apache-2.0
// Waiting with a time limit, and where waiting would never end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/status.hpp"

namespace weir::work {

inline constexpr uint64_t kForever = ~uint64_t{0};

// True when `ready()` became true in time. Anything above a century waits without a limit: adding
// it to the clock would overflow.
template <class Ready>
bool wait_for(std::condition_variable& signal, std::unique_lock<std::mutex>& lock,
              uint64_t timeout_ns, Ready ready) {
  constexpr uint64_t kCentury = 3'155'760'000ull * 1'000'000'000ull;
  if (timeout_ns > kCentury) {
    signal.wait(lock, ready);
    return true;
  }
  return signal.wait_for(lock, std::chrono::nanoseconds(timeout_ns), ready);
}

// While one of these lives, its thread is one that others wait for: a stream at work, or a
// callback called from it. A wait from here may be a wait for oneself, so it is refused in words
// instead of hanging.
class NoWaiting {
 public:
  explicit NoWaiting(const char* where) noexcept : before_(where_) { where_ = where; }
  ~NoWaiting() { where_ = before_; }
  NoWaiting(const NoWaiting&) = delete;
  NoWaiting& operator=(const NoWaiting&) = delete;

  static bool active() noexcept { return where_ != nullptr; }
  static void check(const char* what) {
    if (where_ != nullptr) {
      fail(Status::invalid,
           "%s from %s could wait for itself for ever: hand the waiting to another thread", what,
           where_);
    }
  }

 private:
  const char* const before_;
  static constinit thread_local const char* where_;
};

}  // namespace weir::work
