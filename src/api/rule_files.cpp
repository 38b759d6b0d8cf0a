// SPDX-License-Identifier: Apache-2.0
// include/weir/rule_files.h
#include "weir/rule_files.h"

#include "api/json.hpp"
#include "api/rules.hpp"
#include "validate/document.hpp"

using namespace weir;
using namespace weir::api;

weir_status weir_rules_load(weir_rules* rules, const char* name) {
  return guard(__func__, [&] {
    const auto set = use(rules, "rules");
    require(name, "name");
    validate::load(*set, name);
    return Status::ok;
  });
}

weir_status weir_rules_arrange(weir_rules* rules, const weir_json* document) {
  return guard(__func__, [&] {
    const auto set = use(rules, "rules");
    validate::arrange(*set, *use(document, "document"));
    return Status::ok;
  });
}
