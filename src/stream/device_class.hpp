// SPDX-License-Identifier: Apache-2.0
// Sizes of blocks of device memory: multiples of 256 bytes, which is what kernels like addresses to
// be; up to 2 KiB each of them, then four steps to each doubling. Up to 1 MiB blocks are cut from
// slabs; a larger one is a piece of its own, rounded to 64 KiB, and above 8 MiB to the driver's
// pages of 2 MiB.
#pragma once

#include <bit>
#include <cstdint>

namespace weir::stream {

inline constexpr uint64_t kBlockAlignment = 256;
inline constexpr uint64_t kSmallBlock = uint64_t{1} << 20;
inline constexpr uint64_t kLargestBlock = uint64_t{1} << 46;

constexpr uint32_t block_class(uint64_t bytes) noexcept {
  if (bytes <= 2048) {
    return static_cast<uint32_t>((bytes == 0 ? 0 : bytes - 1) / kBlockAlignment);
  }
  const uint64_t last = bytes - 1;
  const auto shift = static_cast<uint32_t>(std::bit_width(last) - 3);
  return 8 + (shift - 9) * 4 + static_cast<uint32_t>((last >> shift) - 4);
}

// The largest block of a class.
constexpr uint64_t class_bytes(uint32_t index) noexcept {
  if (index < 8) return (index + 1) * kBlockAlignment;
  return (uint64_t{(index - 8) % 4} + 5) << ((index - 8) / 4 + 9);
}

inline constexpr uint32_t kBlockClasses = block_class(kLargestBlock) + 1;

constexpr uint64_t round_up(uint64_t bytes, uint64_t to) noexcept {
  return (bytes + to - 1) / to * to;
}

// What a request becomes.
constexpr uint64_t block_bytes(uint64_t size) noexcept {
  if (size <= kSmallBlock) return class_bytes(block_class(size));
  const bool page = size > (uint64_t{8} << 20);
  return round_up(size, page ? uint64_t{2} << 20 : uint64_t{64} << 10);
}

static_assert(class_bytes(block_class(2048)) == 2048 && class_bytes(block_class(2049)) == 2560);
static_assert(class_bytes(block_class(4096)) == 4096 && class_bytes(block_class(4097)) == 5120);
static_assert(class_bytes(block_class(kSmallBlock)) == kSmallBlock);

}  // namespace weir::stream
