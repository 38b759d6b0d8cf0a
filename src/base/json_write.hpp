// SPDX-License-Identifier: Apache-2.0
// Writing JSON: piece by piece, or a whole tree at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace weir::base {

enum class JsonStyle {
  compact,
  pretty,     // two spaces, one member a line
  canonical,  // RFC 8785: compact, keys in the order of their UTF-16 units, no -0
};

// Makes one JSON text from calls in the order of the text, and puts the commas in:
//
//   JsonWriter json;
//   json.begin_object().key("name").value("pool").key("sizes").begin_array().value(uint64_t{4})...
//
// A wrong order of calls is a defect of the caller, and is asserted. Text is written as given, so
// it has to be valid UTF-8; what is not becomes U+FFFD. Infinities and NaN, which JSON does not
// know, become null.
class JsonWriter {
 public:
  explicit JsonWriter(JsonStyle style = JsonStyle::compact) : style_(style) {}

  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(double number);
  JsonWriter& value(uint64_t number);
  JsonWriter& value(int64_t number);
  JsonWriter& value(uint32_t number) { return value(uint64_t{number}); }
  JsonWriter& value(int32_t number) { return value(int64_t{number}); }
  JsonWriter& value(bool truth);
  JsonWriter& null();
  JsonWriter& value(JsonValue tree);  // in this writer's style

  // The finished text; the writer is empty afterwards.
  std::string take();

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  void before_value();
  void raw(std::string_view text);
  void new_line();

  JsonStyle style_;
  std::string text_;
  std::vector<bool> filled_;  // of each open container: does it hold something yet?
  bool after_key_ = false;
};

std::string write_json(JsonValue value, JsonStyle style = JsonStyle::compact);

// Adds `text` in double quotes with the escapes JSON needs and no others.
void append_quoted(std::string& json, std::string_view text);

}  // namespace weir::base
