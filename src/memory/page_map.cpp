// SPDX-License-Identifier: Apache-2.0
#include "memory/page_map.hpp"

#include <sys/mman.h>

#include "base/status.hpp"

namespace weir::memory {
namespace {

// Zero pages: an atomic pointer of all zero bits is NULL on every machine we build for.
template <class T>
T* map_table(size_t count) {
  void* table = mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (table == MAP_FAILED) {
    fail(Status::no_memory, "the machine has no %zu bytes of address space for a pool's page map",
         count * sizeof(T));
  }
  return static_cast<T*>(table);
}

}  // namespace

PageMap::PageMap() : root_(map_table<Leaf>(kMask + 1)) {}

PageMap::~PageMap() {
  for (Slot* leaf : leaves_) munmap(static_cast<void*>(leaf), (kMask + 1) * sizeof(Slot));
  munmap(static_cast<void*>(root_), (kMask + 1) * sizeof(Leaf));
}

void PageMap::set(const void* start, size_t bytes, Span* span) {
  const auto first = reinterpret_cast<uintptr_t>(start) >> kPageBits;
  const auto last = (reinterpret_cast<uintptr_t>(start) + bytes - 1) >> kPageBits;
  if (last >> (2 * kLevelBits) != 0) {
    fail(Status::internal, "the heap gave memory at %p, past 48 bits of address", start);
  }
  for (uintptr_t top = first >> kLevelBits; top <= last >> kLevelBits; ++top) {
    if (root_[top].load(std::memory_order_relaxed) != nullptr) continue;
    leaves_.reserve(leaves_.size() + 1);
    leaves_.push_back(map_table<Slot>(kMask + 1));
    root_[top].store(leaves_.back(), std::memory_order_release);
  }
  write(start, bytes, span);
}

void PageMap::clear(const void* start, size_t bytes) noexcept {
  write(start, bytes, nullptr);
}

void PageMap::write(const void* start, size_t bytes, Span* span) noexcept {
  const auto first = reinterpret_cast<uintptr_t>(start) >> kPageBits;
  const auto last = (reinterpret_cast<uintptr_t>(start) + bytes - 1) >> kPageBits;
  for (uintptr_t page = first; page <= last; ++page) {
    Slot* leaf = root_[page >> kLevelBits].load(std::memory_order_relaxed);
    leaf[page & kMask].store(span, std::memory_order_release);
  }
}

}  // namespace weir::memory
