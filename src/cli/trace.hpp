// SPDX-License-Identifier: Apache-2.0
// A recorded sequence of keys that somebody asked for, the keys numbered in the order of their
// first appearance.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weir::cli {

struct Trace {
  std::vector<uint32_t> accesses;
  uint32_t key_count = 0;
};

// The formats, as --format names them.
inline constexpr const char* kTraceFormats[] = {"text", "arc", "u32be", "u64be", "oracle"};

// Reads a file, or standard input for "-". A file that is not in the format is an Error that says
// where.
Trace read_trace(const std::string& path, const std::string& format);

}  // namespace weir::cli
