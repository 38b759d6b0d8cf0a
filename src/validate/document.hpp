// SPDX-License-Identifier: Apache-2.0
// Rules written as data: a JSON document that a person or a program keeps beside its
// configurations.
//
//   {"rules": [{"rule": "range", "field": "batch_size", "min": 1, "max": 512, "hint": "..."}, ...]}
//
// include/weir/validate.h lists every kind and key. Reading is strict: an unknown kind or key is an
// error with the nearest one that exists, because a misspelt rule that silently checks nothing is
// worse than none.
#pragma once

#include "validate/rules.hpp"

namespace weir::validate {

// Adds all rules of the document, or none: Error(invalid) names the place in it that is wrong.
void add_document(Rules& rules, const Json& document);

// Gives rules that are there, by name, what a document's rules may have: {"name": {"after":
// ["other"], "limit_ms": 5}, ...}. All or none.
void arrange(Rules& rules, const Json& document);

// Adds the rules of a ready-made set, or of a file when the name has a "/" or a ".".
// Error(not_found) tells which sets there are.
void load(Rules& rules, const char* name);

}  // namespace weir::validate
