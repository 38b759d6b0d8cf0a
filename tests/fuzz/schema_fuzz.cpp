// SPDX-License-Identifier: Apache-2.0
// Proves: no schema and no document makes the compiler or the evaluator crash; a verdict is "no"
// exactly when there is something to say; and a document judged as text gets the verdict it gets as
// a tree. The input is a schema, a line with ---, and a document.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/json.hpp"
#include "base/status.hpp"
#include "validate/schema.hpp"

namespace {

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "schema_fuzz: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weir;
  using namespace weir::validate;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view line = "\n---\n";
  const size_t cut = input.find(line);
  const std::string_view schema_text = input.substr(0, cut);
  const std::string_view text =
      cut == std::string_view::npos ? std::string_view("{}") : input.substr(cut + line.size());
  std::shared_ptr<const Schema> schema;
  try {
    SchemaOptions options;
    options.dialect.format_assertion = true;
    schema = Schema::compile(schema_text, options, 20);
  } catch (const Error& error) {
    demand(error.what()[0] != '\0', "a refusal without words");
    return 0;
  }
  try {
    const bool holds = schema->check(text);
    const Report report = schema->validate(text);
    demand(report.is_valid() == holds, "the verdict and the report disagree");
    demand(holds == (report.count() == 0), "a refusal without findings, or the other way round");
    std::shared_ptr<const base::Json> tree;
    try {
      tree = base::Json::parse(text);
    } catch (const Error&) {
      return 0;  // \u0000, which only a text may hold
    }
    demand(schema->check(tree->root()) == holds, "text and tree get different verdicts");
  } catch (const Error& error) {
    demand(error.status() == Status::parse || error.status() == Status::limit,
           "a document failed with something else than its own fault");
  }
  return 0;
}
