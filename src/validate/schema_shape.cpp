// SPDX-License-Identifier: Apache-2.0
#include "validate/schema_shape.hpp"

#include <map>

#include "base/json_write.hpp"

namespace weir::validate {
namespace {

using base::TapeTag;

// Deeper than any configuration is, and the end of a schema that refers to itself.
constexpr int kDeepest = 12;

constexpr TypeMask kBooleans = mask_of(TapeTag::no) | mask_of(TapeTag::yes);

class Shape {
 public:
  explicit Shape(const SchemaPlan& plan) : plan_(plan) {}

  void write(const std::vector<SubId>& all, int depth, base::JsonWriter& json) const {
    Place place;
    for (const SubId sub : all) gather(sub, place, 0);
    if (depth < kDeepest && (place.types & kObjects) != 0 && !place.members.empty()) {
      json.begin_object();
      for (const auto& [name, subs] : place.members) write(subs, depth + 1, json.key(name));
      json.end_object();
      return;
    }
    const auto only = [&](TypeMask types) { return (place.types & ~types) == 0; };
    place.types &= static_cast<TypeMask>(~mask_of(TapeTag::null));
    if (only(kStrings)) {
      json.value("");
    } else if (only(kNumbers)) {
      json.value(0);
    } else if (only(kBooleans)) {
      json.value(false);
    } else if (only(kArrays)) {
      json.begin_array().end_array();
    } else if (only(kObjects)) {
      json.begin_object().end_object();
    } else {
      json.null();
    }
  }

 private:
  struct Place {
    TypeMask types = kAnyType;
    std::map<std::string, std::vector<SubId>> members;
  };

  // All that holds for a place whatever its value is.
  void gather(SubId id, Place& place, int depth) const {
    if (depth > kDeepest) return;
    const Sub& sub = plan_.subs[id];
    place.types &= sub.types;
    for (uint32_t i = sub.first; i < sub.first + sub.count; ++i) {
      const Instruction& ask = plan_.code[i];
      if (ask.op == Op::object) {
        for (const Property& one : plan_.objects[ask.a].slots) {
          // Without a type a member that is required only; with none left, one that must not be.
          if (!one.used || one.sub == kNoSub || plan_.subs[one.sub].types == 0) continue;
          place.members[one.name].push_back(one.sub);
        }
      } else if (ask.op == Op::constant || ask.op == Op::choice) {
        const Values& values = plan_.values[ask.a];
        TypeMask types = 0;
        for (const uint32_t node : values.nodes)
          types |= class_of(plan_.tape(values.document)[node].tag);
        place.types &= types;
      } else if (ask.op == Op::reference) {
        gather(ask.a, place, depth + 1);
      } else if (ask.op == Op::all_of) {
        for (uint32_t k = 0; k < ask.b; ++k) gather(plan_.lists[ask.a + k], place, depth + 1);
      }
    }
  }

  // All tags that a value of a tag's JSON type may have.
  static TypeMask class_of(TapeTag tag) {
    for (const TypeMask types : {kBooleans, kNumbers, kStrings}) {
      if ((types & mask_of(tag)) != 0) return types;
    }
    return mask_of(tag);
  }

  const SchemaPlan& plan_;
};

}  // namespace

std::string shape_of(const SchemaPlan& plan) {
  base::JsonWriter json;
  Shape(plan).write({plan.root}, 0, json);
  return json.take();
}

}  // namespace weir::validate
