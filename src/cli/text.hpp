// SPDX-License-Identifier: Apache-2.0
// Numbers and names as people and JSON readers want them.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

namespace weir::cli {

// "1.50 GiB".
std::string bytes_text(uint64_t bytes);

// "110,000".
std::string count_text(uint64_t count);

// The same text as UTF-8, at most `most_bytes` long. File names may hold any bytes; reports and
// phases may not. What is no UTF-8 becomes U+FFFD, and what is cut off is told by "...".
std::string readable(const std::string& text, size_t most_bytes = SIZE_MAX);

// A JSON string with its quotes. Not UTF-8 becomes readable() first.
std::string json_quote(const std::string& text);

// What an error says, without the name of the C function that said it: that is for programmers.
std::string words_of(const std::exception& error);

// The same about a file, whose name stands in front unless the words have it.
std::string words_about(const std::string& path, const std::exception& error);

// The last part of a path, without its extension when `strip` says so.
std::string file_name(const std::string& path, bool strip_extension);

}  // namespace weir::cli
