// SPDX-License-Identifier: Apache-2.0
// Numbers and names as people and JSON readers want them.
#pragma once

#include <cstdint>
#include <string>

namespace weir::cli {

// "1.50 GiB".
std::string bytes_text(uint64_t bytes);

// "110,000".
std::string count_text(uint64_t count);

// A JSON string with its quotes. Bytes that are not UTF-8 (file names may hold them) become U+FFFD.
std::string json_quote(const std::string& text);

// The last part of a path, without its extension when `strip` says so.
std::string file_name(const std::string& path, bool strip_extension);

}  // namespace weir::cli
