// SPDX-License-Identifier: Apache-2.0
#include "base/json_write.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "base/json_number.hpp"
#include "base/utf8.hpp"

namespace weir::base {
namespace {

// The order RFC 8785 asks for: by UTF-16 units. It differs from the order of UTF-8 bytes in one
// place only: U+E000..U+FFFF (lead bytes EE, EF) come after the surrogates of what lies past U+FFFF
// (lead bytes F0..F4).
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return x == a.end() && y != b.end();
  const auto rank = [](char c) {
    const unsigned byte = static_cast<unsigned char>(c);
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
  };
  return rank(*x) < rank(*y);
}

}  // namespace

void append_quoted(std::string& json, std::string_view text) {
  json += '"';
  size_t plain = 0;  // up to here everything is written
  const char* const end = text.data() + text.size();
  for (size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
      ++i;
      continue;
    }
    const size_t size = c < 0x80 ? 0 : utf8_size(text.data() + i, end);
    if (size > 0) {
      i += size;
      continue;
    }
    json.append(text, plain, i - plain);
    static constexpr char hex[] = "0123456789abcdef";
    switch (c) {
      case '"':
        json += "\\\"";
        break;
      case '\\':
        json += "\\\\";
        break;
      case '\b':
        json += "\\b";
        break;
      case '\f':
        json += "\\f";
        break;
      case '\n':
        json += "\\n";
        break;
      case '\r':
        json += "\\r";
        break;
      case '\t':
        json += "\\t";
        break;
      default:
        if (c < 0x20) {
          json.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
        } else {
          json += "\xEF\xBF\xBD";
        }
    }
    plain = ++i;
  }
  json.append(text, plain).append(1, '"');
}

void JsonWriter::new_line() {
  text_.append(1, '\n').append(2 * filled_.size(), ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (filled_.empty()) {
    assert(text_.empty());
    return;
  }
  if (filled_.back()) text_ += ',';
  filled_.back() = true;
  if (style_ == JsonStyle::pretty) new_line();
}

void JsonWriter::raw(std::string_view text) {
  before_value();
  text_ += text;
}

JsonWriter& JsonWriter::begin(char bracket) {
  before_value();
  text_ += bracket;
  filled_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  assert(!filled_.empty() && !after_key_);
  const bool filled = filled_.back();
  filled_.pop_back();
  if (filled && style_ == JsonStyle::pretty) new_line();
  text_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(!filled_.empty() && !after_key_);
  before_value();
  append_quoted(text_, name);
  text_ += style_ == JsonStyle::pretty ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_value();
  append_quoted(text_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  before_value();
  append_number(text_, number == 0 && style_ == JsonStyle::canonical ? 0.0 : number);
  return *this;
}

JsonWriter& JsonWriter::value(uint64_t number) {
  return raw(std::to_string(number)), *this;
}
JsonWriter& JsonWriter::value(int64_t number) {
  return raw(std::to_string(number)), *this;
}
JsonWriter& JsonWriter::value(bool truth) {
  return raw(truth ? "true" : "false"), *this;
}
JsonWriter& JsonWriter::null() {
  return raw("null"), *this;
}

JsonWriter& JsonWriter::value(JsonValue tree) {
  switch (tree.type()) {
    case JsonType::null:
      return null();
    case JsonType::boolean:
      return value(tree.boolean());
    case JsonType::string:
      return value(tree.string());
    case JsonType::number:
      return tree.digits().empty() ? value(tree.number()) : (raw(tree.digits()), *this);
    case JsonType::array:
      begin_array();
      for (JsonValue child = tree.child(0); child; child = child.next()) value(child);
      return end_array();
    case JsonType::object:
      break;
  }
  begin_object();
  if (style_ == JsonStyle::canonical) {
    std::vector<JsonValue> members;
    for (JsonValue child = tree.child(0); child; child = child.next()) members.push_back(child);
    std::sort(members.begin(), members.end(),
              [](JsonValue a, JsonValue b) { return utf16_less(a.key(), b.key()); });
    for (const JsonValue member : members) key(member.key()).value(member);
  } else {
    for (JsonValue child = tree.child(0); child; child = child.next())
      key(child.key()).value(child);
  }
  return end_object();
}

std::string JsonWriter::take() {
  assert(filled_.empty() && !after_key_);
  return std::exchange(text_, {});
}

std::string write_json(JsonValue value, JsonStyle style) {
  return JsonWriter(style).value(value).take();
}

}  // namespace weir::base
