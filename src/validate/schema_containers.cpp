// SPDX-License-Identifier: Apache-2.0
// Keywords that hold further schemas: of members, of items, of alternatives, of what depends on
// what.
#include "validate/schema_compiler.hpp"

namespace weir::validate {

using base::TapeNode;
using base::TapeTag;

void SchemaCompiler::object(bool validation) {
  const Words& words = *words_;
  const uint32_t properties = words[Word::properties];
  const uint32_t patterns = words[Word::pattern_properties];
  const uint32_t additional = words[Word::additional_properties];
  const uint32_t required = validation ? words[Word::required] : 0;
  if (properties == 0 && patterns == 0 && additional == 0 && required == 0) return;

  ObjectPlan plan;
  std::map<std::string, Property, std::less<>> all;
  if (properties != 0) {
    want(properties, TapeTag::object, "an object of schemas by name");
    each_member(properties, [&](const TapeNode& key, uint32_t value) {
      Property property;
      property.hash = key.hash();
      property.name = key.string();
      property.sub = child(value);
      plan.named.push_back(property.name);
      all.emplace(property.name, std::move(property));
    });
  }
  if (required != 0) {
    for (std::string& name : names(required)) {
      Property& property = all[name];
      if (property.required) continue;
      property.hash = base::hash_key(name);
      property.name = name;
      property.required = true;
      ++plan.required;
      plan.required_names.push_back(std::move(name));
    }
  }
  size_t slots = 4;
  while (slots < 2 * all.size()) slots *= 2;
  if (!all.empty()) plan.slots.resize(slots);
  for (auto& [name, property] : all) {
    size_t at = property.hash & (slots - 1);
    while (plan.slots[at].used) at = (at + 1) & (slots - 1);
    property.used = true;
    plan.slots[at] = std::move(property);
  }
  if (patterns != 0) {
    want(patterns, TapeTag::object, "an object of schemas by pattern");
    each_member(patterns, [&](const TapeNode& key, uint32_t value) {
      const uint32_t pattern = regex(key.string(), value);
      plan.patterns.emplace_back(pattern, child(value));
    });
  }
  if (additional != 0) plan.additional = child(additional);
  emit(Op::object, kObjects, Word::properties, keep(plan_.objects, std::move(plan)));
}

void SchemaCompiler::array() {
  const Words& words = *words_;
  const uint32_t items = words[Word::items];
  ArrayPlan plan;
  uint32_t prefix = 0, rest = 0;
  if (dialect_.draft == 2020) {
    prefix = words[Word::prefix_items];
    plan.prefix_word = spelling(Word::prefix_items);
    rest = items;
    if (rest != 0 && (*tape_)[rest].tag == TapeTag::array) {
      wrong(rest, "an array of schemas is written prefixItems since 2020-12");
    }
  } else if (items != 0 && (*tape_)[items].tag == TapeTag::array) {
    prefix = items;
    rest = words[Word::additional_items];
  } else {
    rest = items;
  }
  if (prefix == 0 && rest == 0) return;
  if (prefix != 0) {
    want(prefix, TapeTag::array, "an array of schemas");
    each_item(prefix, [&](uint32_t at) { plan.prefix.push_back(child(at)); });
  }
  if (rest != 0) plan.rest = child(rest);
  const Word word = rest != 0 && rest != items ? Word::additional_items : Word::items;
  emit(Op::array, kArrays, word, keep(plan_.arrays, std::move(plan)));
}

void SchemaCompiler::contains() {
  const Words& words = *words_;
  const uint32_t at = words[Word::contains];
  if (at == 0) return;
  ContainsPlan plan;
  plan.sub = child(at);
  plan.marks = dialect_.draft == 2020;
  if (dialect_.draft != 7 && dialect_.validation) {
    if (const uint32_t least = words[Word::min_contains]; least != 0) plan.least = count_of(least);
    if (const uint32_t most = words[Word::max_contains]; most != 0) plan.most = count_of(most);
  }
  emit(Op::contains, kArrays, Word::contains, keep(plan_.contains, plan));
}

void SchemaCompiler::list(Word word, Op op) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  want(at, TapeTag::array, "an array of schemas");
  std::vector<SubId> subs;
  each_item(at, [&](uint32_t item) { subs.push_back(child(item)); });
  if (subs.empty()) wrong(at, "this has to hold at least one schema");
  const auto first = static_cast<uint32_t>(plan_.lists.size());
  plan_.lists.insert(plan_.lists.end(), subs.begin(), subs.end());
  emit(op, kAnyType, word, first, static_cast<uint32_t>(subs.size()));
}

// `dependencies` is the older form of both; it is still understood in the later drafts.
void SchemaCompiler::dependents(bool validation) {
  Dependents plan;
  Word names_word = Word::dependent_required, subs_word = Word::dependent_schemas;
  const uint32_t old = (*words_)[Word::dependencies];
  if (old != 0) {
    want(old, TapeTag::object, "an object");
    names_word = subs_word = Word::dependencies;
    each_member(old, [&](const TapeNode& key, uint32_t value) {
      if ((*tape_)[value].tag == TapeTag::array) {
        plan.names.emplace_back(key.string(), names(value));
      } else {
        plan.subs.emplace_back(key.string(), child(value));
      }
    });
  }
  if (const uint32_t at = (*words_)[Word::dependent_required]; at != 0 && dialect_.draft != 7) {
    want(at, TapeTag::object, "an object of arrays of names");
    each_member(at, [&](const TapeNode& key, uint32_t value) {
      plan.names.emplace_back(key.string(), names(value));
    });
  }
  if (const uint32_t at = (*words_)[Word::dependent_schemas]; at != 0 && dialect_.draft != 7) {
    want(at, TapeTag::object, "an object of schemas");
    each_member(at, [&](const TapeNode& key, uint32_t value) {
      plan.subs.emplace_back(key.string(), child(value));
    });
  }
  if (plan.names.empty() && plan.subs.empty()) return;
  const bool has_names = !plan.names.empty() && validation, has_subs = !plan.subs.empty();
  const uint32_t index = keep(plan_.dependents, std::move(plan));
  if (has_names) emit(Op::dependent_required, kObjects, names_word, index);
  if (has_subs) emit(Op::dependent_schemas, kObjects, subs_word, index);
}

}  // namespace weir::validate
