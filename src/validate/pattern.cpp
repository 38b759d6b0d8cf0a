// SPDX-License-Identifier: Apache-2.0
// Patterns by RE2, whose time is linear in the text whatever the pattern: a configuration from
// outside cannot make a validation hang.
#include <re2/re2.h>

#include "base/status.hpp"
#include "validate/checks.hpp"
#include "validate/place_check.hpp"

namespace weir::validate {
namespace {

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);  // a library does not write to the terminal
  return options;
}

const char* advice(RE2::ErrorCode code) {
  switch (code) {
    case RE2::ErrorBadPerlOp:
    case RE2::ErrorBadEscape:
      return "; look-around and back-references are not known here, because they can take "
             "exponential time: write the pattern without";
    case RE2::ErrorPatternTooLarge:
    case RE2::ErrorRepeatSize:
      return "; repeat less";
    default:
      return "";
  }
}

class Pattern final : public PlaceCheck {
 public:
  Pattern(JsonPointer place, const char* pattern)
      : PlaceCheck(std::move(place)), re_(pattern, options()) {
    if (!re_.ok()) {
      fail(Status::invalid, "the pattern \"%s\" is not one: %s%s", pattern, re_.error().c_str(),
           advice(re_.error_code()));
    }
  }

 private:
  bool holds(JsonValue value, Complaint& complaint) const override {
    if (value.is(JsonType::string)) {
      const std::string_view text = value.string();
      if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), re_)) return true;
      complaint.message = brief(value) + " does not match " + re_.pattern();
      return false;
    }
    complaint.message = brief(value) + " is not a text that matches " + re_.pattern();
    return false;
  }

  RE2 re_;
};

}  // namespace

CheckPtr pattern(JsonPointer place, const char* pattern) {
  return std::make_unique<Pattern>(std::move(place), pattern);
}

}  // namespace weir::validate
