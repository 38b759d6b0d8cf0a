// SPDX-License-Identifier: Apache-2.0
// Small blocks, cut from slabs: one list of slabs with room for each class. Threads come here with
// handfuls, never with single blocks. A slab that is wholly free goes back to the spans, where any
// class may have its memory.
//
// Threads: Shared. Each class has a mutex; nothing is charged under it, and it may be held when the
// spans' is taken.
#pragma once

#include <array>
#include <mutex>

#include "memory/spans.hpp"

namespace weir::memory {

struct Entry {
  void* block;
  BlockState* state;
};

class Slabs {
 public:
  explicit Slabs(Spans& spans) : spans_(spans) {}

  // At least one block, at most `count`; returns how many. Error(no_memory).
  uint32_t take(uint32_t index, Priority priority, Entry* entries, uint32_t count);
  void give(uint32_t index, const Entry* entries, uint32_t count) noexcept;

  // Free blocks in slabs, in bytes. Those in the threads' magazines count as out.
  uint64_t free_bytes() const noexcept;
  uint64_t slab_count(uint32_t index) const noexcept;

 private:
  struct alignas(64) Class {
    mutable std::mutex mutex;
    Span* with_room = nullptr;  // through below and above; the latest to gain room is asked first
    uint64_t free_count = 0, slab_count = 0;
  };

  static uint32_t pop(Class& of, Entry* entries, uint32_t count) noexcept;
  static void link(Class& of, Span* slab) noexcept;
  static void unlink(Class& of, Span* slab) noexcept;
  static void cut(Span* span, uint32_t index);

  Spans& spans_;
  std::array<Class, kSmallClasses> classes_;
};

}  // namespace weir::memory
