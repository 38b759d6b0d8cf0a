// SPDX-License-Identifier: Apache-2.0
#include "validate/rules.hpp"

#include <utility>

#include "base/callback.hpp"
#include "validate/strict.hpp"

namespace weir::validate {
namespace {

// A rule that throws is one failed rule with the exception's text, never a failed run.
bool ask(const Rule& rule, const Json& config, Complaint& complaint) {
  try {
    return rule.check->passes(config, complaint);
  } catch (const std::exception& error) {
    complaint.message = std::string("the rule itself failed: ") + error.what();
  } catch (...) {
    if (base::being_cancelled()) throw;
    complaint.message = "the rule itself failed with an exception of an unknown type";
  }
  return false;
}

Finding finding_of(const Rule& rule, Severity severity, Complaint complaint) {
  Finding finding;
  finding.severity = severity;
  finding.rule = rule.name;
  if (const JsonPointer* place = rule.check->place()) finding.pointer = place->text();
  if (!complaint.pointer.empty()) finding.pointer = std::move(complaint.pointer);
  finding.message = std::move(complaint.message);
  finding.hint = rule.hint.empty() ? std::move(complaint.hint) : rule.hint;
  return finding;
}

}  // namespace

void Rules::add(Rule rule) {
  auto shared = std::make_shared<const Rule>(std::move(rule));
  const std::lock_guard lock(mutex_);
  // A new list each time: that nobody reads the old one any more cannot be learnt from its
  // use_count(), which orders nothing.
  auto longer = std::make_shared<List>();
  longer->reserve(list_->size() + 1);
  *longer = *list_;
  longer->push_back(std::move(shared));
  list_ = std::move(longer);
}

void Rules::clear() {
  std::shared_ptr<const List> old =
      std::make_shared<List>();  // ends after the lock: a rule's end runs the caller's code
  const std::lock_guard lock(mutex_);
  list_.swap(old);
}

size_t Rules::count() const {
  return snapshot()->size();
}

std::shared_ptr<const Rules::List> Rules::snapshot() const {
  const std::lock_guard lock(mutex_);
  return list_;
}

Report Rules::validate(const Json& config, const Options& options) const {
  const auto list = snapshot();
  Report report;
  for (const auto& rule : *list) {
    if (rule->level > options.level) continue;
    Complaint complaint;
    const bool passed = ask(*rule, config, complaint);
    report.count_rule(passed);
    // What a rule says although it passes is worth knowing, and no more.
    if (passed && complaint.message.empty()) continue;
    const Severity severity = passed ? Severity::info : rule->severity;
    for (Finding& finding : complaint.findings) {
      finding.severity = severity;
      if (!rule->hint.empty()) finding.hint = rule->hint;
      report.add(std::move(finding));
    }
    if (!complaint.findings.empty()) continue;
    report.add(finding_of(*rule, severity, std::move(complaint)));
  }
  if (options.strict) {
    KnownKeys known;
    for (const auto& rule : *list) {
      if (const JsonPointer* place = rule->check->place()) known.add(*place);
    }
    known.report_unknown(config.root(), report);
  }
  return report;
}

std::optional<Finding> Rules::check(const Json& config) const {
  const auto list = snapshot();
  for (const auto& rule : *list) {
    if (rule->level != Level::fast || rule->severity != Severity::error) continue;
    Complaint complaint;
    if (!ask(*rule, config, complaint)) {
      if (!complaint.findings.empty()) return std::move(complaint.findings.front());
      return finding_of(*rule, rule->severity, std::move(complaint));
    }
  }
  return std::nullopt;
}

}  // namespace weir::validate
