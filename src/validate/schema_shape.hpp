// SPDX-License-Identifier: Apache-2.0
// What a schema says may stand where, as a JSON text with a value of the right type at each place:
// {"pool": {"workers": 0, "name": ""}}. For readers that have only text and no type, as the
// environment's variables.
#pragma once

#include <string>

#include "validate/schema_plan.hpp"

namespace weir::validate {

// Members that properties names, through $ref and allOf, to a bounded depth; a place of several
// types, or of any, is null.
std::string shape_of(const SchemaPlan& plan);

}  // namespace weir::validate
