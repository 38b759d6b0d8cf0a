// SPDX-License-Identifier: Apache-2.0
// Checksums of bytes that left our memory: 128 bits of XXH3, so that what came back wrong is found.
// Not against somebody who means harm.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::base {

struct Checksum {
  uint64_t low = 0, high = 0;
  bool operator==(const Checksum&) const = default;
};

Checksum checksum(const void* data, size_t size) noexcept;

}  // namespace weir::base
