// SPDX-License-Identifier: Apache-2.0
// The instructions that look at one value and nothing inside a schema.
#include <algorithm>

#include "base/utf8.hpp"
#include "validate/schema_eval.hpp"
#include "validate/values.hpp"

namespace weir::validate {
namespace {

// Characters, not bytes; the bytes alone decide most cases.
size_t length_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(),
                                           [](char c) { return !base::is_utf8_continuation(c); }));
}

}  // namespace

bool SchemaEvaluator::plain(const Instruction& ask, const TapeNode& value, uint32_t node) const {
  const auto limit = [&]() -> const TapeNode& { return plan_.tape(ask.a)[ask.b]; };
  switch (ask.op) {
    case Op::minimum:
      return compare_numbers(value, limit()) >= 0;
    case Op::maximum:
      return compare_numbers(value, limit()) <= 0;
    case Op::exclusive_minimum:
      return compare_numbers(value, limit()) > 0;
    case Op::exclusive_maximum:
      return compare_numbers(value, limit()) < 0;
    case Op::multiple_of:
      return is_multiple(value, limit());
    case Op::min_length:
      return value.size >= ask.a && (value.size / 4 >= ask.a || length_of(value.string()) >= ask.a);
    case Op::max_length:
      return value.size <= ask.a || length_of(value.string()) <= ask.a;
    case Op::min_items:
    case Op::min_properties:
      return value.size >= ask.a;
    case Op::max_items:
    case Op::max_properties:
      return value.size <= ask.a;
    case Op::constant:
    case Op::choice:
      return is_one_of(plan_.values[ask.a], node);
    case Op::pattern:
      return plan_.patterns[ask.a]->found_in(value.string());
    case Op::format:
      return plan_.formats[ask.a]->holds(value.string());
    case Op::unique_items:
      return unique(node);
    default:
      return true;
  }
}

bool SchemaEvaluator::is_one_of(const Values& values, uint32_t node) const {
  const TapeNode& value = (*value_)[node];
  const base::JsonTape& tape = plan_.tape(values.document);
  if (!values.strings_only) {
    return std::any_of(values.nodes.begin(), values.nodes.end(), [&](uint32_t allowed) {
      return equal_values(*value_, node, tape, allowed);
    });
  }
  if ((mask_of(value.tag) & kStrings) == 0) return false;
  const std::string_view text = value.string();
  if (values.by_hash.empty()) {
    return std::any_of(values.nodes.begin(), values.nodes.end(),
                       [&](uint32_t allowed) { return tape[allowed].string() == text; });
  }
  const uint32_t hash = base::hash_key(text);
  auto at = std::lower_bound(values.by_hash.begin(), values.by_hash.end(), std::pair(hash, 0u));
  for (; at != values.by_hash.end() && at->first == hash; ++at) {
    if (tape[at->second].string() == text) return true;
  }
  return false;
}

bool SchemaEvaluator::unique(uint32_t array) const {
  const TapeNode* const all = value_->nodes();
  constexpr uint32_t few = 8;
  if (all[array].size <= few) {
    for (uint32_t a = array + 1; a < all[array].next; a = all[a].next) {
      for (uint32_t b = all[a].next; b < all[array].next; b = all[b].next) {
        if (equal_values(*value_, a, *value_, b)) return false;
      }
    }
    return true;
  }
  std::vector<std::pair<uint64_t, uint32_t>> hashed;
  hashed.reserve(all[array].size);
  for (uint32_t item = array + 1; item < all[array].next; item = all[item].next) {
    hashed.emplace_back(hash_value(*value_, item), item);
  }
  std::sort(hashed.begin(), hashed.end());
  for (size_t i = 0; i < hashed.size(); ++i) {
    for (size_t j = i + 1; j < hashed.size() && hashed[j].first == hashed[i].first; ++j) {
      if (equal_values(*value_, hashed[i].second, *value_, hashed[j].second)) return false;
    }
  }
  return true;
}

}  // namespace weir::validate
