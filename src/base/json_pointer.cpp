// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "base/json.hpp"
#include "base/status.hpp"

namespace weir::base {
namespace {

std::string decode_token(std::string_view token, std::string_view pointer) {
  std::string decoded;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      decoded += token[i];
      continue;
    }
    const char code = i + 1 < token.size() ? token[++i] : '\0';
    if (code != '0' && code != '1') {
      fail(Status::invalid,
           "the JSON pointer \"%.*s\" holds a '~' that is not ~0 (for ~) or ~1 (for /)",
           static_cast<int>(pointer.size()), pointer.data());
    }
    decoded += code == '0' ? '~' : '/';
  }
  return decoded;
}

// An index is written in the shortest way: "0", "17", never "017"; "-" is the place after the last.
JsonValue element(JsonValue array, std::string_view token) noexcept {
  size_t index = 0;
  const char* const last = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), last, index);
  if (error != std::errc() || stop != last || (token.size() > 1 && token[0] == '0')) return {};
  return array.child(index);
}

}  // namespace

JsonPointer::JsonPointer(std::string_view text) : text_(text) {
  if (text.empty()) return;
  if (text[0] != '/') {
    fail(Status::invalid, "the JSON pointer \"%.*s\" does not start with '/': write \"/%.*s\"",
         static_cast<int>(text.size()), text.data(), static_cast<int>(text.size()), text.data());
  }
  for (size_t start = 1;;) {
    const size_t slash = text.find('/', start);
    tokens_.push_back(decode_token(text.substr(start, slash - start), text));
    if (slash == std::string_view::npos) return;
    start = slash + 1;
  }
}

JsonPointer JsonPointer::of_key(std::string_view key) {
  JsonPointer pointer;
  append_token(pointer.text_, key);
  pointer.tokens_.emplace_back(key);
  return pointer;
}

JsonValue JsonPointer::follow(JsonValue from, size_t tokens) const noexcept {
  for (size_t i = 0; i < tokens; ++i) {
    const std::string& token = tokens_[i];
    if (from.is(JsonType::object)) {
      from = from.member(token);
    } else if (from.is(JsonType::array)) {
      from = element(from, token);
    } else {
      return {};
    }
  }
  return from;
}

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace weir::base
