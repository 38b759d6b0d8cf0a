// SPDX-License-Identifier: Apache-2.0
// What does not hold, in words: the value, what was asked of it, and what was probably meant.
#include <algorithm>

#include "base/nearest.hpp"
#include "base/status.hpp"
#include "validate/schema_eval.hpp"
#include "validate/values.hpp"

namespace weir::validate {
namespace {

std::string counted(uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string type_names(TypeMask mask) {
  struct Row {
    TypeMask mask;
    const char* name;
  };
  constexpr Row rows[] = {{mask_of(TapeTag::null), "null"}, {mask_of(TapeTag::no), "a boolean"},
                          {kNumbers, "a number"},           {kIntegers, "an integer"},
                          {kStrings, "a string"},           {kArrays, "an array"},
                          {kObjects, "an object"}};
  std::vector<const char*> names;
  for (const Row& row : rows) {
    const bool number_too = row.mask == kIntegers && (mask & kNumbers) == kNumbers;
    if ((mask & row.mask) == row.mask && !number_too) names.push_back(row.name);
  }
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

// "12" where a number should be: the quotes are the mistake.
std::string type_hint(const TapeNode& value, TypeMask wanted) {
  if (value.tag == TapeTag::string && (wanted & kNumbers) != 0 && !value.string().empty() &&
      value.string().find_first_not_of("0123456789.-+eE") == std::string_view::npos) {
    return "write the number without quotes";
  }
  if (value.tag == TapeTag::string && (wanted & mask_of(TapeTag::yes)) != 0 &&
      (value.string() == "true" || value.string() == "false")) {
    return "write it without quotes";
  }
  if ((mask_of(value.tag) & kNumbers) != 0 && (wanted & kStrings) != 0) {
    return "put it in quotes";
  }
  if ((wanted & kArrays) != 0) return "put it in [ ] if one is meant";
  return {};
}

}  // namespace

SchemaFault& SchemaEvaluator::add(const Sub& sub, uint32_t node, const char* keyword) {
  SchemaFault fault;
  fault.node = node;
  fault.keyword = keyword;
  fault.keyword_path = path_ + "/" + keyword;
  fault.schema_place = plan_.place_of(sub) + "/" + keyword;
  return faults_.emplace_back(std::move(fault));
}

bool SchemaEvaluator::complain_type(const Sub& sub, uint32_t node) {
  if (sub.types == 0) {
    SchemaFault& fault = add(sub, node, "false");
    fault.keyword_path = path_;
    fault.schema_place = plan_.place_of(sub);
    fault.keyword = "false schema";
    fault.message = "nothing is allowed here";
    fault.hint = "remove it";
    return false;
  }
  SchemaFault& fault = add(sub, node, "type");
  fault.type = true;
  fault.message = brief(node) + " is not " + type_names(sub.types);
  fault.hint = type_hint((*value_)[node], sub.types);
  return false;
}

bool SchemaEvaluator::complain(const Instruction& ask, const Sub& sub, uint32_t node) {
  SchemaFault& fault = add(sub, node, ask.keyword);
  fault.op = ask.op;
  const TapeNode& value = (*value_)[node];
  const std::string own = brief(node);
  const auto limit = [&] { return plan_.tape(ask.a).write(ask.b, 60); };
  switch (ask.op) {
    case Op::minimum:
      fault.message = own + " is below " + limit() + ", the least allowed";
      break;
    case Op::maximum:
      fault.message = own + " is above " + limit() + ", the most allowed";
      break;
    case Op::exclusive_minimum:
      fault.message = own + " is not above " + limit();
      break;
    case Op::exclusive_maximum:
      fault.message = own + " is not below " + limit();
      break;
    case Op::multiple_of:
      fault.message = own + " is not a multiple of " + limit();
      break;
    case Op::min_length:
      fault.message = own + " is shorter than " + counted(ask.a, "character", "characters");
      break;
    case Op::max_length:
      fault.message = own + " is longer than " + counted(ask.a, "character", "characters");
      break;
    case Op::min_items:
      fault.message = counted(value.size, "item", "items") + ", but at least " +
                      std::to_string(ask.a) + " are asked for";
      break;
    case Op::max_items:
      fault.message = counted(value.size, "item", "items") + ", but at most " +
                      std::to_string(ask.a) + " are allowed";
      break;
    case Op::min_properties:
      fault.message = counted(value.size, "member", "members") + ", but at least " +
                      std::to_string(ask.a) + " are asked for";
      break;
    case Op::max_properties:
      fault.message = counted(value.size, "member", "members") + ", but at most " +
                      std::to_string(ask.a) + " are allowed";
      break;
    case Op::constant:
    case Op::choice: {
      const Values& values = plan_.values[ask.a];
      const base::JsonTape& tape = plan_.tape(values.document);
      const bool text = value.tag == TapeTag::string || value.tag == TapeTag::key;
      base::Nearest nearest(text ? value.string() : std::string_view());
      std::string all;
      for (size_t i = 0; i < values.nodes.size(); ++i) {
        if (i == 12) all += ", ...";
        if (i < 12) all += (i == 0 ? "" : ", ") + tape.write(values.nodes[i], 40);
        const TapeNode& allowed = tape[values.nodes[i]];
        if (text && allowed.tag == TapeTag::string) nearest.offer(allowed.string());
      }
      fault.message = own + (values.nodes.size() == 1 ? " is not " : " is not one of ") + all;
      if (nearest) fault.hint = "did you mean \"" + nearest.name() + "\"?";
      break;
    }
    case Op::pattern:
      fault.message = own + " does not match " + plan_.patterns[ask.a]->pattern();
      break;
    case Op::format:
      fault.message = own + " is not in the format " + plan_.formats[ask.a]->name;
      fault.hint = std::string("for example ") + plan_.formats[ask.a]->example;
      break;
    case Op::unique_items:
      fault.message = "two items are the same, and each may stand here once";
      break;
    case Op::contains: {
      const ContainsPlan& plan = plan_.contains[ask.a];
      fault.message = plan.least == 1 && plan.most == UINT64_MAX
                          ? "no item is as one of them has to be"
                          : "the number of items that are as asked is not " +
                                (plan.most == UINT64_MAX ? "at least " + std::to_string(plan.least)
                                                         : std::to_string(plan.least) + " to " +
                                                               std::to_string(plan.most));
      break;
    }
    case Op::negation:
      fault.message = own + " is what the schema rules out";
      break;
    default:
      fault.message = own + " is not as the schema asks";
  }
  return false;
}

bool SchemaEvaluator::complain_missing(const Sub& sub, uint32_t node, const ObjectPlan& plan) {
  for (const std::string& name : plan.required_names) {
    if (value_->member(node, name) != 0) continue;
    SchemaFault& fault = add(sub, node, "required");
    fault.op = Op::object;
    fault.message = "the member \"" + name + "\" is missing";
    // A key nobody knows that looks like it is probably it.
    base::Nearest nearest(name);
    const TapeNode* const all = value_->nodes();
    for (uint32_t key = node + 1; key < all[node].next; key = all[key + 1].next) {
      if (plan.find(all[key].hash(), all[key].string()) == nullptr) {
        nearest.offer(all[key].string());
      }
    }
    if (nearest) fault.hint = "is \"" + nearest.name() + "\" meant to be it?";
  }
  return false;
}

bool SchemaEvaluator::complain_member(const Sub& sub, uint32_t value, const char* keyword,
                                      const ObjectPlan* plan) {
  SchemaFault& fault = add(sub, value, keyword);
  fault.unknown_member = true;
  const std::string_view name = (*value_)[value - 1].string();
  fault.message = value_->write(value - 1, 60) + " is not a member that is known here";
  base::Nearest nearest(name);
  for (const std::string& known : plan->named) nearest.offer(known);
  if (nearest) {
    fault.hint = "did you mean \"" + nearest.name() + "\"?";
  } else if (!plan->named.empty() && plan->named.size() <= 12) {
    std::string all;
    for (const std::string& known : plan->named) all += (all.empty() ? "" : ", ") + known;
    fault.hint = "known are " + all;
  }
  return false;
}

bool SchemaEvaluator::complain_needs(const Instruction& ask, const Sub& sub, uint32_t node,
                                     const std::string& has, const std::string& needs) {
  SchemaFault& fault = add(sub, node, ask.keyword);
  fault.op = ask.op;
  fault.message = "the member \"" + needs + "\" is missing, which \"" + has + "\" needs";
  return false;
}

bool SchemaEvaluator::complain_several(const Instruction& ask, const Sub& sub, uint32_t node,
                                       uint32_t first, uint32_t second) {
  SchemaFault& fault = add(sub, node, ask.keyword);
  fault.op = ask.op;
  fault.message = format_text("%s fits the alternatives %u and %u, and may fit only one of the %u",
                              brief(node).c_str(), first + 1, second + 1, ask.b);
  return false;
}

// None of the alternatives fits. Who meant one of them wants to read what is wrong with that one:
// the one whose type and fixed values are right and of which least is wrong.
bool SchemaEvaluator::complain_branches(const Instruction& ask, const Sub& sub, uint32_t node) {
  std::vector<SchemaFault> outer;
  outer.swap(faults_);
  std::vector<SchemaFault> best;
  int best_score = 0;
  uint32_t best_branch = 0;
  TypeMask types = 0;
  bool only_types = true;
  for (uint32_t i = 0; i < ask.b; ++i) {
    const SubId id = plan_.lists[ask.a + i];
    go<true>(id, node, nullptr, ask.keyword, {}, i);
    int score = 0;
    bool type_wrong = false;
    for (const SchemaFault& fault : faults_) {
      const bool here = fault.node == node;
      type_wrong = type_wrong || (fault.type && here);
      score -= fault.type && here                                   ? 1000
               : fault.op == Op::constant || fault.op == Op::choice ? (here ? 500 : 100)
               : fault.type                                         ? 3
                                                                    : 2;
    }
    types |= plan_.subs[id].types;
    only_types = only_types && type_wrong;
    if (i == 0 || score > best_score) {
      best_score = score, best_branch = i;
      best.swap(faults_);
    }
    faults_.clear();
  }
  faults_.swap(outer);
  const bool types_tell = only_types && (types & mask_of((*value_)[node].tag)) == 0 && types != 0;
  SchemaFault& fault = add(sub, node, ask.keyword);
  fault.op = ask.op;
  fault.message =
      types_tell ? brief(node) + " is not " + type_names(types)
                 : format_text("%s fits none of the %u alternatives", brief(node).c_str(), ask.b);
  if (types_tell) {
    fault.hint = type_hint((*value_)[node], types);
    return false;
  }
  if (best.size() == 1 && best[0].node == node) {
    fault.message = best[0].message;
    fault.hint = best[0].hint;
    return false;
  }
  if (ask.b > 1)
    fault.hint = format_text("the nearest is number %u; what it misses follows", best_branch + 1);
  for (SchemaFault& inner : best) {
    if (faults_.size() >= most_) break;
    faults_.push_back(std::move(inner));
  }
  return false;
}

}  // namespace weir::validate
