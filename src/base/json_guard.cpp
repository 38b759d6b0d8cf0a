// SPDX-License-Identifier: Apache-2.0
#include "base/json_guard.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <tuple>

#include "base/json.hpp"
#include "base/status.hpp"
#include "base/utf8.hpp"

namespace weir::base {
namespace {

constexpr size_t kLongestForCjson = 63;  // cJSON copies a number into 64 bytes

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

struct Key {
  uint64_t hash;
  std::string_view text;  // decoded
  const char* at;         // its opening quote
};

uint64_t hash_of(std::string_view text) {
  constexpr uint64_t prime = 0x9E3779B97F4A7C15u;
  uint64_t hash = text.size() * prime;
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t eight;
    std::memcpy(&eight, text.data() + at, 8);
    hash = (hash ^ eight) * prime;
    hash ^= hash >> 32;
  }
  for (; at < text.size(); ++at) {
    hash = (hash ^ static_cast<unsigned char>(text[at])) * prime;
  }
  return hash ^ hash >> 29;
}

class Guard {
 public:
  explicit Guard(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {
    frames_.reserve(16);
    keys_.reserve(32);
  }
  JsonFacts run();

 private:
  // A container that is open. `first_key` is where an object's keys start in `keys_`.
  struct Frame {
    bool object;
    size_t count;
    size_t first_key;
  };
  static constexpr size_t kFewKeys = 16;

  [[noreturn]] void refuse(Status status, const char* at, const std::string& what) const;
  [[noreturn]] void refuse(const char* at, const std::string& what) const {
    refuse(Status::parse, at, what);
  }
  [[noreturn]] void unexpected(const char* wanted) const;
  std::string pointer() const;  // of the value being read

  bool more() const { return at_ != end_; }
  bool next_is(char c) const { return at_ != end_ && *at_ == c; }
  bool take(char c) { return next_is(c) ? (++at_, true) : false; }
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  bool begin_value();  // true when a container was opened and holds something
  bool after_value();  // true when another value follows
  void open(bool object);
  void close();
  void read_key();
  void check_keys(size_t first);
  [[noreturn]] void refuse_duplicate(Key key);
  bool read_string();  // at_ on the opening quote; true when it holds escapes
  void read_escape();
  unsigned read_hex4(const char* escape);
  void read_number();
  void read_word(std::string_view word);
  std::string decode(const char* first, const char* last) const;

  const char* begin_;
  const char* at_;
  const char* end_;
  size_t numbers_ = 0;
  bool in_key_ = false;  // before the key of the innermost object is known
  std::vector<Frame> frames_;
  std::vector<Key> keys_;            // of all open objects, outermost first
  std::deque<std::string> decoded_;  // keys that were written with escapes
  JsonFacts facts_;
};

std::string Guard::pointer() const {
  std::string pointer;
  for (size_t i = 0; i < frames_.size(); ++i) {
    const bool innermost = i + 1 == frames_.size();
    if (innermost && in_key_) break;
    if (frames_[i].object) {
      const size_t past = innermost ? keys_.size() : frames_[i + 1].first_key;
      if (past > frames_[i].first_key) append_token(pointer, keys_[past - 1].text);
    } else {
      append_token(pointer, std::to_string(frames_[i].count));
    }
  }
  if (pointer.size() > 160) pointer = "..." + valid_utf8_tail(pointer, 157);
  return pointer;
}

void Guard::refuse(Status status, const char* at, const std::string& what) const {
  size_t line = 1;
  const char* line_start = begin_;
  for (const char* c = begin_; c != at; ++c) {
    if (*c == '\n') ++line, line_start = c + 1;
  }
  size_t column = 1;
  for (const char* c = line_start; c != at; ++c) {
    if (!is_utf8_continuation(*c)) ++column;
  }
  const std::string where = pointer();
  throw Error(status, format_text("line %zu, column %zu%s%s: %s", line, column,
                                  where.empty() ? "" : ", at ", where.c_str(), what.c_str()));
}

void Guard::unexpected(const char* wanted) const {
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

JsonFacts Guard::run() {
  if (end_ - at_ >= 3 && std::memcmp(at_, "\xEF\xBB\xBF", 3) == 0) {
    refuse(at_, "the text starts with a byte order mark: save it as UTF-8 without BOM");
  }
  do {
    while (begin_value()) continue;
  } while (after_value());
  return std::move(facts_);
}

bool Guard::begin_value() {
  skip_space();
  if (!more()) unexpected("a value");
  switch (*at_) {
    case '{':
      open(true);
      if (take('}')) return close(), false;
      read_key();
      return true;
    case '[':
      open(false);
      if (take(']')) return close(), false;
      return true;
    case '"':
      read_string();
      return false;
    case 't':
      read_word("true");
      return false;
    case 'f':
      read_word("false");
      return false;
    case 'n':
      read_word("null");
      return false;
    case 'N':
    case 'I':
      refuse(at_, "NaN and Infinity are not JSON: use null or leave the member out");
    default:
      if (*at_ != '-' && !is_digit(*at_)) unexpected("a value");
      read_number();
      return false;
  }
}

bool Guard::after_value() {
  for (;;) {
    skip_space();
    if (frames_.empty()) {
      if (more()) refuse(at_, "there is text after the end of the value: remove it");
      return false;
    }
    Frame& frame = frames_.back();
    const char closer = frame.object ? '}' : ']';
    if (take(',')) {
      const char* comma = at_ - 1;
      skip_space();
      if (next_is(closer)) {
        refuse(comma, format_text("a comma stands before '%c': remove it", closer));
      }
      ++frame.count;
      if (frame.object) read_key();
      return true;
    }
    if (!take(closer)) unexpected(frame.object ? "',' or '}'" : "',' or ']'");
    ++frame.count;
    close();
  }
}

void Guard::open(bool object) {
  if (frames_.size() == Json::kMaxDepth) {
    refuse(Status::limit, at_,
           format_text("values are nested more than %zu deep", Json::kMaxDepth));
  }
  frames_.push_back({object, 0, keys_.size()});
  ++at_;
  skip_space();
}

void Guard::close() {
  const Frame frame = frames_.back();
  if (keys_.size() - frame.first_key > kFewKeys) check_keys(frame.first_key);
  keys_.resize(frame.first_key);
  facts_.widest = std::max(facts_.widest, frame.count);
  frames_.pop_back();
}

void Guard::read_key() {
  in_key_ = true;
  if (!next_is('"')) unexpected("a key in double quotes");
  const char* quote = at_;
  const bool escaped = read_string();
  std::string_view text(quote + 1, static_cast<size_t>(at_ - quote - 2));
  if (escaped) text = decoded_.emplace_back(decode(quote + 1, at_ - 1));
  const Key key{hash_of(text), text, quote};

  // A few keys are compared as they come. Many are sorted when their object closes, so that no
  // choice of keys makes this more than n log n.
  const size_t first = frames_.back().first_key;
  if (keys_.size() - first < kFewKeys) {
    for (size_t i = first; i < keys_.size(); ++i) {
      if (keys_[i].hash == key.hash && keys_[i].text == text) refuse_duplicate(key);
    }
  }
  keys_.push_back(key);
  in_key_ = false;

  skip_space();
  if (!take(':')) unexpected("':' after the key");
}

void Guard::check_keys(size_t first) {
  std::vector<Key> sorted(keys_.begin() + static_cast<ptrdiff_t>(first), keys_.end());
  std::sort(sorted.begin(), sorted.end(), [](const Key& a, const Key& b) {
    return std::tie(a.hash, a.text, a.at) < std::tie(b.hash, b.text, b.at);
  });
  const Key* duplicate = nullptr;  // the first in the text
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i].hash != sorted[i - 1].hash || sorted[i].text != sorted[i - 1].text) continue;
    if (duplicate == nullptr || sorted[i].at < duplicate->at) duplicate = &sorted[i];
  }
  if (duplicate != nullptr) refuse_duplicate(*duplicate);
}

void Guard::refuse_duplicate(Key key) {
  keys_.push_back(key);
  in_key_ = false;
  std::string name(key.text.substr(0, 80));
  if (key.text.size() > 80) name = valid_utf8_head(key.text, 77) + "...";
  refuse(key.at, format_text("the key \"%s\" appears twice in this object: keep one of them",
                             name.c_str()));
}

bool Guard::read_string() {
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
    if (c == '"') return ++at_, escaped;
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

void Guard::read_escape() {
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
  if (unit == 0) {
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

unsigned Guard::read_hex4(const char* escape) {
  unsigned unit = 0;
  const char* const last = end_ - at_ >= 4 ? at_ + 4 : end_;
  const auto [stop, error] = std::from_chars(at_, last, unit, 16);
  if (error != std::errc() || stop != at_ + 4) refuse(escape, "\\u needs four hexadecimal digits");
  at_ = stop;
  return unit;
}

void Guard::read_number() {
  const char* const start = at_;
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
  if (next_is('e') || next_is('E')) {
    ++at_;
    plain = false;
    if (!take('-')) take('+');
    if (!more() || !is_digit(*at_)) unexpected("a digit of the exponent");
    while (more() && is_digit(*at_)) ++at_;
  }
  const size_t size = static_cast<size_t>(at_ - start);
  constexpr std::string_view limit =
      "9007199254740992";  // 2^53, to where doubles have every integer
  const bool exact = plain && (whole > limit.size() ||
                               (whole == limit.size() && std::string_view(digits, whole) > limit));
  if (!plain || size > 300) {
    double value = 0;
    if (std::from_chars(start, at_, value).ec == std::errc::result_out_of_range) {
      refuse(start, "this number is outside the range of a double (5e-324 to 1.8e308)");
    }
  }
  if (exact || size > kLongestForCjson) {
    facts_.special.push_back({numbers_, static_cast<size_t>(start - begin_), size, exact});
  }
  ++numbers_;
}

void Guard::read_word(std::string_view word) {
  if (static_cast<size_t>(end_ - at_) < word.size() ||
      std::memcmp(at_, word.data(), word.size()) != 0) {
    unexpected("true, false, null or another value");
  }
  at_ += word.size();
}

// Only for keys that read_string() accepted, so every escape is whole.
std::string Guard::decode(const char* first, const char* last) const {
  std::string text;
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
      char32_t unit = 0;
      uint32_t value = 0;
      std::from_chars(hex, hex + 4, value, 16);
      unit = value;
      return unit;
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

}  // namespace

JsonFacts check_json(std::string_view text) {
  return Guard(text).run();
}

}  // namespace weir::base
