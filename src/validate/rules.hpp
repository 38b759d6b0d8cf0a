// SPDX-License-Identifier: Apache-2.0
// A set of rules.
//
// Threads: Shared. A validation takes a snapshot of the set when it begins and holds no lock while
// rules run, so rules may be added or cleared meanwhile, also by a rule's own function.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "validate/report.hpp"
#include "validate/rule.hpp"

namespace weir::validate {

struct Options {
  Level level = Level::standard;
  bool strict = false;  // keys that no rule names become warnings
};

class Rules {
 public:
  void add(Rule rule);
  void clear();
  size_t count() const;

  // Runs every rule of the level and gathers everything there is to say.
  Report validate(const Json& config, const Options& options) const;

  // The hot path: rules of Level::fast and severity error only, up to the first that fails. Nothing
  // is allocated when none does.
  std::optional<Finding> check(const Json& config) const;

 private:
  using List = std::vector<std::shared_ptr<const Rule>>;
  std::shared_ptr<const List> snapshot() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const List> list_ = std::make_shared<List>();  // replaced, never changed
};

}  // namespace weir::validate
