// SPDX-License-Identifier: Apache-2.0
// How much a request matters: who is refused first, and whose idle blocks go first.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::memory {

enum class Priority : uint8_t { critical, high, medium, low, count };

inline constexpr size_t kPriorities = static_cast<size_t>(Priority::count);

}  // namespace weir::memory
