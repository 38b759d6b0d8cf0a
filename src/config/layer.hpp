// SPDX-License-Identifier: Apache-2.0
// A layer of a configuration: one source's values with the text they come from, so that every value
// can say its file, line and column; and how layers become one tree.
//
// Threads: frozen once made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_tape.hpp"

namespace weir::config {

enum class LayerKind : uint32_t { defaults, file, environment, program };
const char* name_of(LayerKind kind);

struct Layer {
  LayerKind kind = LayerKind::defaults;
  std::string name;  // of a file its path
  std::string text;  // a JSON object
  base::JsonTape tape;
  // Error(parse) with the name; Error(invalid) when it is no object.
  using Origins = std::map<std::string, std::string, std::less<>>;
  static std::shared_ptr<const Layer> read(LayerKind kind, std::string name, std::string text,
                                           Origins origins = {});

  Origins origins;  // of the environment: which variable a pointer's value comes from
};
using LayerPtr = std::shared_ptr<const Layer>;

// What happens where several layers speak about one place.
enum class MergeRule : uint32_t {
  merge,    // objects grow together, anything else is replaced
  replace,  // the highest layer's value, objects too
  append,   // arrays are put behind one another, lowest layer first
};
using MergeRules = std::map<std::string, MergeRule, std::less<>>;  // by pointer

// One layer's word about a place.
struct Said {
  const Layer* layer;
  uint32_t node;
};

// All that is said about a pointer, lowest layer first.
std::vector<Said> said_about(const std::vector<LayerPtr>& layers, const base::JsonPointer& pointer);

// The layers as one JSON text. A null takes away what lower layers said; where they said nothing it
// is a value, but for the program's. With `keep_removals` it stays as it is, for a layer that is
// merged again later.
std::string merge_layers(const std::vector<LayerPtr>& layers, const MergeRules& rules,
                         bool keep_removals = false);

}  // namespace weir::config
