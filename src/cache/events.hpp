// SPDX-License-Identifier: Apache-2.0
// What leaves a cache, told to whoever watches: a function of the caller's, or a bounded list that
// is drained. When the list is full the oldest goes, and the next to look is told how many went.
//
// Threads: Shared. The function runs in the thread that made the entry leave, with no lock held;
// what it throws is contained.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "base/callback.hpp"

namespace weir::cache {

// Why an entry left.
enum class Left : uint8_t {
  unsaid = 0,
  evicted = 1,
  expired = 2,
  removed = 4,
  replaced = 8,
  invalidated = 16,
  lost = 32,  // so many events, for want of a reader
};

class Events {
 public:
  using Fn = void (*)(void* user, uint32_t kind, const void* key, size_t key_size,
                      uint64_t value_size);
  static constexpr size_t kMostKept = 1024;

  struct Event {
    Left kind = Left::unsaid;
    uint64_t value_size = 0;
    std::string key;
  };

  // One load where nobody watches.
  bool wants(Left kind) const noexcept {
    return (kinds_.load(std::memory_order_relaxed) & static_cast<uint32_t>(kind)) != 0;
  }
  // `fn` may be NULL: the list only.
  void watch(uint32_t kinds, Fn fn, base::User user);
  void tell(Left kind, const char* key, size_t key_size, uint64_t value_size);
  // The oldest not read yet; false when there is none.
  bool next(Event& event);
  // One that next() took could not be delivered.
  void lose() {
    const std::lock_guard lock(mutex_);
    ++lost_;
  }

 private:
  struct Sink {
    Fn fn;
    base::User user;
  };
  std::atomic<uint32_t> kinds_{0};
  std::mutex mutex_;  // guards what follows
  std::shared_ptr<const Sink> sink_;
  std::deque<Event> kept_;
  uint64_t lost_ = 0;
};

}  // namespace weir::cache
