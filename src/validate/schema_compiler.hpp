// SPDX-License-Identifier: Apache-2.0
// The compiler of schemas: one subschema at a time from a list of those still to do, so that
// neither deep nor recursive schemas make it recurse. Which keyword becomes what is in
// schema_keywords.cpp (single values) and schema_containers.cpp (what holds further schemas).
//
// Threads: confined, and gone when the plan is made.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/status.hpp"
#include "validate/schema_compile.hpp"
#include "validate/schema_words.hpp"

namespace weir::validate {

class SchemaCompiler {
 public:
  SchemaCompiler(SchemaPlan& plan, const SchemaOptions& options)
      : plan_(plan), options_(options), index_(plan, options.source, options.dialect) {}

  void run(std::string_view text);

 private:
  // --- places and their subschemas
  SubId sub_at(const Place& place);
  SubId child(uint32_t node) { return sub_at(index_.inside(place_, node)); }

  [[noreturn]] void wrong(uint32_t node, const std::string& what) const {
    index_.wrong(place_.document, node, what);
  }
  void want(uint32_t node, base::TapeTag tag, const char* what) const {
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
  const base::JsonTape* tape_ = nullptr;
  const Words* words_ = nullptr;
  Dialect dialect_;
};

}  // namespace weir::validate
