// SPDX-License-Identifier: Apache-2.0
#include "validate/schema_words.hpp"

#include <algorithm>
#include <iterator>

#include "base/nearest.hpp"

namespace weir::validate {
namespace {

// In the order of Word, which is that of the letters.
constexpr std::string_view kWords[] = {
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "$dynamicRef",
    "else",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "$recursiveRef",
    "$ref",
    "required",
    "then",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
};
static_assert(std::size(kWords) == static_cast<size_t>(Word::count));

// Those that describe and decide nothing.
constexpr std::string_view kOthers[] = {
    "$id",
    "$schema",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
};

// The hash is of the first and last letters and the length: enough to tell these words apart
// quickly, and never believed without looking.
constexpr uint32_t quick(std::string_view text) {
  if (text.empty()) return 0;
  return (static_cast<unsigned char>(text[0]) * 7u + static_cast<unsigned char>(text.back()) * 31u +
          static_cast<unsigned char>(text[text.size() / 2]) * 3u +
          static_cast<uint32_t>(text.size()) * 13u) %
         256u;
}

constexpr auto make_table() {
  std::array<uint8_t, 256> table{};
  for (size_t i = 0; i < std::size(kWords); ++i) {
    uint32_t at = quick(kWords[i]);
    while (table[at] != 0) at = (at + 1) % 256;
    table[at] = static_cast<uint8_t>(i + 1);
  }
  return table;
}
constexpr auto kTable = make_table();

}  // namespace

const char* spelling(Word word) {
  return kWords[static_cast<size_t>(word)].data();
}

Words::Words(const base::JsonTape& tape, uint32_t schema) {
  for (uint32_t key = schema + 1; key < tape[schema].next; key = tape[key + 1].next) {
    const std::string_view name = tape[key].string();
    bool known = false;
    for (uint32_t at = quick(name); kTable[at] != 0 && !known; at = (at + 1) % 256) {
      const size_t word = kTable[at] - size_t{1};
      if (kWords[word] != name) continue;
      nodes_[word] = key + 1;
      known = true;
    }
    if (known || unknown_ != 0 || name.starts_with("x-")) continue;
    if (std::find(std::begin(kOthers), std::end(kOthers), name) == std::end(kOthers)) {
      unknown_ = key;
    }
  }
}

std::string nearest_keyword(std::string_view name) {
  base::Nearest nearest(name);
  for (const std::string_view word : kWords) nearest.offer(word);
  for (const std::string_view word : kOthers) nearest.offer(word);
  return nearest ? ": did you mean \"" + nearest.name() + "\"?" : "";
}

}  // namespace weir::validate
