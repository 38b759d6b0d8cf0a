// SPDX-License-Identifier: Apache-2.0
// When two JSON values are the same value, and how numbers compare: exactly. 1 and 1.0 are one
// number; 2^53 and 2^53 + 1 are two.
#pragma once

#include <cstdint>

#include "base/json_tape.hpp"

namespace weir::validate {

using base::JsonTape;
using base::TapeNode;
using base::TapeTag;

inline bool is_number(TapeTag tag) {
  return tag >= TapeTag::whole && tag <= TapeTag::real;
}

// < 0, 0 or > 0. Both have to be numbers.
int compare_numbers(const TapeNode& a, const TapeNode& b);

double as_double(const TapeNode& number);

// Is `value` a whole number of `step`s? Decided on the decimal digits, so 0.0075 is 75 times
// 0.0001.
bool is_multiple(const TapeNode& value, const TapeNode& step);

bool equal_values(const JsonTape& a, uint32_t at_a, const JsonTape& b, uint32_t at_b);

// Equal values have equal hashes.
uint64_t hash_value(const JsonTape& tape, uint32_t at);

}  // namespace weir::validate
