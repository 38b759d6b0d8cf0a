// SPDX-License-Identifier: Apache-2.0
#include "validate/schema_compiler.hpp"

namespace weir::validate {

using base::TapeNode;
using base::TapeTag;

namespace {

constexpr size_t kMostSubs = 1u << 20;  // a schema of more is not one

}  // namespace

void SchemaCompiler::run(std::string_view text) {
  plan_.root = sub_at(index_.add_text(options_.uri, text));
  do {
    while (!waiting_.empty()) {
      const auto [sub, place] = waiting_.front();
      waiting_.pop_front();
      compile(sub, place);
    }
  } while (add_dynamic_anchors());
}

SubId SchemaCompiler::sub_at(const Place& place) {
  const uint64_t key = uint64_t{place.document} << 32 | place.node;
  const auto [found, fresh] = subs_.emplace(key, static_cast<SubId>(plan_.subs.size()));
  if (!fresh) return found->second;
  if (plan_.subs.size() == kMostSubs) fail(Status::limit, "over %zu subschemas", kMostSubs);
  plan_.subs.push_back({0, 0, kAnyType, false, place.resource, place.document, place.node});
  waiting_.emplace_back(found->second, place);
  return found->second;
}

void SchemaCompiler::compile(SubId id, const Place& place) {
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

void SchemaCompiler::reference(Word word) {
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
bool SchemaCompiler::add_dynamic_anchors() {
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
  SchemaCompiler(*plan, options).run(text);
  return plan;
}

}  // namespace weir::validate
