// SPDX-License-Identifier: Apache-2.0
// The rules of a set in the order in which they run: the most important level first, and within it
// as they were added, but no rule before those it comes after.
//
// A rule is asked when the options choose it, or when a chosen one comes after it. When it does not
// hold, those that come after it are skipped and the report says so: a rule that compares two
// numbers has nothing to say once another has found that one of them is a text.
//
// Threads: frozen; many validations run one plan at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "validate/report.hpp"
#include "validate/rule.hpp"
#include "work/control.hpp"

namespace weir::validate {

struct Options {
  Options() = default;
  Options(Level asked, bool also_strict = false) : level(asked), strict(also_strict) {}

  Level level = Level::standard;
  bool strict = false;            // keys that no rule names become warnings
  std::vector<std::string> only;  // run these, whatever their level, instead of a level
  std::string profile;            // rules of other profiles do not run
  work::Control* control = nullptr;
};

class Plan {
 public:
  using List = std::vector<std::shared_ptr<const Rule>>;

  Plan() = default;
  // `rules` as they were added. Error(invalid) for a circle, which it names.
  explicit Plan(List rules);

  const List& added() const noexcept { return added_; }
  const List& order() const noexcept { return order_; }
  // No rule that these options choose looks at anything but the configuration.
  bool is_pure(const Options& options) const;

  Report run(const Json& config, const Options& options) const;
  std::optional<Finding> first_error(const Json& config) const;

 private:
  using Flags = std::vector<uint8_t>;
  void sort_by_need();
  void check_missing(size_t index) const;
  Flags choose(const Options& options) const;
  const std::string* blocked_by(size_t index, const Flags& states) const;

  List added_, order_;
  // Of each rule in order_: where those it comes after stand. Empty when no rule comes after any.
  std::vector<std::vector<uint32_t>> needs_;
  std::vector<std::string> missing_;  // the first name that nobody has; else empty
};

}  // namespace weir::validate
