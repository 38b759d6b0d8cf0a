// SPDX-License-Identifier: Apache-2.0
#include "config/environment_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/ascii.hpp"
#include "base/json_write.hpp"
#include "base/status.hpp"
#include "base/utf8.hpp"

namespace weir::config {

using base::TapeTag;

namespace {

template <class T>
bool reads_as(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<std::string> read_json(std::string_view text, TapeTag wanted, std::string& why) {
  try {
    base::JsonTape tape;
    tape.read(text);
    if (wanted == TapeTag::null || tape[0].tag == wanted) return tape.write(0);
    why = wanted == TapeTag::array ? "an array is wanted, as JSON: [1, 2]"
                                   : "an object is wanted, as JSON: {\"a\": 1}";
  } catch (const Error& error) {
    why = error.what();
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> json_of_variable(const std::string& value, TapeTag type,
                                            std::string& why) {
  if (!base::is_utf8(value)) {
    why = "it is not UTF-8";
    return std::nullopt;
  }
  if (value.starts_with("json:")) {
    return read_json(std::string_view(value).substr(5), TapeTag::null, why);
  }
  switch (type) {
    case TapeTag::no:
    case TapeTag::yes:
      for (const char* word : {"true", "yes", "on", "1"}) {
        if (base::same_but_case(value, word)) return "true";
      }
      for (const char* word : {"false", "no", "off", "0"}) {
        if (base::same_but_case(value, word)) return "false";
      }
      why = "a boolean is wanted: true or false";
      return std::nullopt;
    case TapeTag::whole:
    case TapeTag::big:
    case TapeTag::real:
    case TapeTag::real_whole:
      // JSON has one kind of number: 30 may well be a rate. Whole ones keep all their digits.
      if (int64_t whole = 0; reads_as(value, whole)) return std::to_string(whole);
      if (double real = 0; reads_as(value, real) && std::isfinite(real)) {
        return base::JsonWriter().value(real).take();
      }
      why = "a number is wanted";
      return std::nullopt;
    case TapeTag::array:
    case TapeTag::object:
      return read_json(value, type, why);
    default: {
      std::string text;
      base::append_quoted(text, value);
      return text;
    }
  }
}

}  // namespace weir::config
