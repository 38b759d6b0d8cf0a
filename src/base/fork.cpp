// SPDX-License-Identifier: Apache-2.0
#include "base/fork.hpp"

#include <pthread.h>

#include <atomic>
#include <mutex>

namespace weir::base {
namespace {

constinit std::atomic<uint64_t> generation{0};
constinit std::once_flag once;

}  // namespace

void watch_forks() {
  std::call_once(once, [] {
    pthread_atfork(nullptr, nullptr, [] { generation.fetch_add(1, std::memory_order_relaxed); });
  });
}

uint64_t fork_generation() noexcept {
  return generation.load(std::memory_order_relaxed);
}

}  // namespace weir::base
