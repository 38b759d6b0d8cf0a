// SPDX-License-Identifier: Apache-2.0
// A set of rules.
//
// Threads: Shared. A validation takes a snapshot of the set when it begins and holds no lock while
// rules run, so rules may be added or cleared meanwhile, also by a rule's own function.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "validate/plan.hpp"
#include "validate/report.hpp"
#include "validate/rule.hpp"

namespace weir::validate {

class Rules {
 public:
  // Error(invalid) when rules would come after each other in a circle; the set is then as it was.
  void add(Rule rule);
  void add(std::vector<Rule> rules);  // all or none
  void clear();
  size_t count() const;

  // Gives every rule of a name what `change` makes of it; Error(not_found) when there is none.
  // Several names at once, all or none.
  using Change = std::function<void(Rule& rule)>;
  void change(const std::vector<std::pair<std::string, Change>>& changes);

  // Runs every rule that the options choose and gathers everything there is to say. Error(invalid)
  // when one comes after a rule that is not there.
  Report validate(const Json& config, const Options& options) const;

  // The hot path: rules of Level::fast and severity error only, up to the first that fails. Nothing
  // is allocated when none does.
  std::optional<Finding> check(const Json& config) const;

  // The rules as they are now, in the order in which they run.
  std::shared_ptr<const Plan> plan() const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Plan> plan_ = std::make_shared<const Plan>();  // replaced, never changed
};

}  // namespace weir::validate
