// SPDX-License-Identifier: Apache-2.0
#include "base/json_guard.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <tuple>

#include "base/json.hpp"
#include "base/json_scan.hpp"
#include "base/status.hpp"
#include "base/utf8.hpp"

namespace weir::base {
namespace {

constexpr size_t kLongestForCjson = 63;  // cJSON copies a number into 64 bytes

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
  Guard(std::string_view text, bool allow_nul) : text_(text, allow_nul) {
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

  std::string pointer() const;  // of the value being read
  [[noreturn]] void refuse(const JsonFault& fault) const;

  bool begin_value();  // true when a container was opened and holds something
  bool after_value();  // true when another value follows
  void open(bool object);
  void close();
  void read_key();
  void read_number();
  void check_keys(size_t first);
  [[noreturn]] void refuse_duplicate(Key key);

  JsonScanner text_;
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

void Guard::refuse(const JsonFault& fault) const {
  const auto offset = static_cast<size_t>(fault.at - text_.begin());
  const TextPlace place = place_in({text_.begin(), offset}, offset);
  const std::string where = pointer();
  throw Error(fault.status,
              format_text("line %zu, column %zu%s%s: %s", place.line, place.column,
                          where.empty() ? "" : ", at ", where.c_str(), fault.what.c_str()));
}

JsonFacts Guard::run() {
  try {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      text_.refuse(text_.at(), "the text starts with a byte order mark: save it as UTF-8 without");
    }
    do {
      while (begin_value()) continue;
    } while (after_value());
  } catch (const JsonFault& fault) {
    refuse(fault);
  }
  return std::move(facts_);
}

bool Guard::begin_value() {
  text_.skip_space();
  if (!text_.more()) text_.unexpected("a value");
  switch (*text_.at()) {
    case '{':
      open(true);
      if (text_.take('}')) return close(), false;
      read_key();
      return true;
    case '[':
      open(false);
      if (text_.take(']')) return close(), false;
      return true;
    case '"':
      return text_.read_string(), false;
    case 't':
      return text_.read_word("true"), false;
    case 'f':
      return text_.read_word("false"), false;
    case 'n':
      return text_.read_word("null"), false;
    default:
      return read_number(), false;
  }
}

void Guard::read_number() {
  const JsonScanner::Number number = text_.read_number();
  if (number.exact || number.size > kLongestForCjson) {
    facts_.special.push_back({numbers_, number.offset, number.size, number.exact});
  }
  ++numbers_;
}

bool Guard::after_value() {
  for (;;) {
    text_.skip_space();
    if (frames_.empty()) {
      if (text_.more())
        text_.refuse(text_.at(), "there is text after the end of the value: remove it");
      return false;
    }
    Frame& frame = frames_.back();
    const char closer = frame.object ? '}' : ']';
    if (text_.take(',')) {
      const char* comma = text_.at() - 1;
      text_.skip_space();
      if (text_.next_is(closer)) {
        text_.refuse(comma, format_text("a comma stands before '%c': remove it", closer));
      }
      ++frame.count;
      if (frame.object) read_key();
      return true;
    }
    if (!text_.take(closer)) text_.unexpected(frame.object ? "',' or '}'" : "',' or ']'");
    ++frame.count;
    close();
  }
}

void Guard::open(bool object) {
  if (frames_.size() == Json::kMaxDepth) {
    throw JsonFault{Status::limit, text_.at(),
                    format_text("values are nested more than %zu deep", Json::kMaxDepth)};
  }
  frames_.push_back({object, 0, keys_.size()});
  text_.take(object ? '{' : '[');
  text_.skip_space();
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
  if (!text_.next_is('"')) text_.unexpected("a key in double quotes");
  const char* const quote = text_.at();
  const JsonScanner::String name = text_.read_string();
  const std::string_view text =
      name.escaped ? std::string_view(decoded_.emplace_back(decode_json(name.raw))) : name.raw;
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

  text_.skip_space();
  if (!text_.take(':')) text_.unexpected("':' after the key");
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
  text_.refuse(key.at, format_text("the key \"%s\" appears twice in this object: keep one of them",
                                   name.c_str()));
}

}  // namespace

TextPlace place_in(std::string_view text, size_t offset) {
  TextPlace place{1, 1};
  size_t line_start = 0;
  for (size_t at = 0; at < offset; ++at) {
    if (text[at] == '\n') ++place.line, line_start = at + 1;
  }
  for (size_t at = line_start; at < offset; ++at) {
    if (!is_utf8_continuation(text[at])) ++place.column;
  }
  return place;
}

JsonFacts check_json(std::string_view text, bool allow_nul) {
  return Guard(text, allow_nul).run();
}

}  // namespace weir::base
