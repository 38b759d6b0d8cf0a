// SPDX-License-Identifier: Apache-2.0
// weir/json.hpp: a strict JSON value, in C++. See weir/json.h. Values are found by JSON pointer.
#ifndef WEIR_JSON_HPP
#define WEIR_JSON_HPP

#include "weir/json.h"
#include "weir/memory.hpp"

namespace weir {

// Reads a value that something else owns: a whole document, or what a rule is handed.
class JsonView {
 public:
  explicit JsonView(const weir_json* json) noexcept : json_(json) {}

  bool has(const std::string& pointer) const { return type(pointer) != 0; }
  // WEIR_JSON_*, or 0 when there is nothing at the pointer.
  uint32_t type(const std::string& pointer) const {
    uint32_t type = 0;
    detail::check(weir_json_type_at(json_, pointer.c_str(), &type));
    return type;
  }

  // The value, or `otherwise` when there is nothing at the pointer. Another type throws.
  bool get_bool(const std::string& pointer, bool otherwise) const {
    int32_t value = otherwise ? 1 : 0;
    detail::check(weir_json_get_bool(json_, pointer.c_str(), &value));
    return value != 0;
  }
  int64_t get_int64(const std::string& pointer, int64_t otherwise) const {
    detail::check(weir_json_get_int64(json_, pointer.c_str(), &otherwise));
    return otherwise;
  }
  double get_double(const std::string& pointer, double otherwise) const {
    detail::check(weir_json_get_double(json_, pointer.c_str(), &otherwise));
    return otherwise;
  }
  std::string get_string(const std::string& pointer, const std::string& otherwise) const {
    const char* text = nullptr;
    size_t size = 0;
    const weir_status status =
        detail::check(weir_json_get_string(json_, pointer.c_str(), &text, &size));
    return status == WEIR_MISS ? otherwise : std::string(text, size);
  }

  // Members of an object or items of an array; 0 when there is nothing at the pointer.
  uint64_t count(const std::string& pointer) const {
    uint64_t count = 0;
    detail::check(weir_json_get_count(json_, pointer.c_str(), &count));
    return count;
  }
  // The name of an object's member.
  std::string key(const std::string& pointer, uint64_t index) const {
    const char* text = nullptr;
    size_t size = 0;
    detail::check(weir_json_get_key(json_, pointer.c_str(), index, &text, &size));
    return std::string(text == nullptr ? "" : text, size);
  }

  // `style`: WEIR_JSON_PRETTY, WEIR_JSON_CANONICAL, or 0 for one compact line.
  std::string write(const std::string& pointer = "", uint32_t style = 0) const {
    return detail::take_text(
        [&](weir_buffer** text) { return weir_json_write(json_, pointer.c_str(), style, text); });
  }

  const weir_json* get() const noexcept { return json_; }

 private:
  const weir_json* json_;
};

// A document that is ours.
class Json : public JsonView {
 public:
  static Json parse(const std::string& text) {
    weir_json* raw = nullptr;
    detail::check(weir_json_parse(text.data(), text.size(), &raw));
    return Json(raw);
  }
  static Json read_file(const std::string& path) {
    weir_json* raw = nullptr;
    detail::check(weir_json_read_file(path.c_str(), &raw));
    return Json(raw);
  }

 private:
  friend class Config;
  explicit Json(weir_json* raw) noexcept : JsonView(raw), owner_(raw) {}
  detail::Owner<weir_json, weir_json_free> owner_;
};

}  // namespace weir

#endif  // WEIR_JSON_HPP
