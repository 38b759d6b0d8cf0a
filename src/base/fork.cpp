// SPDX-License-Identifier: Apache-2.0
#include "base/fork.hpp"

#include <pthread.h>

#include <mutex>

namespace weir::base {
namespace {

constinit std::once_flag once;

}  // namespace

constinit std::atomic<uint64_t> forks_seen{0};

void watch_forks() {
  std::call_once(once, [] {
    pthread_atfork(nullptr, nullptr, [] { forks_seen.fetch_add(1, std::memory_order_relaxed); });
  });
}

}  // namespace weir::base
