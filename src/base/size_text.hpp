// SPDX-License-Identifier: Apache-2.0
// Sizes as people write them: "1048576", "512MiB", "4 GB", "1.5G", or a share of a whole: "50%".
// With an i, and with the letter alone, a unit is a power of 1024; KB, MB, GB and TB are powers of
// 1000.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weir::base {

// Nothing when that is no size, or one that does not fit.
std::optional<uint64_t> parse_size(std::string_view text, uint64_t whole);

}  // namespace weir::base
