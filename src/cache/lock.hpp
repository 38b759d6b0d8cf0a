// SPDX-License-Identifier: Apache-2.0
// The lock of a shard: four bytes, one exchange to take, one to give back, and a wait in the kernel
// when another thread has it. It guards sections of some tens of nanoseconds, where the two calls
// of a pthread mutex would be most of the time.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>

namespace weir::cache {

class Lock {
 public:
  void lock() noexcept {
    uint32_t seen = kFree;
    if (!state_.compare_exchange_strong(seen, kTaken, std::memory_order_acquire,
                                        std::memory_order_relaxed)) {
      wait();
    }
  }
  bool try_lock() noexcept {
    uint32_t seen = kFree;
    return state_.compare_exchange_strong(seen, kTaken, std::memory_order_acquire,
                                          std::memory_order_relaxed);
  }
  void unlock() noexcept {
    if (state_.exchange(kFree, std::memory_order_release) == kWaited) futex(FUTEX_WAKE_PRIVATE, 1);
  }

 private:
  static constexpr uint32_t kFree = 0, kTaken = 1, kWaited = 2;

  void wait() noexcept {
    // A holder that runs is out before a system call would return.
    for (int spin = 0; spin < 100; ++spin) {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
      if (state_.load(std::memory_order_relaxed) == kFree && try_lock()) return;
    }
    while (state_.exchange(kWaited, std::memory_order_acquire) != kFree) {
      futex(FUTEX_WAIT_PRIVATE, kWaited);
    }
  }
  void futex(int operation, uint32_t value) noexcept {
    syscall(SYS_futex, reinterpret_cast<uint32_t*>(&state_), operation, value, nullptr, nullptr, 0);
  }

  std::atomic<uint32_t> state_{kFree};
};

}  // namespace weir::cache
