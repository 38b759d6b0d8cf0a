// SPDX-License-Identifier: Apache-2.0
// The weir_rules handle and what every rule can be given, for the files of api/ that add rules.
#pragma once

#include "api/handle.hpp"
#include "validate/rules.hpp"
#include "weir/validate.h"

struct weir_rules : weir::api::Handle<weir::validate::Rules, weir::api::tag("rule")> {
  static constexpr const char* kName = "weir_rules";
  using Handle::Handle;
};

namespace weir::api {

// A rule without its check; `kind` is its name unless the options have one.
validate::Rule make_rule(const weir_rule_options* options, const char* kind);

// A validation's level: Error(invalid) for one that there is not, or that only rules have.
validate::Level level_of(uint32_t level, validate::Level if_zero);

}  // namespace weir::api
