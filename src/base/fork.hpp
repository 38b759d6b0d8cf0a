// SPDX-License-Identifier: Apache-2.0
// Which process are we? A child of fork() has none of its parent's threads, and may inherit locked
// mutexes, so whatever was made before the fork is refused there instead of hanging.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/status.hpp"

namespace weir::base {

// Starts counting forks (idempotent). Called by whoever first makes something fork can break.
void watch_forks();

// Here so that asking is one load: every public call on a living thing asks.
extern constinit std::atomic<uint64_t> forks_seen;

// How many forks lie between this process and the one that called watch_forks().
inline uint64_t fork_generation() noexcept {
  return forks_seen.load(std::memory_order_relaxed);
}

// Remembers the process a thing was made in.
class ForkGuard {
 public:
  ForkGuard() {
    watch_forks();
    made_in_ = fork_generation();
  }
  bool stale() const noexcept { return made_in_ != fork_generation(); }
  void check(const char* what) const {
    if (stale()) {
      fail(Status::closed, "this %s was made before fork(): make a new one in the child", what);
    }
  }

 private:
  uint64_t made_in_ = 0;
};

}  // namespace weir::base
