// SPDX-License-Identifier: Apache-2.0
// Whole small files.
#pragma once

#include <cstddef>
#include <string>

namespace weir::base {

// Error(not_found) when there is none, Error(limit) past `max_bytes`, Error(io) for all else.
std::string read_whole_file(const char* path, size_t max_bytes);

}  // namespace weir::base
