// SPDX-License-Identifier: Apache-2.0
// UTF-8 by the table of RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::base {

inline bool is_utf8_continuation(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

// How many bytes the character at `at` takes, or 0 when it is not valid UTF-8.
inline size_t utf8_size(const char* at, const char* end) noexcept {
  const auto byte = [at](size_t i) { return static_cast<unsigned char>(at[i]); };
  if (at == end) return 0;
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || static_cast<size_t>(end - at) < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if (!is_utf8_continuation(at[i])) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // overlong
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // past U+10FFFF
  return size;
}

inline bool is_utf8(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const size_t size = utf8_size(at, end);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

inline void append_utf8(std::string& text, char32_t point) {
  const auto add = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6), add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12), add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18), add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F)), add(0x80 | (point & 0x3F));
  }
}

// At most `size` bytes of valid UTF-8 from either end, never half a character.
inline std::string valid_utf8_head(std::string_view text, size_t size) {
  if (text.size() <= size) return std::string(text);
  while (size > 0 && is_utf8_continuation(text[size])) --size;
  return std::string(text.substr(0, size));
}
inline std::string valid_utf8_tail(std::string_view text, size_t size) {
  if (text.size() <= size) return std::string(text);
  size_t from = text.size() - size;
  while (from < text.size() && is_utf8_continuation(text[from])) ++from;
  return std::string(text.substr(from));
}

}  // namespace weir::base
