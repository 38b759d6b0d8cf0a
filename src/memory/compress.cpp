// SPDX-License-Identifier: Apache-2.0
#include "memory/compress.hpp"

#include <lz4.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <memory>
#include <new>

#include "base/status.hpp"

namespace weir::memory {
namespace {

constexpr size_t kPiece = 16384;
constexpr size_t kPieces = 4;
constexpr int kZstdLevel = 1;
constexpr double kMuchBetter = 1.25;  // Zstandard than LZ4, to be worth its time

}  // namespace

size_t compress(Codec codec, const void* data, size_t size, void* to, size_t room) noexcept {
  if (codec == Codec::lz4) {
    if (size > LZ4_MAX_INPUT_SIZE) return 0;
    const int written = LZ4_compress_default(static_cast<const char*>(data), static_cast<char*>(to),
                                             static_cast<int>(size),
                                             static_cast<int>(std::min<size_t>(room, INT32_MAX)));
    return written > 0 ? static_cast<size_t>(written) : 0;
  }
  if (codec == Codec::zstd) {
    const size_t written = ZSTD_compress(to, room, data, size, kZstdLevel);
    return ZSTD_isError(written) ? 0 : written;
  }
  return 0;
}

Choice choose_codec(const void* data, size_t size) noexcept {
  const auto* bytes = static_cast<const char*>(data);
  const std::unique_ptr<char[]> room(new (std::nothrow) char[2 * kPiece]);
  if (!room || size == 0) return {Codec::none, size};
  const size_t pieces = size <= kPiece ? 1 : std::min(kPieces, size / kPiece);
  size_t sampled = 0, by_lz4 = 0, by_zstd = 0;
  for (size_t at = 0; at < pieces; ++at) {
    const size_t piece = std::min(size, kPiece);
    const char* const from = pieces == 1 ? bytes : bytes + (size - piece) / (pieces - 1) * at;
    const auto pack = [&](Codec codec) {
      const size_t packed = compress(codec, from, piece, room.get(), 2 * kPiece);
      return packed == 0 ? piece : packed;
    };
    sampled += piece;
    by_lz4 += pack(Codec::lz4);
    by_zstd += pack(Codec::zstd);
  }
  const auto ratio = [&](size_t packed) {
    return static_cast<double>(sampled) / static_cast<double>(packed);
  };
  const auto chosen = [&](Codec codec, size_t packed) {
    return Choice{codec, static_cast<size_t>(static_cast<double>(size) / ratio(packed))};
  };
  const bool lz4_fits = size <= LZ4_MAX_INPUT_SIZE;
  if (lz4_fits && ratio(by_lz4) >= kWorthIt && ratio(by_zstd) < kMuchBetter * ratio(by_lz4)) {
    return chosen(Codec::lz4, by_lz4);
  }
  return ratio(by_zstd) >= kWorthIt ? chosen(Codec::zstd, by_zstd) : Choice{Codec::none, size};
}

void decompress(Codec codec, const void* packed, size_t packed_size, void* to, size_t size) {
  size_t got = 0;
  if (codec == Codec::lz4) {
    const int written =
        LZ4_decompress_safe(static_cast<const char*>(packed), static_cast<char*>(to),
                            static_cast<int>(packed_size), static_cast<int>(size));
    got = written < 0 ? SIZE_MAX : static_cast<size_t>(written);
  } else {
    got = ZSTD_decompress(to, size, packed, packed_size);
    if (ZSTD_isError(got) && ZSTD_getErrorCode(got) == ZSTD_error_memory_allocation) {
      throw std::bad_alloc();
    }
  }
  if (got != size) {
    fail(Status::io, "%zu compressed bytes do not give the %zu they were made from", packed_size,
         size);
  }
}

}  // namespace weir::memory
