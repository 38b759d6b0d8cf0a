// SPDX-License-Identifier: Apache-2.0
// Figures that one thread writes and any thread reads. The writer never waits and never uses a
// locked instruction; a reader sees one whole update or tries again (a sequence lock).
//
// The order is carried by release stores and acquire loads instead of fences: the same plain moves
// on x86, and something the thread sanitizer understands.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace weir::profile {

template <class T>
class Figure {
 public:
  constexpr Figure(T value = {}) noexcept : value_(value) {}
  T get() const noexcept { return value_.load(std::memory_order_acquire); }
  void set(T value) noexcept { value_.store(value, std::memory_order_release); }
  // For the one writer only.
  void add(T value) noexcept {
    set(static_cast<T>(value_.load(std::memory_order_relaxed) + value));
  }
  T mine() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<T> value_;
};

class Sequence {
 public:
  template <class Update>
  void write(Update&& update) noexcept {
    const uint32_t at = value_.load(std::memory_order_relaxed);
    value_.store(at + 1, std::memory_order_relaxed);
    update();
    value_.store(at + 2, std::memory_order_release);
  }

  template <class Copy>
  void read(Copy&& copy) const noexcept {
    for (unsigned tries = 0;; ++tries) {
      const uint32_t before = value_.load(std::memory_order_acquire);
      if ((before & 1u) == 0) {
        copy();
        if (value_.load(std::memory_order_relaxed) == before) return;
      }
      if (tries > 64) std::this_thread::yield();  // the writer was put to sleep in the middle
    }
  }

 private:
  std::atomic<uint32_t> value_{0};
};

}  // namespace weir::profile
