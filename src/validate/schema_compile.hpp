// SPDX-License-Identifier: Apache-2.0
// From the words of a schema to a plan.
#pragma once

#include "validate/schema_index.hpp"
#include "validate/schema_plan.hpp"

namespace weir::validate {

struct SchemaOptions {
  Dialect dialect;      // of schemas that do not name theirs
  bool strict = false;  // keywords that are not known are refused, with the nearest one that is
  SchemaSource source;
  std::string uri;  // the schema's own, when it does not name one
};

// Error(invalid) names line, column and pointer of what is wrong; Error(not_found) a document that
// is missing; Error(parse) as JsonTape::read().
std::unique_ptr<const SchemaPlan> compile_schema(std::string_view text,
                                                 const SchemaOptions& options);

}  // namespace weir::validate
