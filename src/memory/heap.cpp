// SPDX-License-Identifier: Apache-2.0
#include "memory/heap.hpp"

#include <atomic>
#include <cstdlib>

#include "base/status.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WEIR_HEAP_IS_LIBC 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WEIR_HEAP_IS_LIBC 1
#endif
#endif

#ifndef WEIR_HEAP_IS_LIBC
#include <mimalloc.h>
#endif

namespace weir::memory::heap {
namespace {

#ifdef WEIR_HEAP_IS_LIBC
void* take(size_t size, size_t alignment) {
  // aligned_alloc() wants a whole number of alignments; posix_memalign() does not.
  void* block = nullptr;
  if (alignment < sizeof(void*)) alignment = sizeof(void*);
  return posix_memalign(&block, alignment, size) == 0 ? block : nullptr;
}
#else
void* take(size_t size, size_t alignment) {
  return mi_malloc_aligned(size, alignment);
}
#endif

// Counts down to the allocation that a test wants to fail; 0: off.
constinit std::atomic<uint64_t> allocations_to_failure{0};

bool told_to_fail() noexcept {
  uint64_t left = allocations_to_failure.load(std::memory_order_relaxed);
  while (left != 0) {
    if (allocations_to_failure.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) {
      return left == 1;
    }
  }
  return false;
}

}  // namespace

void check_alignment(size_t alignment) {
  if (alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > kMaxAlignment) {
    fail(Status::invalid, "alignment is %zu bytes: it must be a power of two from 1 to %zu",
         alignment, kMaxAlignment);
  }
}

void* allocate(size_t size, size_t alignment) {
  // A block of no bytes still gets an address of its own.
  void* block = told_to_fail() ? nullptr : take(size == 0 ? 1 : size, alignment);
  if (block == nullptr) fail(Status::no_memory, "the machine has no %zu bytes left to give", size);
  return block;
}

#ifdef WEIR_HEAP_IS_LIBC
void release(void* block) noexcept {
  std::free(block);
}
std::string name() {
  return "the C library";
}
#else
void release(void* block) noexcept {
  mi_free(block);
}
std::string name() {
  const int version = mi_version();  // 209 is 2.0.9
  return format_text("mimalloc %d.%d.%d", version / 100, version / 10 % 10, version % 10);
}
#endif

void fail_at(uint64_t k) noexcept {
  allocations_to_failure.store(k, std::memory_order_relaxed);
}

}  // namespace weir::memory::heap
