// SPDX-License-Identifier: Apache-2.0
// A JSON text, read strictly into a tree that never changes again.
//
// The tree is cJSON's. cJSON is generous where a configuration must not be (duplicate keys, 01, bad
// UTF-8, text after the end, 1e400), and some of what it accepts it silently alters, so
// check_json() (json_guard.hpp) reads every text first and cJSON sees only what RFC 8259 allows.
// Two more things are ours: integers past 2^53 keep their digits, and containers of more than
// kSmall children get an index, because cJSON finds the n-th child by walking n links.
//
// Threads: a Json is frozen once parsed; any number of threads may read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct cJSON;

namespace weir::base {

class Json;

enum class JsonType : uint32_t { null = 1, boolean, number, string, array, object };

// "a number", "an object": for messages.
const char* describe(JsonType type) noexcept;

// One value inside a Json, or nothing at all. A view: it lives as long as its Json. Asking a value
// for what its type does not have is a defect of the caller, and is asserted.
class JsonValue {
 public:
  JsonValue() = default;
  explicit operator bool() const noexcept { return node_ != nullptr; }

  JsonType type() const noexcept;
  bool is(JsonType wanted) const noexcept { return node_ != nullptr && type() == wanted; }

  bool boolean() const noexcept;
  std::string_view string() const noexcept;  // data() ends in a NUL

  double number() const noexcept;                 // the nearest double
  bool is_whole() const noexcept;                 // 3, 3.0 and 3e2 are whole; 3.5 is not
  std::optional<int64_t> int64() const noexcept;  // exact, or nothing
  std::string_view digits() const noexcept;       // an integer past 2^53 as written; else empty
  int compare(double bound) const noexcept;       // exact: < 0, 0, > 0

  size_t count() const noexcept;  // children of an array or object
  JsonValue child(size_t index) const noexcept;
  JsonValue member(std::string_view key) const noexcept;
  JsonValue next() const noexcept;        // the sibling after this one, or nothing
  std::string_view key() const noexcept;  // of a member of an object

 private:
  friend class Json;
  JsonValue(const cJSON* node, const Json* owner) noexcept : node_(node), owner_(owner) {}

  const cJSON* node_ = nullptr;
  const Json* owner_ = nullptr;
};

// An RFC 6901 pointer, taken apart once so that it can be followed often and without allocating.
class JsonPointer {
 public:
  explicit JsonPointer(std::string_view text);  // Error(invalid) when it is not a pointer
  static JsonPointer of_key(std::string_view key);

  JsonValue find(JsonValue from) const noexcept { return follow(from, tokens_.size()); }
  JsonValue find_parent(JsonValue from) const noexcept {  // where the last token would stand
    return tokens_.empty() ? JsonValue() : follow(from, tokens_.size() - 1);
  }
  const std::string& text() const noexcept { return text_; }
  const std::vector<std::string>& tokens() const noexcept { return tokens_; }

 private:
  JsonPointer() = default;
  JsonValue follow(JsonValue from, size_t tokens) const noexcept;

  std::string text_;
  std::vector<std::string> tokens_;
};

// Adds "/token" to a pointer, with ~ and / written as RFC 6901 asks.
void append_token(std::string& pointer, std::string_view token);

class Json {
 public:
  static constexpr size_t kMaxDepth = 512;              // cJSON itself recurses, up to 1000
  static constexpr size_t kMaxBytes = size_t{1} << 31;  // of text

  // Error(parse) with line, column and pointer; Error(limit) past the two limits above.
  static std::shared_ptr<const Json> parse(std::string_view text);
  static std::shared_ptr<const Json> read_file(const char* path);

  ~Json();
  Json(const Json&) = delete;
  Json& operator=(const Json&) = delete;

  JsonValue root() const noexcept { return JsonValue(root_, this); }

  // The value at an RFC 6901 pointer, or nothing; Error(invalid) when it is not a pointer.
  JsonValue find(std::string_view pointer) const;

 private:
  friend class JsonValue;
  static constexpr size_t kSmall = 16;

  // One container of more than kSmall children: where its children start in `in_order_` and, for an
  // object, in `by_key_`. cJSON leaves a container's valueint alone; it holds this entry's number
  // + 1.
  struct Wide {
    size_t first;
    size_t count;
  };

  Json() = default;
  void build_index();
  const Wide* wide(const cJSON* container) const noexcept;

  cJSON* root_ = nullptr;
  std::vector<Wide> wide_;
  std::vector<const cJSON*> in_order_;
  std::vector<const cJSON*> by_key_;
};

}  // namespace weir::base
