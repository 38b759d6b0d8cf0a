// SPDX-License-Identifier: Apache-2.0
// Bytes made smaller, by whichever of LZ4 and Zstandard suits them, told by a sample: LZ4 where it
// does nearly as well, for it is several times as fast both ways.
//
// Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::memory {

enum class Codec : uint8_t { none, lz4, zstd };

// What is kept compressed has shrunk by this much at least.
inline constexpr double kWorthIt = 1.3;

struct Choice {
  Codec codec;
  size_t guess;  // how small it will be, if the sample is like the rest
};

// `none` when a sample of 64 KiB does not shrink enough, or when there is no memory to find out.
Choice choose_codec(const void* data, size_t size) noexcept;

// How many bytes were written; 0 when they do not fit in `room`.
size_t compress(Codec codec, const void* data, size_t size, void* to, size_t room) noexcept;

// Exactly `size` bytes at `to`. Error(io) when these are not what compress() wrote.
void decompress(Codec codec, const void* packed, size_t packed_size, void* to, size_t size);

}  // namespace weir::memory
