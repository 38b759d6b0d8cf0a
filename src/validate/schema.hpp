// SPDX-License-Identifier: Apache-2.0
// A compiled JSON Schema and what may be asked of it.
//
// Threads: frozen. Tapes and evaluators are lent to each call from a few slots, so that asking
// again allocates nothing and no lock is taken.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "validate/report.hpp"
#include "validate/schema_compile.hpp"
#include "validate/schema_eval.hpp"

namespace weir::validate {

class Schema {
 public:
  static std::shared_ptr<const Schema> compile(std::string_view text, const SchemaOptions& options,
                                               size_t most_findings);
  ~Schema();
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  // The verdict. A text that is no JSON is Error(parse).
  bool check(std::string_view text) const;
  bool check(base::JsonValue value) const;

  // The verdict and, when it is no, why: with line and column for a text.
  Report validate(std::string_view text) const;
  // The same into a list; false when something was added. `at` is the value's own pointer.
  bool explain(base::JsonValue value, const std::string& at, std::vector<Finding>& findings) const;

  // A JSON text with a value of the right type at each place that the schema names.
  std::string shape() const;

 private:
  struct Scratch {
    explicit Scratch(const SchemaPlan& plan) : evaluator(plan) {}
    base::JsonTape tape;
    SchemaEvaluator evaluator;
  };
  class Lease;

  Schema(std::unique_ptr<const SchemaPlan> plan, size_t most_findings);
  void gather(Scratch& scratch, const std::string& at, std::vector<Finding>& findings) const;

  std::unique_ptr<const SchemaPlan> plan_;
  size_t most_findings_;
  mutable std::array<std::atomic<Scratch*>, 8> idle_{};
};

// A rule that asks a schema about the value at `place`.
std::unique_ptr<const Check> schema_check(JsonPointer place, std::shared_ptr<const Schema> schema);

}  // namespace weir::validate
