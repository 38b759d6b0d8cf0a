// SPDX-License-Identifier: Apache-2.0
// Strict mode: which keys does no rule name?
//
// The top level is always looked at. An object further in is looked at when some rule names a key
// inside it; when rules name only the object itself, what it holds is its own affair.
#pragma once

#include <map>
#include <string>

#include "validate/report.hpp"

namespace weir::validate {

class KnownKeys {
 public:
  void add(const JsonPointer& place);
  void report_unknown(JsonValue root, Report& report) const;

 private:
  struct Node {
    std::map<std::string, Node, std::less<>> children;
  };
  static void visit(JsonValue value, const Node& known, const std::string& pointer, Report& report);

  Node root_;
};

}  // namespace weir::validate
