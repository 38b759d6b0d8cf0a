// SPDX-License-Identifier: Apache-2.0
#include "memory/heap.hpp"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
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

constexpr size_t kPage = 4096;  // at least: a larger page is a whole number of these, and rounds up

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
void collect() noexcept {
  malloc_trim(0);
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
void collect() noexcept {
  malloc_trim(0);
  if (decided.load(std::memory_order_relaxed) != Kind::mimalloc) return;
  // As it is set, 2.0.9 gives nothing back: it means to wait first, and then nobody comes.
  constexpr mi_option_t kDelays[] = {mi_option_decommit_delay, mi_option_segment_decommit_delay};
  long before[2];
  for (size_t at = 0; at < 2; ++at) {
    before[at] = mi_option_get(kDelays[at]);
    mi_option_set(kDelays[at], 0);
  }
  mi_collect(true);
  for (size_t at = 0; at < 2; ++at) mi_option_set(kDelays[at], before[at]);
}
std::string name() {
  if (kind() == Kind::libc) return "the C library";
  const int version = mi_version();  // 209 is 2.0.9
  return format_text("mimalloc %d.%d.%d", version / 100, version / 10 % 10, version % 10);
}
#endif

size_t round_to_pages(size_t size) noexcept {
  return (size + kPage - 1) & ~(kPage - 1);
}

void* map(size_t size, size_t alignment) {
  size = round_to_pages(size == 0 ? 1 : size);
  if (kind() == Kind::libc) {
    void* const block = allocate(size, std::max(alignment, kPage));
    std::memset(block, 0, size);
    return block;
  }
  // The kernel knows no alignment but its own: too much is asked for, and what is over goes back.
  const size_t over = alignment > kPage ? alignment : 0;
  void* block = MAP_FAILED;
  if (!told_to_fail() && size <= SIZE_MAX / 2) {
    block = mmap(nullptr, size + over, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  }
  if (block == MAP_FAILED) {
    fail(Status::no_memory, "the machine has no %zu bytes left to give", size);
  }
  if (over == 0) return block;
  auto* bytes = static_cast<char*>(block);
  const size_t front = (alignment - reinterpret_cast<uintptr_t>(block) % alignment) % alignment;
  if (front != 0) munmap(bytes, front);
  if (front != over) munmap(bytes + front + size, over - front);
  return bytes + front;
}

void unmap(void* block, size_t size) noexcept {
  if (decided.load(std::memory_order_relaxed) == Kind::libc) return release(block);
  munmap(block, round_to_pages(size == 0 ? 1 : size));
}

void unmap_tail(void* block, size_t size, size_t kept) noexcept {
  size = round_to_pages(size);
  kept = round_to_pages(kept);
  if (decided.load(std::memory_order_relaxed) == Kind::libc) return;
  if (kept < size) munmap(static_cast<char*>(block) + kept, size - kept);
}

void fail_at(uint64_t k) noexcept {
  allocations_to_failure.store(k, std::memory_order_relaxed);
}

}  // namespace weir::memory::heap
