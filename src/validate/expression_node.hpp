// SPDX-License-Identifier: Apache-2.0
// What an expression is made of.
#pragma once

#include <string>
#include <vector>

#include "validate/expression.hpp"

namespace weir::validate {

enum class Op : uint8_t {
  number,
  text,
  truth,  // true and false, as `number`
  null,
  path,
  list,  // only on the right of `in`
  logic_not,
  logic_and,
  logic_or,
  equal,
  unequal,
  less,
  at_most,
  more,
  at_least,
  in,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  negate,
  exists,
  absolute,
  least,
  most,
  sum,
  count,
  distinct,
  lookup,
  cpus
};

struct Expression::Node {
  Op op = Op::null;
  double number = 0;
  std::string text;  // of a text; of a path, as it was written
  JsonPointer path = JsonPointer("");
  bool from_item = false;
  std::vector<Node> kids;
};

Expression::Node parse_expression(std::string_view text);

}  // namespace weir::validate
