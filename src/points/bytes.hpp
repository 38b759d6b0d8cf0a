// SPDX-License-Identifier: Apache-2.0
// Little-endian numbers at any address, on any machine.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace weir::points {

template <class T>
T load(const unsigned char* at) noexcept {
  unsigned char raw[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i) {
    raw[i] = at[std::endian::native == std::endian::little ? i : sizeof(T) - 1 - i];
  }
  T value;
  std::memcpy(&value, raw, sizeof value);
  return value;
}

template <class T>
void store(unsigned char* at, T value) noexcept {
  unsigned char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof value);
  for (size_t i = 0; i < sizeof(T); ++i) {
    at[i] = raw[std::endian::native == std::endian::little ? i : sizeof(T) - 1 - i];
  }
}

}  // namespace weir::points
