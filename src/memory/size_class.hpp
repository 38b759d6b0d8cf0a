// SPDX-License-Identifier: Apache-2.0
// Sizes of a pool's blocks: 32 bytes, steps of 16 up to 128, then eight steps to each doubling, so
// that no block is more than an eighth larger than what was asked for. Up to kSmallMost blocks are
// cut from slabs; what is larger is a span of its own, of whole pages and in finer steps.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace weir::memory {

inline constexpr size_t kSmallMost = 32768;
inline constexpr size_t kLargestBlock = size_t{1} << 46;
inline constexpr size_t kSpanAlignment = 4096;  // one page of the page map

constexpr uint32_t class_of(size_t size) noexcept {
  if (size <= 32) return 0;
  if (size <= 128) return static_cast<uint32_t>((size + 15) / 16 - 2);
  const size_t last = size - 1;
  const auto shift = static_cast<uint32_t>(std::bit_width(last) - 4);
  return 7 + (shift - 4) * 8 + static_cast<uint32_t>((last >> shift) - 8);
}

constexpr size_t class_size(uint32_t index) noexcept {
  if (index < 7) return (index + 2) * size_t{16};
  return ((index - 7) % 8 + size_t{9}) << ((index - 7) / 8 + 4);
}

inline constexpr uint32_t kSmallClasses = class_of(kSmallMost) + 1;

// Spans: 32 steps to each doubling, of whole pages. `size` is a whole number of pages.
constexpr uint32_t span_class_of(size_t size) noexcept {
  const size_t last = size - 1;
  const auto shift = static_cast<uint32_t>(std::bit_width(last) - 6);
  return (shift - 6) * 32 + static_cast<uint32_t>((last >> shift) - 32);
}

constexpr size_t span_class_size(uint32_t index) noexcept {
  return (index % 32 + size_t{33}) << (index / 32 + 6);
}

inline constexpr uint32_t kSpanClasses = span_class_of(kLargestBlock) + 1;
inline constexpr uint32_t kNearClasses =
    5;  // up to an eighth larger: better than asking the kernel

static_assert(span_class_size(span_class_of(4096)) == 4096);
static_assert(span_class_size(span_class_of(36864)) == 36864);
static_assert(span_class_size(span_class_of((1 << 20) + 4096)) == (1 << 20) + 32768);

static_assert(class_size(class_of(32)) == 32 && class_size(class_of(33)) == 48);
static_assert(class_size(class_of(128)) == 128 && class_size(class_of(129)) == 144);
static_assert(class_size(class_of(kSmallMost)) == kSmallMost);
static_assert(class_size(kSmallClasses) == 36864);

// The class for `size` bytes at `alignment`, which is a power of two up to kSpanAlignment: blocks
// lie one after another, so their size has to be a whole number of alignments.
constexpr uint32_t class_of(size_t size, size_t alignment) noexcept {
  if (alignment > 16) size = (size + alignment - 1) & ~(alignment - 1);
  uint32_t index = class_of(size);
  if (alignment > 16 && index < kSmallClasses) {
    while (class_size(index) % alignment != 0) ++index;
  }
  return index;
}

// How much is cut into blocks at once.
constexpr size_t slab_size(size_t block_size) noexcept {
  return block_size <= 1024 ? size_t{65536} : block_size <= 4096 ? size_t{131072} : size_t{262144};
}

}  // namespace weir::memory
