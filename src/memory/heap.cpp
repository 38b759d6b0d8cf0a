// SPDX-License-Identifier: Apache-2.0
#include "memory/heap.hpp"

#include <atomic>
#include <cstdlib>
#include <string_view>

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

enum class Kind : uint8_t { undecided, libc, mimalloc };
constinit std::atomic<Kind> decided{Kind::undecided};

Kind wanted() {
  const char* text = std::getenv("WEIR_HEAP");
  const std::string_view value = text != nullptr ? text : "";
  if (value == "malloc") return Kind::libc;
#ifdef WEIR_HEAP_IS_LIBC
  if (value.empty()) return Kind::libc;
  fail(Status::invalid, "the environment variable WEIR_HEAP is \"%s\": this build has only malloc",
       text);
#else
  if (value.empty() || value == "mimalloc") return Kind::mimalloc;
  fail(Status::invalid,
       "the environment variable WEIR_HEAP is \"%s\": set it to malloc or mimalloc", text);
#endif
}

Kind kind() {
  const Kind now = decided.load(std::memory_order_relaxed);
  if (now != Kind::undecided) return now;
  Kind undecided = Kind::undecided;  // another thread may decide first, and then that is it
  const Kind mine = wanted();
  return decided.compare_exchange_strong(undecided, mine) ? mine : undecided;
}

void* take_from_libc(size_t size, size_t alignment) {
  // aligned_alloc() wants a whole number of alignments; posix_memalign() does not.
  void* block = nullptr;
  if (alignment < sizeof(void*)) alignment = sizeof(void*);
  return posix_memalign(&block, alignment, size) == 0 ? block : nullptr;
}

#ifdef WEIR_HEAP_IS_LIBC
void* take(size_t size, size_t alignment) {
  static_cast<void>(kind());  // which refuses what cannot be had
  return take_from_libc(size, alignment);
}
#else
void* take(size_t size, size_t alignment) {
  return kind() == Kind::libc ? take_from_libc(size, alignment)
                              : mi_malloc_aligned(size, alignment);
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
  static_cast<void>(kind());
  return "the C library";
}
#else
void release(void* block) noexcept {
  // Only an allocation decides, and there was one if there is a block.
  if (decided.load(std::memory_order_relaxed) == Kind::libc) {
    std::free(block);
  } else {
    mi_free(block);
  }
}
std::string name() {
  if (kind() == Kind::libc) return "the C library";
  const int version = mi_version();  // 209 is 2.0.9
  return format_text("mimalloc %d.%d.%d", version / 100, version / 10 % 10, version % 10);
}
#endif

void fail_at(uint64_t k) noexcept {
  allocations_to_failure.store(k, std::memory_order_relaxed);
}

}  // namespace weir::memory::heap
