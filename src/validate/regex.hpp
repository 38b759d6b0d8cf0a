// SPDX-License-Identifier: Apache-2.0
// A pattern in the words of ECMA-262, which is what JSON Schema's `pattern` speaks, matched in time
// linear in the text.
//
// Patterns are rewritten for RE2: \s and . take what ECMA-262 says, \cJ, \u0041 and \p{Letter} are
// spelt as RE2 knows them. What cannot be matched in linear time (look-around, back-references) is
// refused. The commonest patterns (a prefix, a word, anything) never reach RE2.
//
// Threads: frozen.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace weir::validate {

class Regex {
 public:
  explicit Regex(std::string_view pattern);  // Error(invalid) says what is wrong with it
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  bool found_in(std::string_view text) const;
  const std::string& pattern() const noexcept { return pattern_; }

 private:
  enum class Kind { anything, prefix, whole, engine };

  std::string pattern_;
  Kind kind_ = Kind::engine;
  std::string literal_;
  std::unique_ptr<re2::RE2> engine_;
};

}  // namespace weir::validate
