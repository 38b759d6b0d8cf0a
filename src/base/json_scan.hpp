// SPDX-License-Identifier: Apache-2.0
// The words of JSON, one at a time: strings, numbers, true, false, null. json_guard.cpp puts them
// into sentences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace weir::base {

// What is wrong and where; whoever knows the pointer makes an Error of it.
struct JsonFault {
  Status status;
  const char* at;
  std::string what;
};

class JsonScanner {
 public:
  // `allow_nul`: who keeps lengths beside texts may carry \u0000.
  explicit JsonScanner(std::string_view text, bool allow_nul = false)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), allow_nul_(allow_nul) {}

  const char* begin() const { return begin_; }
  const char* at() const { return at_; }
  bool more() const { return at_ != end_; }
  bool next_is(char c) const { return at_ != end_ && *at_ == c; }
  bool starts_with(std::string_view word) const {
    return std::string_view(at_, static_cast<size_t>(end_ - at_)).starts_with(word);
  }
  bool take(char c) { return next_is(c) ? (++at_, true) : false; }
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  // Each starts at its first byte, ends past its last one, and throws JsonFault.
  struct String {
    std::string_view raw;  // between the quotes, as written
    bool escaped;
  };
  String read_string();
  struct Number {
    size_t offset;
    size_t size;
    bool exact;  // an integer that no double holds
  };
  Number read_number();
  void read_word(std::string_view word);

  [[noreturn]] void refuse(const char* at, const std::string& what) const;
  [[noreturn]] void unexpected(const char* wanted) const;

 private:
  void read_escape();
  unsigned read_hex4(const char* escape);

  const char* begin_;
  const char* at_;
  const char* end_;
  bool allow_nul_;
};

// What a string's raw text means. Only for what read_string() took, so every escape is whole.
std::string decode_json(std::string_view raw);

}  // namespace weir::base
