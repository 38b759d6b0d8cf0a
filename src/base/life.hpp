// SPDX-License-Identifier: Apache-2.0
// Whether a runtime, and everything made from it, may still be used. One is shared by a runtime and
// its children, so that children need not hold the runtime to learn that it was shut down.
//
// Every public call on a child begins with life->check("stream pool"), before it takes any lock: in
// a fork's child that lock may be held for ever by a thread that is not there.
//
// Threads: Shared. An open life costs two relaxed loads to check.
#pragma once

#include <atomic>
#include <memory>

#include "base/fork.hpp"
#include "base/status.hpp"

namespace weir::base {

class Life {
 public:
  // Nothing may be done any more: shut down, or made before fork().
  bool over() const noexcept { return closed_.load(std::memory_order_relaxed) || stale(); }

  // Made before fork(), in the parent: its threads do not exist here and its locks mean nothing.
  bool stale() const noexcept { return fork_.stale(); }

  void check(const char* what) const {
    fork_.check(what);
    if (closed_.load(std::memory_order_relaxed)) {
      fail(Status::closed, "this %s's runtime was shut down: make a new runtime", what);
    }
  }

  void close() noexcept { closed_.store(true, std::memory_order_relaxed); }

 private:
  ForkGuard fork_;
  std::atomic<bool> closed_{false};
};

using LifePtr = std::shared_ptr<Life>;

}  // namespace weir::base
