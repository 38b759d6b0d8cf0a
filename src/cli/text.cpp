// SPDX-License-Identifier: Apache-2.0
#include "cli/text.hpp"

#include <cstdio>
#include <filesystem>

namespace weir::cli {
namespace {

// The length of the UTF-8 character at `at`, or 0 when there is none (RFC 3629, table 3-7 of the
// Unicode standard: no overlong forms, no surrogates, nothing past U+10FFFF).
size_t utf8_length(const std::string& text, size_t at) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto follows = [&](size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(at + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return follows(at + 1) && follows(at + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return follows(at + 1) && follows(at + 2) && follows(at + 3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string bytes_text(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.2f %s", value, kUnits[unit]);
  return text;
}

std::string count_text(uint64_t count) {
  std::string text = std::to_string(count);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string readable(const std::string& text, size_t most_bytes) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const size_t length = utf8_length(text, at);
    const std::string next = length == 0 ? "\xEF\xBF\xBD" : text.substr(at, length);
    if (most_bytes - result.size() < next.size() + 3) return result + "...";
    result += next;
    at += length == 0 ? 1 : length;
  }
  return result;
}

std::string json_quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : readable(text)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
      quoted += escape;
    } else {
      if (letter == '"' || letter == '\\') quoted += '\\';
      quoted += letter;
    }
  }
  return quoted + "\"";
}

std::string words_of(const std::exception& error) {
  const std::string words = error.what();
  const size_t colon = words.find(": ");
  const bool named = words.compare(0, 5, "weir_") == 0 && colon != std::string::npos &&
                     words.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == colon;
  return named ? words.substr(colon + 2) : words;
}

std::string words_about(const std::string& path, const std::exception& error) {
  const std::string words = words_of(error);
  return words.find(path) != std::string::npos ? words : path + ": " + words;
}

std::string file_name(const std::string& path, bool strip_extension) {
  const std::filesystem::path whole(path);
  return (strip_extension ? whole.stem() : whole.filename()).string();
}

}  // namespace weir::cli
