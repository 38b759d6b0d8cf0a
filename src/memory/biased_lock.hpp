// SPDX-License-Identifier: Apache-2.0
// A lock that belongs to one thread: entering costs its owner two plain stores and a load. Others,
// who seldom come, pay for all: they claim it, and membarrier(2) makes every thread of the process
// see the claim before they look whether the owner is inside. Where the kernel refuses membarrier,
// the owner pays a fence.
//
// Threads: enter() and leave() by the owner only; claim() and unclaim() by one other at a time.
#pragma once

#include <atomic>
#include <cstdint>

namespace weir::memory {

class BiasedLock {
 public:
  // Before the first lock of a process is used; again in a fork's child.
  static void prepare() noexcept;

  // False while it is claimed: do without, or try again.
  bool enter() noexcept {
    inside_.store(true, std::memory_order_relaxed);
    if (owner_fences.load(std::memory_order_relaxed)) {
      std::atomic_thread_fence(std::memory_order_seq_cst);
    } else {
      std::atomic_signal_fence(std::memory_order_seq_cst);  // the compiler keeps the order
    }
    if (!claimed_.load(std::memory_order_acquire)) [[likely]] {
      return true;
    }
    leave();
    return false;
  }
  void leave() noexcept { inside_.store(false, std::memory_order_release); }

  void claim() noexcept;  // returns when the owner is not inside
  void unclaim() noexcept { claimed_.store(false, std::memory_order_release); }

 private:
  static std::atomic<bool> owner_fences;

  std::atomic<bool> inside_{false}, claimed_{false};
};

}  // namespace weir::memory
