// SPDX-License-Identifier: Apache-2.0
#include "memory/biased_lock.hpp"

#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace weir::memory {
namespace {

bool ask(int command) noexcept {
  return syscall(SYS_membarrier, command, 0, 0) == 0;
}

}  // namespace

// True until the kernel has said that it can do better.
constinit std::atomic<bool> BiasedLock::owner_fences{true};

void BiasedLock::prepare() noexcept {
  // Never back to fences: owners that go without would not learn of it.
  if (ask(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED)) {
    owner_fences.store(false, std::memory_order_relaxed);
  }
}

void BiasedLock::claim() noexcept {
  claimed_.store(true, std::memory_order_seq_cst);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!owner_fences.load(std::memory_order_relaxed)) {
    ask(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
  }
  while (inside_.load(std::memory_order_acquire)) sched_yield();
}

}  // namespace weir::memory
