// SPDX-License-Identifier: Apache-2.0
// Proves: the heap gives aligned blocks of any size, refuses the impossible, and fails on demand.
#include "memory/heap.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "base/status.hpp"

namespace weir::memory {
namespace {

Status status_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.status();
  }
  return Status::ok;
}

TEST(Heap, EveryAlignmentIsKeptAtEverySize) {
  for (size_t alignment = 1; alignment <= heap::kMaxAlignment; alignment *= 2) {
    for (size_t size :
         {size_t{0}, size_t{1}, size_t{63}, size_t{64}, size_t{4097}, size_t{70'000}}) {
      void* block = heap::allocate(size, alignment);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % alignment, 0u) << size << " at " << alignment;
      std::memset(block, 0x5A, size);
      heap::release(block);
    }
  }
}

TEST(Heap, BlocksOfNoBytesDiffer) {
  void* one = heap::allocate(0);
  void* two = heap::allocate(0);
  EXPECT_NE(one, two);
  heap::release(one);
  heap::release(two);
  heap::release(nullptr);
}

TEST(Heap, OddAlignmentsAreRefused) {
  for (size_t alignment : {size_t{0}, size_t{3}, size_t{48}, heap::kMaxAlignment * 2}) {
    EXPECT_EQ(status_of([&] { heap::check_alignment(alignment); }), Status::invalid) << alignment;
  }
}

TEST(Heap, TheImpossibleIsNoMemory) {
  EXPECT_EQ(status_of([] { heap::allocate(SIZE_MAX / 4); }), Status::no_memory);
}

TEST(Heap, AnotherThreadMayRelease) {
  void* block = heap::allocate(1000);
  std::thread([block] { heap::release(block); }).join();
}

TEST(Heap, TheKthAllocationFailsOnce) {
  heap::fail_at(2);
  void* first = heap::allocate(8);
  EXPECT_EQ(status_of([] { heap::allocate(8); }), Status::no_memory);
  void* third = heap::allocate(8);
  heap::release(first);
  heap::release(third);
}

}  // namespace
}  // namespace weir::memory
