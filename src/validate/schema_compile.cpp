// SPDX-License-Identifier: Apache-2.0
// One subschema at a time from a list of those still to do, so that neither deep nor recursive
// schemas make the compiler recurse.
#include "validate/schema_compile.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <unordered_map>

#include "base/nearest.hpp"
#include "base/status.hpp"
#include "validate/schema_words.hpp"
#include "validate/values.hpp"

namespace weir::validate {
namespace {

using base::JsonTape;

constexpr size_t kMostSubs = 1u << 20;  // a schema of more is not one

struct TypeName {
  std::string_view name;
  TypeMask mask;
};
constexpr TypeName kTypes[] = {
    {"null", mask_of(TapeTag::null)},
    {"boolean", mask_of(TapeTag::no) | mask_of(TapeTag::yes)},
    {"integer", kIntegers},
    {"number", kNumbers},
    {"string", kStrings},
    {"array", kArrays},
    {"object", kObjects},
};

class Compiler {
 public:
  Compiler(SchemaPlan& plan, const SchemaOptions& options)
      : plan_(plan), options_(options), index_(plan, options.source, options.dialect) {}

  void run(std::string_view text) {
    plan_.root = sub_at(index_.add_text(options_.uri, text));
    do {
      while (!waiting_.empty()) {
        const auto [sub, place] = waiting_.front();
        waiting_.pop_front();
        compile(sub, place);
      }
    } while (add_dynamic_anchors());
  }

 private:
  // --- places and their subschemas
  SubId sub_at(const Place& place) {
    const uint64_t key = uint64_t{place.document} << 32 | place.node;
    const auto [found, fresh] = subs_.emplace(key, static_cast<SubId>(plan_.subs.size()));
    if (!fresh) return found->second;
    if (plan_.subs.size() == kMostSubs) fail(Status::limit, "over %zu subschemas", kMostSubs);
    plan_.subs.push_back({0, 0, kAnyType, false, place.resource, place.document, place.node});
    waiting_.emplace_back(found->second, place);
    return found->second;
  }
  SubId child(uint32_t node) { return sub_at(index_.inside(place_, node)); }

  [[noreturn]] void wrong(uint32_t node, const std::string& what) const {
    index_.wrong(place_.document, node, what);
  }
  void want(uint32_t node, TapeTag tag, const char* what) const {
    if ((*tape_)[node].tag != tag) wrong(node, std::string("this has to be ") + what);
  }

  void emit(Op op, TypeMask types, Word word, uint32_t a = 0, uint32_t b = 0, uint32_t c = 0) {
    plan_.code.push_back({op, types, a, b, c, spelling(word)});
  }
  template <class T>
  static uint32_t keep(std::vector<T>& table, T value) {
    table.push_back(std::move(value));
    return static_cast<uint32_t>(table.size() - 1);
  }

  template <class Fn>
  void each_item(uint32_t array, Fn&& fn) const {
    for (uint32_t at = array + 1; at < (*tape_)[array].next; at = (*tape_)[at].next) fn(at);
  }
  template <class Fn>
  void each_member(uint32_t object, Fn&& fn) const {
    for (uint32_t key = object + 1; key < (*tape_)[object].next; key = (*tape_)[key + 1].next) {
      fn((*tape_)[key], key + 1);
    }
  }

  // --- keywords
  void compile(SubId id, const Place& place);
  void types(SubId id, uint32_t node);
  void number_limit(Word word, Op op);
  void size_limit(Word word, Op op, TypeMask types);
  uint64_t count_of(uint32_t node) const;
  void values(Word word, Op op, bool list);
  void object(bool validation);
  void array();
  void contains();
  void list(Word word, Op op);
  void dependents(bool validation);
  void reference(Word word);
  std::vector<std::string> names(uint32_t node) const;
  uint32_t regex(std::string_view pattern, uint32_t node);
  bool add_dynamic_anchors();

  SchemaPlan& plan_;
  const SchemaOptions& options_;
  SchemaIndex index_;
  std::unordered_map<uint64_t, SubId> subs_;
  std::deque<std::pair<SubId, Place>> waiting_;
  std::map<std::string, uint32_t, std::less<>> dynamic_names_;
  std::map<std::string, uint32_t, std::less<>> patterns_;

  // the one being compiled
  Place place_;
  const JsonTape* tape_ = nullptr;
  const Words* words_ = nullptr;
  Dialect dialect_;
};

void Compiler::compile(SubId id, const Place& place) {
  place_ = place;
  tape_ = &plan_.tape(place.document);
  dialect_ = index_.facts(place.resource).dialect;
  const TapeNode& node = (*tape_)[place.node];
  plan_.subs[id].first = static_cast<uint32_t>(plan_.code.size());
  if (node.tag == TapeTag::yes) return;
  if (node.tag == TapeTag::no) {
    plan_.subs[id].types = 0;
    return;
  }
  if (node.tag != TapeTag::object) wrong(place.node, "a schema has to be an object or a boolean");

  const Words words(*tape_, place.node);
  words_ = &words;
  if (options_.strict && words.unknown() != 0) {
    const std::string_view name = (*tape_)[words.unknown()].string();
    wrong(words.unknown(),
          "\"" + std::string(name) + "\" is not a keyword" + nearest_keyword(name));
  }
  const bool only_ref = dialect_.draft == 7 && words[Word::ref] != 0;
  const bool validation = dialect_.validation;
  if (!only_ref) {
    if (validation) {
      if (words[Word::type] != 0) types(id, words[Word::type]);
      number_limit(Word::minimum, Op::minimum);
      number_limit(Word::maximum, Op::maximum);
      number_limit(Word::exclusive_minimum, Op::exclusive_minimum);
      number_limit(Word::exclusive_maximum, Op::exclusive_maximum);
      number_limit(Word::multiple_of, Op::multiple_of);
      size_limit(Word::min_length, Op::min_length, kStrings);
      size_limit(Word::max_length, Op::max_length, kStrings);
      size_limit(Word::min_items, Op::min_items, kArrays);
      size_limit(Word::max_items, Op::max_items, kArrays);
      size_limit(Word::min_properties, Op::min_properties, kObjects);
      size_limit(Word::max_properties, Op::max_properties, kObjects);
      values(Word::constant, Op::constant, false);
      values(Word::enum_, Op::choice, true);
    }
    object(validation);
    if (const uint32_t at = words[Word::pattern]; validation && at != 0) {
      want(at, TapeTag::string, "a pattern");
      emit(Op::pattern, kStrings, Word::pattern, regex((*tape_)[at].string(), at));
    }
    if (const uint32_t at = words[Word::format]; at != 0 && dialect_.format_assertion) {
      want(at, TapeTag::string, "the name of a format");
      if (const Format* format = find_format((*tape_)[at].string()); format != nullptr) {
        emit(Op::format, kStrings, Word::format, keep(plan_.formats, format));
      }
    }
    dependents(validation);
    if (const uint32_t at = words[Word::property_names]; at != 0) {
      emit(Op::property_names, kObjects, Word::property_names, child(at));
    }
    array();
    contains();
    if (const uint32_t at = words[Word::unique_items]; validation && at != 0) {
      if ((*tape_)[at].tag == TapeTag::yes) emit(Op::unique_items, kArrays, Word::unique_items);
    }
  }
  reference(Word::ref);
  if (only_ref) {
    plan_.subs[id].count = static_cast<uint32_t>(plan_.code.size()) - plan_.subs[id].first;
    return;
  }
  if (dialect_.draft == 2020) reference(Word::dynamic_ref);
  if (dialect_.draft == 2019) reference(Word::recursive_ref);
  list(Word::all_of, Op::all_of);
  if (const uint32_t at = words[Word::if_]; at != 0) {
    const uint32_t then = words[Word::then], otherwise = words[Word::else_];
    emit(Op::if_then_else, kAnyType, Word::if_, child(at), then != 0 ? child(then) : kNoSub,
         otherwise != 0 ? child(otherwise) : kNoSub);
  }
  list(Word::any_of, Op::any_of);
  list(Word::one_of, Op::one_of);
  if (const uint32_t at = words[Word::not_]; at != 0) {
    emit(Op::negation, kAnyType, Word::not_, child(at));
  }
  if (dialect_.draft != 7) {
    if (const uint32_t at = words[Word::unevaluated_items]; at != 0) {
      emit(Op::unevaluated_items, kArrays, Word::unevaluated_items, child(at));
      plan_.subs[id].tracks = true;
    }
    if (const uint32_t at = words[Word::unevaluated_properties]; at != 0) {
      emit(Op::unevaluated_properties, kObjects, Word::unevaluated_properties, child(at));
      plan_.subs[id].tracks = true;
    }
  }
  plan_.subs[id].count = static_cast<uint32_t>(plan_.code.size()) - plan_.subs[id].first;
}

void Compiler::types(SubId id, uint32_t node) {
  TypeMask mask = 0;
  const auto add = [&](uint32_t at) {
    want(at, TapeTag::string, "the name of a type, or an array of them");
    const std::string_view name = (*tape_)[at].string();
    base::Nearest nearest(name);
    for (const TypeName& type : kTypes) {
      nearest.offer(type.name);
      if (type.name != name) continue;
      mask |= type.mask;
      return;
    }
    wrong(at, "\"" + std::string(name) + "\" is not a type" +
                  (nearest ? ": did you mean \"" + nearest.name() + "\"?"
                           : ": use null, boolean, integer, number, string, array or object"));
  };
  if ((*tape_)[node].tag == TapeTag::array) {
    each_item(node, add);
    if (mask == 0) wrong(node, "no type is allowed: name one");
  } else {
    add(node);
  }
  plan_.subs[id].types = mask;
}

void Compiler::number_limit(Word word, Op op) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  if (!is_number((*tape_)[at].tag)) wrong(at, "this has to be a number");
  if (op == Op::multiple_of && !(as_double((*tape_)[at]) > 0)) {
    wrong(at, "this has to be above 0");
  }
  emit(op, kNumbers, word, place_.document, at);
}

uint64_t Compiler::count_of(uint32_t node) const {
  const TapeNode& value = (*tape_)[node];
  if (value.tag == TapeTag::whole && value.whole >= 0) return static_cast<uint64_t>(value.whole);
  if (value.tag == TapeTag::real_whole && value.real >= 0) {
    return value.real < 0x1p62 ? static_cast<uint64_t>(value.real) : UINT64_MAX;
  }
  if (value.tag == TapeTag::big && value.text[0] != '-') return UINT64_MAX;
  wrong(node, "this has to be a whole number, 0 or more");
}

void Compiler::size_limit(Word word, Op op, TypeMask types) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  // No value has more than 2^31 of anything.
  emit(op, types, word, static_cast<uint32_t>(std::min<uint64_t>(count_of(at), UINT32_MAX)));
}

void Compiler::values(Word word, Op op, bool list) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  Values values;
  values.document = place_.document;
  if (list) {
    want(at, TapeTag::array, "an array of the values allowed");
    values.strings_only = true;
    each_item(at, [&](uint32_t item) {
      values.nodes.push_back(item);
      values.strings_only = values.strings_only && (*tape_)[item].tag == TapeTag::string;
    });
  } else {
    values.nodes.push_back(at);
    values.strings_only = (*tape_)[at].tag == TapeTag::string;
  }
  if (values.strings_only && values.nodes.size() > 8) {
    for (const uint32_t node : values.nodes) {
      values.by_hash.emplace_back(base::hash_key((*tape_)[node].string()), node);
    }
    std::sort(values.by_hash.begin(), values.by_hash.end());
  }
  emit(op, kAnyType, word, keep(plan_.values, std::move(values)));
}

std::vector<std::string> Compiler::names(uint32_t node) const {
  want(node, TapeTag::array, "an array of names");
  std::vector<std::string> all;
  each_item(node, [&](uint32_t at) {
    want(at, TapeTag::string, "a name");
    all.emplace_back((*tape_)[at].string());
  });
  return all;
}

uint32_t Compiler::regex(std::string_view pattern, uint32_t node) {
  const auto found = patterns_.find(pattern);
  if (found != patterns_.end()) return found->second;
  try {
    const uint32_t index = keep(plan_.patterns, std::make_unique<Regex>(pattern));
    patterns_.emplace(pattern, index);
    return index;
  } catch (const Error& error) {
    if (error.status() != Status::invalid) throw;
    wrong(node, error.what());
  }
}

void Compiler::object(bool validation) {
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

void Compiler::array() {
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

void Compiler::contains() {
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

void Compiler::list(Word word, Op op) {
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
void Compiler::dependents(bool validation) {
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

void Compiler::reference(Word word) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  want(at, TapeTag::string, "a reference");
  const std::string text((*tape_)[at].string());
  const Place here{place_.document, at, place_.resource};
  const Place target = index_.resolve(text, here);
  const SubId sub = sub_at(target);
  const auto& facts = index_.facts(target.resource);
  std::string name = text.find('#') == std::string::npos ? "" : text.substr(text.find('#') + 1);
  bool dynamic = false;
  if (word == Word::dynamic_ref) {
    const auto anchor = facts.anchors.find(name);
    dynamic = facts.dynamic.contains(name) && anchor != facts.anchors.end() &&
              anchor->second == target.node;
  } else if (word == Word::recursive_ref) {
    name.clear();
    dynamic = facts.dynamic.contains(name);
  }
  if (!dynamic) return emit(Op::reference, kAnyType, word, sub);
  plan_.dynamic = true;
  const auto [known, fresh] =
      dynamic_names_.emplace(name, static_cast<uint32_t>(dynamic_names_.size()));
  emit(Op::dynamic_reference, kAnyType, word, sub, known->second);
}

// Every resource that has an anchor some dynamic reference may choose. True when that is news.
bool Compiler::add_dynamic_anchors() {
  bool news = false;
  for (const auto& [name, number] : dynamic_names_) {
    for (uint32_t resource = 0; resource < index_.resources(); ++resource) {
      const ResourceFacts& facts = index_.facts(resource);
      if (!facts.dynamic.contains(name)) continue;
      const auto key = std::pair(resource, number);
      if (plan_.dynamic_anchors.contains(key)) continue;
      const uint32_t document = plan_.resources[resource].document;
      const uint32_t node = facts.anchors.find(name)->second;
      plan_.dynamic_anchors.emplace(key, sub_at({document, node, resource}));
      news = true;
    }
  }
  return news;
}

}  // namespace

std::string SchemaPlan::place_of(const Sub& sub) const {
  const Resource& resource = resources[sub.resource];
  const base::JsonTape& in = tape(sub.document);
  std::string pointer = in.pointer_of(sub.node);
  if (resource.document == sub.document) {
    const std::string start = in.pointer_of(resource.node);
    if (pointer.starts_with(start)) pointer.erase(0, start.size());
  }
  return resource.uri + "#" + pointer;
}

std::unique_ptr<const SchemaPlan> compile_schema(std::string_view text,
                                                 const SchemaOptions& options) {
  auto plan = std::make_unique<SchemaPlan>();
  Compiler(*plan, options).run(text);
  return plan;
}

}  // namespace weir::validate
