// SPDX-License-Identifier: Apache-2.0
#include "base/checksum.hpp"

#include <xxhash.h>

namespace weir::base {

Checksum checksum(const void* data, size_t size) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(data, size);
  return {hash.low64, hash.high64};
}

}  // namespace weir::base
