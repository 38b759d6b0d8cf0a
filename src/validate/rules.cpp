// SPDX-License-Identifier: Apache-2.0
#include "validate/rules.hpp"

#include <utility>

#include "base/nearest.hpp"
#include "base/status.hpp"

namespace weir::validate {

// A new plan each time: that nobody reads the old one any more cannot be learnt from its
// use_count(), which orders nothing.
void Rules::add(Rule rule) {
  std::vector<Rule> one;
  one.push_back(std::move(rule));
  add(std::move(one));
}

void Rules::add(std::vector<Rule> rules) {
  Plan::List made;
  made.reserve(rules.size());
  for (Rule& rule : rules) made.push_back(std::make_shared<const Rule>(std::move(rule)));
  std::shared_ptr<const Plan> old;  // ends after the lock
  const std::lock_guard lock(mutex_);
  Plan::List longer;
  longer.reserve(plan_->added().size() + made.size());
  longer = plan_->added();
  longer.insert(longer.end(), made.begin(), made.end());
  old = std::exchange(plan_, std::make_shared<const Plan>(std::move(longer)));
}

void Rules::clear() {
  std::shared_ptr<const Plan> old =
      std::make_shared<const Plan>();  // ends after the lock: a rule's end runs the caller's code
  const std::lock_guard lock(mutex_);
  plan_.swap(old);
}

void Rules::change(const std::vector<std::pair<std::string, Change>>& changes) {
  std::shared_ptr<const Plan> old;  // ends after the lock
  const std::lock_guard lock(mutex_);
  Plan::List changed = plan_->added();
  for (const auto& [name, change] : changes) {
    bool found = false;
    base::Nearest nearest(name);
    for (auto& rule : changed) {
      nearest.offer(rule->name);
      if (rule->name != name) continue;
      found = true;
      Rule copy = *rule;
      change(copy);
      rule = std::make_shared<const Rule>(std::move(copy));
    }
    if (!found) {
      fail(Status::not_found, "there is no rule \"%s\"%s", name.c_str(),
           nearest ? (": did you mean \"" + nearest.name() + "\"?").c_str() : "");
    }
  }
  old = std::exchange(plan_, std::make_shared<const Plan>(std::move(changed)));
}

size_t Rules::count() const {
  return plan()->added().size();
}

std::shared_ptr<const Plan> Rules::plan() const {
  const std::lock_guard lock(mutex_);
  return plan_;
}

Report Rules::validate(const Json& config, const Options& options) const {
  return plan()->run(config, options);
}

std::optional<Finding> Rules::check(const Json& config) const {
  return plan()->first_error(config);
}

}  // namespace weir::validate
