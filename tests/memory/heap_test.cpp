// SPDX-License-Identifier: Apache-2.0
// Proves: the heap gives aligned blocks of any size, refuses the impossible, and fails on demand.
#include "memory/heap.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
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

// In a process of its own, for the first allocation decides.
int heap_with(const char* value) {
  setenv("WEIR_HEAP", value, 1);
  try {
    void* block = heap::allocate(100, 4096);
    setenv("WEIR_HEAP", "mimalloc", 1);  // too late
    heap::release(heap::allocate(100));
    heap::release(block);
    return heap::name() == "the C library" ? 0 : 1;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}

TEST(HeapDeath, TheEnvironmentChooses) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(std::_Exit(heap_with("malloc")), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(std::_Exit(heap_with("jemalloc")), testing::ExitedWithCode(2),
              "WEIR_HEAP is \"jemalloc\": ");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_EXIT(std::_Exit(heap_with("mimalloc")), testing::ExitedWithCode(1), "");
  EXPECT_EXIT(std::_Exit(heap_with("")), testing::ExitedWithCode(1), "");
#endif
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
