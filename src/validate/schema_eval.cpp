// SPDX-License-Identifier: Apache-2.0
#include "validate/schema_eval.hpp"

#include "base/status.hpp"
#include "validate/values.hpp"

namespace weir::validate {

void SchemaEvaluator::begin(const base::JsonTape& value) {
  value_ = &value;
  steps_ = depth_ = 0;
  words_.clear(), scope_.clear(), path_.clear(), faults_.clear();
}

bool SchemaEvaluator::holds(const base::JsonTape& value) {
  begin(value);
  return run<false>(plan_.root, 0, nullptr);
}

std::vector<SchemaFault> SchemaEvaluator::explain(const base::JsonTape& value, size_t most) {
  begin(value);
  most_ = most;
  run<true>(plan_.root, 0, nullptr);
  if (faults_.size() > most) faults_.resize(most);
  return std::move(faults_);
}

template <bool kWhy>
bool SchemaEvaluator::run(SubId id, uint32_t node, const Marks* outer) {
  const Sub& sub = plan_.subs[id];
  const TypeMask own_type = mask_of((*value_)[node].tag);
  if ((sub.types & own_type) == 0) return kWhy ? complain_type(sub, node) : false;
  if (sub.count == 0) return true;
  if (++steps_ > most_steps_) {
    fail(Status::limit, "the schema needs more than %llu steps for this value",
         static_cast<unsigned long long>(most_steps_));
  }
  if (++depth_ > kMostDepth) {
    fail(Status::limit, "the schema refers to itself more than %u deep, at %s", kMostDepth,
         plan_.place_of(sub).c_str());
  }
  const bool entered = plan_.dynamic && (scope_.empty() || scope_.back() != sub.resource);
  if (entered) scope_.push_back(sub.resource);

  const bool tracks = sub.tracks && (own_type & (kArrays | kObjects)) != 0;
  const size_t words_before = words_.size();
  Marks own{0};
  const Marks* marks = outer;
  if (tracks) own = fresh(node), marks = &own;

  bool all = true;
  const Instruction* const first = plan_.code.data() + sub.first;
  for (const Instruction* ask = first; ask != first + sub.count; ++ask) {
    if ((ask->types & own_type) == 0 || step<kWhy>(*ask, sub, node, marks, all)) continue;
    all = false;
    if (!kWhy || faults_.size() >= most_) break;
  }
  if (tracks) {
    if (all) merge(own, outer, node);
    words_.resize(words_before);
  }
  if (entered) scope_.pop_back();
  --depth_;
  return all;
}

template <bool kWhy>
bool SchemaEvaluator::go(SubId id, uint32_t node, const Marks* marks, const char* keyword,
                         std::string_view key, uint32_t index) {
  if constexpr (!kWhy) {
    const Sub& sub = plan_.subs[id];
    if ((sub.types & mask_of((*value_)[node].tag)) == 0) return false;
    return sub.count == 0 || run<false>(id, node, marks);
  } else {
    const size_t before = path_.size();
    path_.append("/").append(keyword);
    if (key.data() != nullptr) base::append_token(path_, key);
    if (index != UINT32_MAX) path_.append("/").append(std::to_string(index));
    const bool holds = run<true>(id, node, marks);
    path_.resize(before);
    return holds;
  }
}

template <bool kWhy>
bool SchemaEvaluator::step(const Instruction& ask, const Sub& sub, uint32_t node,
                           const Marks* marks, bool so_far) {
  switch (ask.op) {
    case Op::object:
      return object<kWhy>(ask, sub, node, marks);
    case Op::array:
      return array<kWhy>(ask, node, marks);
    case Op::contains:
      return contains<kWhy>(ask, sub, node, marks);
    case Op::property_names: {
      bool all = true;
      for (uint32_t key = node + 1; key < (*value_)[node].next; key = (*value_)[key + 1].next) {
        if (go<kWhy>(ask.a, key, nullptr, ask.keyword)) continue;
        all = false;
        if (!kWhy) break;
      }
      return all;
    }
    case Op::dependent_required:
    case Op::dependent_schemas:
      return dependents<kWhy>(ask, sub, node, marks);
    case Op::reference:
      return go<kWhy>(ask.a, node, marks, ask.keyword);
    case Op::dynamic_reference:
      return go<kWhy>(dynamic_target(ask), node, marks, ask.keyword);
    case Op::all_of:
      return all_of<kWhy>(ask, node, marks);
    case Op::any_of:
    case Op::one_of:
      return alternatives<kWhy>(ask, sub, node, marks);
    case Op::if_then_else:
      return condition<kWhy>(ask, node, marks);
    case Op::negation:
      return !run<false>(ask.a, node, nullptr) || (kWhy && complain(ask, sub, node));
    case Op::unevaluated_items:
    case Op::unevaluated_properties:
      // What failed before marked nothing, and would only be told twice.
      return (kWhy && !so_far) || unevaluated<kWhy>(ask, node, marks);
    default:
      return plain(ask, (*value_)[node], node) || (kWhy && complain(ask, sub, node));
  }
}

template <bool kWhy>
bool SchemaEvaluator::object(const Instruction& ask, const Sub& sub, uint32_t node,
                             const Marks* marks) {
  const ObjectPlan& plan = plan_.objects[ask.a];
  const TapeNode* const all = value_->nodes();
  const bool asks_others = !plan.patterns.empty() || plan.additional != kNoSub;
  uint32_t required = 0;
  size_t child = 0;
  bool holds = true;
  const uint32_t end = all[node].next;
  for (uint32_t key = node + 1; key < end; key = all[key + 1].next, ++child) {
    const std::string_view name = all[key].string();
    const Property* const property = plan.find(all[key].hash(), name);
    bool known = false;
    if (property != nullptr) {
      required += property->required ? 1 : 0;
      if (property->sub != kNoSub) {
        known = true;
        mark(marks, child);
        if (!go<kWhy>(property->sub, key + 1, nullptr, "properties", name)) {
          if (!kWhy) return false;
          holds = false;
        }
      }
    }
    if (!asks_others) continue;
    for (const auto& [pattern, id] : plan.patterns) {
      if (!plan_.patterns[pattern]->found_in(name)) continue;
      known = true;
      mark(marks, child);
      const std::string& text = plan_.patterns[pattern]->pattern();
      if (!go<kWhy>(id, key + 1, nullptr, "patternProperties", text)) {
        if (!kWhy) return false;
        holds = false;
      }
    }
    if (known || plan.additional == kNoSub) continue;
    mark(marks, child);
    if (kWhy && plan_.subs[plan.additional].types == 0) {
      holds = complain_member(sub, key + 1, "additionalProperties", &plan);
    } else if (!go<kWhy>(plan.additional, key + 1, nullptr, "additionalProperties")) {
      if (!kWhy) return false;
      holds = false;
    }
  }
  if (required == plan.required) return holds;
  return kWhy ? complain_missing(sub, node, plan) : false;
}

template <bool kWhy>
bool SchemaEvaluator::array(const Instruction& ask, uint32_t node, const Marks* marks) {
  const ArrayPlan& plan = plan_.arrays[ask.a];
  const TapeNode* const all = value_->nodes();
  bool holds = true;
  uint32_t index = 0;
  for (uint32_t item = node + 1; item < all[node].next; item = all[item].next, ++index) {
    const bool in_prefix = index < plan.prefix.size();
    if (!in_prefix && plan.rest == kNoSub) break;
    mark(marks, index);
    const SubId id = in_prefix ? plan.prefix[index] : plan.rest;
    const char* const keyword = in_prefix ? plan.prefix_word : ask.keyword;
    if (go<kWhy>(id, item, nullptr, keyword, {}, in_prefix ? index : UINT32_MAX)) continue;
    if (!kWhy) return false;
    holds = false;
  }
  return holds;
}

template <bool kWhy>
bool SchemaEvaluator::contains(const Instruction& ask, const Sub& sub, uint32_t node,
                               const Marks* marks) {
  const ContainsPlan& plan = plan_.contains[ask.a];
  const TapeNode* const all = value_->nodes();
  uint64_t found = 0;
  uint32_t index = 0;
  for (uint32_t item = node + 1; item < all[node].next; item = all[item].next, ++index) {
    if (!go<false>(plan.sub, item, nullptr, ask.keyword)) continue;
    ++found;
    if (plan.marks) mark(marks, index);
    if (found >= plan.least && plan.most == UINT64_MAX && (marks == nullptr || !plan.marks)) break;
  }
  const bool holds = found >= plan.least && found <= plan.most;
  return holds || (kWhy && complain(ask, sub, node));
}

template <bool kWhy>
bool SchemaEvaluator::dependents(const Instruction& ask, const Sub& sub, uint32_t node,
                                 const Marks* marks) {
  const Dependents& plan = plan_.dependents[ask.a];
  bool holds = true;
  if (ask.op == Op::dependent_schemas) {
    for (const auto& [name, id] : plan.subs) {
      if (value_->member(node, name) == 0) continue;
      if (go<kWhy>(id, node, marks, ask.keyword, name)) continue;
      if (!kWhy) return false;
      holds = false;
    }
    return holds;
  }
  for (const auto& [name, needed] : plan.names) {
    if (value_->member(node, name) == 0) continue;
    for (const std::string& other : needed) {
      if (value_->member(node, other) != 0) continue;
      if (!kWhy) return false;
      holds = complain_needs(ask, sub, node, name, other);
    }
  }
  return holds;
}

template <bool kWhy>
bool SchemaEvaluator::all_of(const Instruction& ask, uint32_t node, const Marks* marks) {
  bool holds = true;
  for (uint32_t i = 0; i < ask.b; ++i) {
    if (go<kWhy>(plan_.lists[ask.a + i], node, marks, ask.keyword, {}, i)) continue;
    if (!kWhy) return false;
    holds = false;
  }
  return holds;
}

bool SchemaEvaluator::branch(SubId id, uint32_t node, const Marks* marks) {
  if (marks == nullptr ||
      ((*value_)[node].tag != TapeTag::array && (*value_)[node].tag != TapeTag::object)) {
    return go<false>(id, node, nullptr, "");
  }
  const size_t before = words_.size();
  const Marks own = fresh(node);
  const bool holds = run<false>(id, node, &own);
  if (holds) merge(own, marks, node);
  words_.resize(before);
  return holds;
}

template <bool kWhy>
bool SchemaEvaluator::alternatives(const Instruction& ask, const Sub& sub, uint32_t node,
                                   const Marks* marks) {
  uint32_t found = 0, first = 0;
  for (uint32_t i = 0; i < ask.b; ++i) {
    if (!branch(plan_.lists[ask.a + i], node, marks)) continue;
    if (found == 0) first = i;
    if (++found == 1) {
      if (ask.op == Op::any_of && marks == nullptr) return true;
    } else if (ask.op == Op::one_of) {
      return kWhy ? complain_several(ask, sub, node, first, i) : false;
    }
  }
  return found > 0 || (kWhy && complain_branches(ask, sub, node));
}

template <bool kWhy>
bool SchemaEvaluator::condition(const Instruction& ask, uint32_t node, const Marks* marks) {
  const SubId next = branch(ask.a, node, marks) ? ask.b : ask.c;
  return next == kNoSub || go<kWhy>(next, node, marks, next == ask.b ? "then" : "else");
}

template <bool kWhy>
bool SchemaEvaluator::unevaluated(const Instruction& ask, uint32_t node, const Marks* marks) {
  const bool object = ask.op == Op::unevaluated_properties;
  const TapeNode* const all = value_->nodes();
  bool holds = true;
  size_t child = 0;
  for (uint32_t at = node + 1; at < all[node].next; ++child) {
    const uint32_t value = object ? at + 1 : at;
    at = all[value].next;
    if (marked(*marks, child)) continue;
    if (go<kWhy>(ask.a, value, nullptr, ask.keyword)) continue;
    if (!kWhy) return false;
    holds = false;
  }
  mark_all(marks, node);
  return holds;
}

SubId SchemaEvaluator::dynamic_target(const Instruction& ask) const {
  for (const uint32_t resource : scope_) {
    const auto found = plan_.dynamic_anchors.find({resource, ask.b});
    if (found != plan_.dynamic_anchors.end()) return found->second;
  }
  return ask.a;
}

SchemaEvaluator::Marks SchemaEvaluator::fresh(uint32_t node) {
  const Marks marks{words_.size()};
  words_.resize(words_.size() + (*value_)[node].size / 64 + 1, 0);
  return marks;
}

void SchemaEvaluator::mark_all(const Marks* marks, uint32_t node) {
  for (size_t i = 0; i <= (*value_)[node].size / 64; ++i) words_[marks->first + i] = UINT64_MAX;
}

void SchemaEvaluator::merge(const Marks& from, const Marks* into, uint32_t node) {
  if (into == nullptr) return;
  for (size_t i = 0; i <= (*value_)[node].size / 64; ++i) {
    words_[into->first + i] |= words_[from.first + i];
  }
}

// schema_explain.cpp walks the branches of an anyOf or oneOf one by one.
template bool SchemaEvaluator::go<true>(SubId, uint32_t, const Marks*, const char*,
                                        std::string_view, uint32_t);

}  // namespace weir::validate
