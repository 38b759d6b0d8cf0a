// SPDX-License-Identifier: Apache-2.0
// A plan put to a value. The verdict comes first, by the shortest way; only who wants to know why
// walks again, over the same instructions, gathering what does not hold.
//
// Marks are what unevaluatedItems and unevaluatedProperties need: one bit for each child of the
// value at hand that some keyword looked at. They live in one stack of words, and nobody pays for
// them but schemas that hold such a keyword.
//
// Threads: confined; one evaluator may be used again and again, and then allocates nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_tape.hpp"
#include "validate/schema_plan.hpp"

namespace weir::validate {

// One thing that does not hold.
struct SchemaFault {
  uint32_t node = 0;  // in the value
  Op op = Op::all_of;
  bool type = false;  // the type itself is wrong; op means nothing
  bool unknown_member = false;
  const char* keyword = "";  // "required", "type"
  std::string message;
  std::string hint;
  std::string keyword_path;  // the way through the schema, references included
  std::string schema_place;  // where the keyword stands: URI, "#", pointer
};

class SchemaEvaluator {
 public:
  explicit SchemaEvaluator(const SchemaPlan& plan, uint64_t most_steps = kMostSteps)
      : plan_(plan), most_steps_(most_steps) {}

  static constexpr uint64_t kMostSteps = 100'000'000;

  // Error(limit) when the schema refers to itself without end, or needs more than the steps given.
  bool holds(const base::JsonTape& value);
  // The first `most` faults, in the order of the schema.
  std::vector<SchemaFault> explain(const base::JsonTape& value, size_t most);

 private:
  struct Marks {
    size_t first;
  };
  static constexpr uint32_t kMostDepth = 800;  // some 0.6 MB of stack: threads of a JVM have 1

  void begin(const base::JsonTape& value);

  template <bool kWhy>
  bool run(SubId id, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool step(const Instruction& ask, const Sub& sub, uint32_t node, const Marks* marks, bool so_far);

  // run(), noting the way: "/keyword/key" or "/keyword/index".
  template <bool kWhy>
  bool go(SubId id, uint32_t node, const Marks* marks, const char* keyword,
          std::string_view key = {}, uint32_t index = UINT32_MAX);

  template <bool kWhy>
  bool object(const Instruction& ask, const Sub& sub, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool array(const Instruction& ask, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool contains(const Instruction& ask, const Sub& sub, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool dependents(const Instruction& ask, const Sub& sub, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool all_of(const Instruction& ask, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool alternatives(const Instruction& ask, const Sub& sub, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool condition(const Instruction& ask, uint32_t node, const Marks* marks);
  template <bool kWhy>
  bool unevaluated(const Instruction& ask, uint32_t node, const Marks* marks);
  bool branch(SubId id, uint32_t node, const Marks* marks);  // its marks count only if it holds
  bool plain(const Instruction& ask, const base::TapeNode& value, uint32_t node) const;
  bool is_one_of(const Values& values, uint32_t node) const;
  bool unique(uint32_t array) const;
  SubId dynamic_target(const Instruction& ask) const;

  Marks fresh(uint32_t node);
  void mark(const Marks* marks, size_t child) {
    if (marks != nullptr) words_[marks->first + child / 64] |= uint64_t{1} << child % 64;
  }
  bool marked(const Marks& marks, size_t child) const {
    return (words_[marks.first + child / 64] >> child % 64 & 1) != 0;
  }
  void mark_all(const Marks* marks, uint32_t node);
  void merge(const Marks& from, const Marks* into, uint32_t node);

  // schema_explain.cpp: always false, so that they can be returned.
  bool complain(const Instruction& ask, const Sub& sub, uint32_t node);
  bool complain_type(const Sub& sub, uint32_t node);
  bool complain_missing(const Sub& sub, uint32_t node, const ObjectPlan& plan);
  bool complain_member(const Sub& sub, uint32_t value, const char* keyword, const ObjectPlan* plan);
  bool complain_needs(const Instruction& ask, const Sub& sub, uint32_t node, const std::string& has,
                      const std::string& needs);
  bool complain_branches(const Instruction& ask, const Sub& sub, uint32_t node);
  bool complain_several(const Instruction& ask, const Sub& sub, uint32_t node, uint32_t first,
                        uint32_t second);
  SchemaFault& add(const Sub& sub, uint32_t node, const char* keyword);
  std::string brief(uint32_t node) const { return value_->write(node, 60); }

  const SchemaPlan& plan_;
  uint64_t most_steps_;
  const base::JsonTape* value_ = nullptr;
  uint64_t steps_ = 0;
  uint32_t depth_ = 0;
  std::vector<uint64_t> words_;  // of marks
  std::vector<uint32_t> scope_;  // resources entered, for dynamic references
  std::string path_;             // through the schema; only when explaining
  std::vector<SchemaFault> faults_;
  size_t most_ = 0;
};

}  // namespace weir::validate
