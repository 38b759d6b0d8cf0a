// SPDX-License-Identifier: Apache-2.0
#include "memory/slabs.hpp"

namespace weir::memory {

void Slabs::link(Class& of, Span* slab) noexcept {
  slab->above = nullptr;
  slab->below = of.with_room;
  if (slab->below) slab->below->above = slab;
  of.with_room = slab;
}

void Slabs::unlink(Class& of, Span* slab) noexcept {
  if (slab->below) slab->below->above = slab->above;
  (slab->above ? slab->above->below : of.with_room) = slab->below;
  slab->below = slab->above = nullptr;
}

void Slabs::cut(Span* span, uint32_t index) {
  const auto size = static_cast<uint32_t>(class_size(index));
  const auto count = static_cast<uint32_t>(span->bytes / size);
  auto stack = std::make_unique<uint16_t[]>(count);
  auto states = std::make_unique<BlockState[]>(count);
  span->stack = std::move(stack);
  span->states = std::move(states);
  span->block_class = index;
  span->block_size = size;
  span->block_count = count;
  span->inverse = static_cast<uint32_t>(((uint64_t{1} << 32) + size - 1) / size);
  span->stacked = 0;
  span->fresh_at = 0;
}

uint32_t Slabs::pop(Class& of, Entry* entries, uint32_t count) noexcept {
  uint32_t taken = 0;
  while (taken < count && of.with_room != nullptr) {
    Span* slab = of.with_room;
    const uint32_t at = slab->stacked != 0 ? slab->stack[--slab->stacked] : slab->fresh_at++;
    entries[taken++] = {slab->block(at), &slab->states[at]};
    if (slab->free_count() == 0) unlink(of, slab);
  }
  of.free_count -= taken;
  return taken;
}

uint32_t Slabs::take(uint32_t index, Priority priority, Entry* entries, uint32_t count) {
  Class& of = classes_[index];
  {
    const std::lock_guard lock(of.mutex);
    if (const uint32_t taken = pop(of, entries, count)) return taken;
  }
  const size_t bytes = slab_size(class_size(index));
  Span* span = spans_.take(bytes, priority, Span::Use::slab);
  try {
    cut(span, index);
  } catch (...) {
    spans_.give(span);
    throw;
  }
  const std::lock_guard lock(of.mutex);
  link(of, span);
  of.free_count += span->block_count;
  ++of.slab_count;
  return pop(of, entries, count);
}

void Slabs::give(uint32_t index, const Entry* entries, uint32_t count) noexcept {
  Class& of = classes_[index];
  Span* empty = nullptr;
  {
    const std::lock_guard lock(of.mutex);
    for (uint32_t i = 0; i < count; ++i) {
      Span* slab = spans_.find(entries[i].block);
      if (slab->free_count() == 0) link(of, slab);
      slab->stack[slab->stacked++] = static_cast<uint16_t>(slab->index_of(entries[i].block));
      ++of.free_count;
      if (slab->free_count() != slab->block_count) continue;
      unlink(of, slab);
      of.free_count -= slab->block_count;
      --of.slab_count;
      slab->above = empty;
      empty = slab;
    }
  }
  while (empty != nullptr) {
    Span* slab = empty;
    empty = slab->above;
    slab->above = nullptr;
    spans_.give(slab);
  }
}

uint64_t Slabs::free_bytes() const noexcept {
  uint64_t bytes = 0;
  for (uint32_t index = 0; index < kSmallClasses; ++index) {
    const std::lock_guard lock(classes_[index].mutex);
    bytes += classes_[index].free_count * class_size(index);
  }
  return bytes;
}

uint64_t Slabs::slab_count(uint32_t index) const noexcept {
  const std::lock_guard lock(classes_[index].mutex);
  return classes_[index].slab_count;
}

}  // namespace weir::memory
