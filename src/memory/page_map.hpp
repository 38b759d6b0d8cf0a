// SPDX-License-Identifier: Apache-2.0
// From any address to the span it lies in, or to nothing: so a pool knows at once that a pointer is
// not one of its own, and never reads memory to find out. Two levels over 48 bits of address; only
// the pages of the tables that are used cost memory.
//
// Threads: find() from any, without a lock; set() and clear() are the caller's to guard.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::memory {

struct Span;

class PageMap {
 public:
  PageMap();  // Error(no_memory)
  ~PageMap();
  PageMap(const PageMap&) = delete;
  PageMap& operator=(const PageMap&) = delete;

  Span* find(const void* address) const noexcept {
    const auto page = reinterpret_cast<uintptr_t>(address) >> kPageBits;
    if (page >> (2 * kLevelBits) != 0) return nullptr;
    const Slot* leaf = root_[page >> kLevelBits].load(std::memory_order_acquire);
    if (leaf == nullptr) return nullptr;
    return leaf[page & kMask].load(std::memory_order_acquire);
  }

  // Error(no_memory), and nothing is changed.
  void set(const void* start, size_t bytes, Span* span);
  void clear(const void* start, size_t bytes) noexcept;

 private:
  static constexpr unsigned kPageBits = 12, kLevelBits = 18;
  static constexpr size_t kMask = (size_t{1} << kLevelBits) - 1;
  using Slot = std::atomic<Span*>;
  using Leaf = std::atomic<Slot*>;

  void write(const void* start, size_t bytes, Span* span) noexcept;

  Leaf* root_;
  std::vector<Slot*> leaves_;
};

}  // namespace weir::memory
