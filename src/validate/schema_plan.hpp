// SPDX-License-Identifier: Apache-2.0
// What a JSON Schema is compiled to: subschemas that are a type mask and a short run of
// instructions, cheap ones first.
//
// Threads: frozen once compiled.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_tape.hpp"
#include "validate/format.hpp"
#include "validate/regex.hpp"

namespace weir::validate {

using SubId = uint32_t;
inline constexpr SubId kNoSub = UINT32_MAX;

using TypeMask = uint16_t;  // 1 << TapeTag
constexpr TypeMask mask_of(base::TapeTag tag) {
  return static_cast<TypeMask>(1u << static_cast<unsigned>(tag));
}
inline constexpr TypeMask kAnyType = (2u << static_cast<unsigned>(base::TapeTag::key)) - 1;
inline constexpr TypeMask kIntegers = mask_of(base::TapeTag::whole) | mask_of(base::TapeTag::big) |
                                      mask_of(base::TapeTag::real_whole);
inline constexpr TypeMask kNumbers = kIntegers | mask_of(base::TapeTag::real);
// A key is a text to propertyNames.
inline constexpr TypeMask kStrings = mask_of(base::TapeTag::string) | mask_of(base::TapeTag::key);
inline constexpr TypeMask kArrays = mask_of(base::TapeTag::array);
inline constexpr TypeMask kObjects = mask_of(base::TapeTag::object);

// In the order they run: cheap before dear, unevaluated* after all that evaluates.
enum class Op : uint8_t {
  minimum,
  maximum,
  exclusive_minimum,
  exclusive_maximum,
  multiple_of,
  min_length,
  max_length,
  min_items,
  max_items,
  min_properties,
  max_properties,
  constant,
  choice,  // enum
  object,  // required, properties, patternProperties, additionalProperties
  pattern,
  format,
  dependent_required,
  property_names,
  array,  // prefixItems, items, additionalItems
  contains,
  unique_items,
  reference,
  dynamic_reference,
  all_of,
  dependent_schemas,
  if_then_else,
  any_of,
  one_of,
  negation,
  unevaluated_items,
  unevaluated_properties,
};

// What a, b and c are is the instruction's own affair: an index into one of the plan's tables, a
// limit, a subschema.
struct Instruction {
  Op op;
  TypeMask types;  // it asks nothing of others
  uint32_t a = 0, b = 0, c = 0;
  const char* keyword = "";
};

struct Sub {
  uint32_t first = 0, count = 0;  // its instructions
  TypeMask types = kAnyType;
  bool tracks = false;    // holds unevaluated*: has to know what its keywords looked at
  uint32_t resource = 0;  // for dynamic references
  uint32_t document = 0, node = 0;
};

// A schema with a URI of its own: the root of a document, or what has an $id.
struct Resource {
  std::string uri;
  uint32_t document = 0, node = 0;
};

struct Property {
  uint32_t hash = 0;
  std::string name;
  SubId sub = kNoSub;
  bool used = false;  // of the table's slots
  bool required = false;
};

struct ObjectPlan {
  std::vector<Property> slots;  // open addressing, a power of two, at most half full
  uint32_t required = 0;
  std::vector<std::string> required_names, named;  // for messages, as written
  std::vector<std::pair<uint32_t, SubId>> patterns;
  SubId additional = kNoSub;

  const Property* find(uint32_t hash, std::string_view name) const noexcept {
    if (slots.empty()) return nullptr;
    const size_t mask = slots.size() - 1;
    for (size_t at = hash & mask; slots[at].used; at = (at + 1) & mask) {
      if (slots[at].hash == hash && slots[at].name == name) return &slots[at];
    }
    return nullptr;
  }
};

struct ArrayPlan {
  std::vector<SubId> prefix;
  const char* prefix_word = "items";
  SubId rest = kNoSub;
};

struct ContainsPlan {
  SubId sub = kNoSub;
  uint64_t least = 1, most = UINT64_MAX;
  bool marks = false;  // 2020-12: what matched counts as evaluated
};

struct Values {  // const, enum and the numbers of limits
  uint32_t document = 0;
  std::vector<uint32_t> nodes;
  bool strings_only = false;
  std::vector<std::pair<uint32_t, uint32_t>> by_hash;  // of many strings, sorted
};

struct Dependents {
  std::vector<std::pair<std::string, std::vector<std::string>>> names;
  std::vector<std::pair<std::string, SubId>> subs;
};

// A schema document: its text, its values, where it comes from.
struct SchemaDocument {
  std::string uri;
  std::string text;  // empty when it came as a tree
  std::shared_ptr<const base::Json> tree;
  base::JsonTape tape;
};

struct SchemaPlan {
  std::vector<std::unique_ptr<SchemaDocument>> documents;
  std::vector<Resource> resources;
  std::vector<Sub> subs;
  std::vector<Instruction> code;
  std::vector<ObjectPlan> objects;
  std::vector<ArrayPlan> arrays;
  std::vector<ContainsPlan> contains;
  std::vector<Values> values;
  std::vector<Dependents> dependents;
  std::vector<std::unique_ptr<Regex>> patterns;
  std::vector<const Format*> formats;
  std::vector<SubId> lists;
  // (resource, name) of each dynamic anchor; "" is $recursiveAnchor.
  std::map<std::pair<uint32_t, uint32_t>, SubId> dynamic_anchors;
  bool dynamic = false;
  SubId root = kNoSub;

  const base::JsonTape& tape(uint32_t document) const { return documents[document]->tape; }

  // Where a subschema stands: base URI, "#", pointer.
  std::string place_of(const Sub& sub) const;
};

}  // namespace weir::validate
