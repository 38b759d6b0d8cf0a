// SPDX-License-Identifier: Apache-2.0
#include "base/json_scan.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "base/utf8.hpp"

namespace weir::base {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// How many of the 8 bytes, from the first on, a string may hold as they are and need no second
// look: 0x20..0x7F without the quote and the backslash.
size_t plain_bytes(const char* at) {
  constexpr uint64_t ones = 0x0101010101010101u;
  constexpr uint64_t highs = 0x8080808080808080u;
  uint64_t eight;
  std::memcpy(&eight, at, 8);
  if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
  const auto zero_byte = [](uint64_t v) { return (v - ones) & ~v; };
  const uint64_t special = eight | (eight - ones * 0x20) | zero_byte(eight ^ ones * '"') |
                           zero_byte(eight ^ ones * '\\');
  // A borrow can mark a byte wrongly, but only after one that is marked rightly.
  return static_cast<size_t>(std::countr_zero(special & highs)) / 8;
}

}  // namespace

void JsonScanner::refuse(const char* at, const std::string& what) const {
  throw JsonFault{Status::parse, at, what};
}

void JsonScanner::unexpected(const char* wanted) const {
  if (!more()) refuse(at_, format_text("the text ends where %s should be", wanted));
  const unsigned char c = static_cast<unsigned char>(*at_);
  const char* hint = c == '/' || c == '#' ? "; JSON has no comments: remove it"
                     : c == '\''          ? "; texts are written in double quotes"
                                          : "";
  if (c > 0x20 && c < 0x7F) {
    refuse(at_, format_text("found '%c' where %s should be%s", c, wanted, hint));
  }
  refuse(at_, format_text("found byte 0x%02X where %s should be", c, wanted));
}

JsonScanner::String JsonScanner::read_string() {
  const char* quote = at_++;
  bool escaped = false;
  for (;;) {
    while (end_ - at_ >= 8) {
      const size_t plain = plain_bytes(at_);
      at_ += plain;
      if (plain < 8) break;
    }
    if (!more()) refuse(quote, "the text that starts here has no closing quote");
    const unsigned char c = static_cast<unsigned char>(*at_);
    if (c == '"') {
      const size_t size = static_cast<size_t>(at_ - quote - 1);
      ++at_;
      return {std::string_view(quote + 1, size), escaped};
    }
    if (c == '\\') {
      escaped = true;
      read_escape();
    } else if (c < 0x20) {
      refuse(at_, format_text("byte 0x%02X stands in a text as it is: write \\u%04X", c, c));
    } else if (c < 0x80) {
      ++at_;
    } else {
      const size_t size = utf8_size(at_, end_);
      if (size == 0) refuse(at_, format_text("byte 0x%02X is not valid UTF-8: save as UTF-8", c));
      at_ += size;
    }
  }
}

void JsonScanner::read_escape() {
  const char* escape = at_++;
  if (!more()) refuse(escape, "the text ends inside an escape");
  const char c = *at_++;
  if (c != 'u') {
    if (std::strchr("\"\\/bfnrt", c) == nullptr || c == '\0') {
      refuse(escape, "this escape is not one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    }
    return;
  }
  const unsigned unit = read_hex4(escape);
  if (unit == 0 && !allow_nul_) {
    refuse(escape, "\\u0000 cannot be kept in a text of this library: remove it");
  }
  if (unit < 0xD800 || unit > 0xDFFF) return;
  const char* const partner = at_;
  if (unit <= 0xDBFF && end_ - at_ >= 2 && at_[0] == '\\' && at_[1] == 'u') {
    at_ += 2;
    const unsigned low = read_hex4(partner);
    if (low >= 0xDC00 && low <= 0xDFFF) return;
  }
  refuse(escape, "this is half of a surrogate pair without its other half");
}

unsigned JsonScanner::read_hex4(const char* escape) {
  unsigned unit = 0;
  const char* const last = end_ - at_ >= 4 ? at_ + 4 : end_;
  const auto [stop, error] = std::from_chars(at_, last, unit, 16);
  if (error != std::errc() || stop != at_ + 4) refuse(escape, "\\u needs four hexadecimal digits");
  at_ = stop;
  return unit;
}

JsonScanner::Number JsonScanner::read_number() {
  const char* const start = at_;
  if (next_is('N') || next_is('I')) {
    refuse(at_, "NaN and Infinity are not JSON: use null or leave the member out");
  }
  if (!next_is('-') && !is_digit(*at_)) unexpected("a value");
  take('-');
  const char* const digits = at_;
  if (!more() || !is_digit(*at_)) unexpected("a digit");
  if (take('0') && more() && is_digit(*at_)) refuse(start, "a number starts with a needless 0");
  while (more() && is_digit(*at_)) ++at_;
  const size_t whole = static_cast<size_t>(at_ - digits);
  bool plain = true;
  if (take('.')) {
    plain = false;
    if (!more() || !is_digit(*at_)) unexpected("a digit after the decimal point");
    while (more() && is_digit(*at_)) ++at_;
  }
  size_t exponent_size = 0;
  if (next_is('e') || next_is('E')) {
    ++at_;
    plain = false;
    if (!take('-')) take('+');
    if (!more() || !is_digit(*at_)) unexpected("a digit of the exponent");
    const char* const exponent = at_;
    while (more() && is_digit(*at_)) ++at_;
    exponent_size = static_cast<size_t>(at_ - exponent);
  }
  const size_t size = static_cast<size_t>(at_ - start);
  constexpr std::string_view limit = "9007199254740992";  // up to 2^53 a double holds them all
  const bool exact = plain && (whole > limit.size() ||
                               (whole == limit.size() && std::string_view(digits, whole) > limit));
  if (exponent_size > 2 || size > 200) {  // anything shorter lies within 1e-299 to 1e299
    double value = 0;
    if (std::from_chars(start, at_, value).ec == std::errc::result_out_of_range) {
      refuse(start, "this number is outside the range of a double (5e-324 to 1.8e308)");
    }
  }
  return {static_cast<size_t>(start - begin_), size, exact};
}

void JsonScanner::read_word(std::string_view word) {
  if (!starts_with(word)) unexpected("true, false, null or another value");
  at_ += word.size();
}

std::string decode_json(std::string_view raw) {
  std::string text;
  const char* first = raw.data();
  const char* const last = first + raw.size();
  while (first != last) {
    if (*first != '\\') {
      text += *first++;
      continue;
    }
    const char c = first[1];
    first += 2;
    if (c != 'u') {
      static constexpr char from[] = "bfnrt", to[] = "\b\f\n\r\t";
      const char* found = std::strchr(from, c);
      text += found != nullptr ? to[found - from] : c;
      continue;
    }
    const auto unit_at = [](const char* hex) {
      uint32_t unit = 0;
      std::from_chars(hex, hex + 4, unit, 16);
      return static_cast<char32_t>(unit);
    };
    char32_t point = unit_at(first);
    first += 4;
    if (point >= 0xD800 && point <= 0xDBFF) {
      point = 0x10000 + ((point - 0xD800) << 10) + (unit_at(first + 2) - 0xDC00);
      first += 6;
    }
    append_utf8(text, point);
  }
  return text;
}

}  // namespace weir::base
