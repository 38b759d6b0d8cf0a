// SPDX-License-Identifier: Apache-2.0
// Keywords about a value by itself: its type, its size, which values and texts it may be.
#include <algorithm>

#include "base/nearest.hpp"
#include "validate/schema_compiler.hpp"
#include "validate/values.hpp"

namespace weir::validate {

namespace {

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

}  // namespace

void SchemaCompiler::types(SubId id, uint32_t node) {
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

void SchemaCompiler::number_limit(Word word, Op op) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  if (!is_number((*tape_)[at].tag)) wrong(at, "this has to be a number");
  if (op == Op::multiple_of && !(as_double((*tape_)[at]) > 0)) {
    wrong(at, "this has to be above 0");
  }
  emit(op, kNumbers, word, place_.document, at);
}

uint64_t SchemaCompiler::count_of(uint32_t node) const {
  const TapeNode& value = (*tape_)[node];
  if (value.tag == TapeTag::whole && value.whole >= 0) return static_cast<uint64_t>(value.whole);
  if (value.tag == TapeTag::real_whole && value.real >= 0) {
    return value.real < 0x1p62 ? static_cast<uint64_t>(value.real) : UINT64_MAX;
  }
  if (value.tag == TapeTag::big && value.text[0] != '-') return UINT64_MAX;
  wrong(node, "this has to be a whole number, 0 or more");
}

void SchemaCompiler::size_limit(Word word, Op op, TypeMask types) {
  const uint32_t at = (*words_)[word];
  if (at == 0) return;
  // No value has more than 2^31 of anything.
  emit(op, types, word, static_cast<uint32_t>(std::min<uint64_t>(count_of(at), UINT32_MAX)));
}

void SchemaCompiler::values(Word word, Op op, bool list) {
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

std::vector<std::string> SchemaCompiler::names(uint32_t node) const {
  want(node, TapeTag::array, "an array of names");
  std::vector<std::string> all;
  each_item(node, [&](uint32_t at) {
    want(at, TapeTag::string, "a name");
    all.emplace_back((*tape_)[at].string());
  });
  return all;
}

uint32_t SchemaCompiler::regex(std::string_view pattern, uint32_t node) {
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

}  // namespace weir::validate
