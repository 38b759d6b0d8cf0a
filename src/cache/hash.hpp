// SPDX-License-Identifier: Apache-2.0
// The hash of a key: multiply and fold, eight bytes at a time, from a seed of the cache's own, so
// that keys from outside cannot be chosen to collide. Not for files: its numbers differ per cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/wide.hpp"

namespace weir::cache {

inline uint64_t fold(uint64_t a, uint64_t b) noexcept {
  const auto product = static_cast<base::Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t read_bytes(const unsigned char* from, size_t count) noexcept {
  uint64_t value = 0;
  std::memcpy(&value, from, count);
  return value;
}

inline constexpr uint64_t kFirstPrime = 0xa0761d6478bd642fu;
inline constexpr uint64_t kSecondPrime = 0xe7037ed1a0b428dbu;

inline uint64_t hash_key(const void* key, size_t size, uint64_t seed) noexcept {
  const auto* at = static_cast<const unsigned char*>(key);
  uint64_t state = seed ^ kFirstPrime;
  size_t left = size;
  while (left > 16) {
    state = fold(read_bytes(at, 8) ^ kSecondPrime, read_bytes(at + 8, 8) ^ state);
    at += 16;
    left -= 16;
  }
  uint64_t low = 0, high = 0;
  if (left >= 8) {
    low = read_bytes(at, 8);
    high = read_bytes(at + left - 8, 8);
  } else if (left != 0) {
    low = read_bytes(at, left);
  }
  return fold(kSecondPrime ^ size, fold(low ^ kSecondPrime, high ^ state));
}

// Another, independent 64 bits of the same key.
inline uint64_t rehash(uint64_t hash) noexcept {
  return fold(hash ^ kFirstPrime, kSecondPrime);
}

}  // namespace weir::cache
