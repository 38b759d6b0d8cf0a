// SPDX-License-Identifier: Apache-2.0
// The keywords of JSON Schema, and those of one schema object gathered for the compiler.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json_tape.hpp"

namespace weir::validate {

enum class Word : uint8_t {
  additional_items,
  additional_properties,
  all_of,
  any_of,
  constant,
  contains,
  dependencies,
  dependent_required,
  dependent_schemas,
  dynamic_ref,
  else_,
  enum_,
  exclusive_maximum,
  exclusive_minimum,
  format,
  if_,
  items,
  max_contains,
  max_items,
  max_length,
  max_properties,
  maximum,
  min_contains,
  min_items,
  min_length,
  min_properties,
  minimum,
  multiple_of,
  not_,
  one_of,
  pattern,
  pattern_properties,
  prefix_items,
  properties,
  property_names,
  recursive_ref,
  ref,
  required,
  then,
  type,
  unevaluated_items,
  unevaluated_properties,
  unique_items,
  count
};

const char* spelling(Word word);

class Words {
 public:
  Words(const base::JsonTape& tape, uint32_t schema);

  // The node of a keyword's value, or 0.
  uint32_t operator[](Word word) const { return nodes_[static_cast<size_t>(word)]; }
  // The node of the first key that is not a keyword at all, or 0.
  uint32_t unknown() const { return unknown_; }

 private:
  std::array<uint32_t, static_cast<size_t>(Word::count)> nodes_{};
  uint32_t unknown_ = 0;
};

// ": did you mean \"minimum\"?", or nothing.
std::string nearest_keyword(std::string_view name);

}  // namespace weir::validate
