// SPDX-License-Identifier: Apache-2.0
#include "validate/plan.hpp"

#include <algorithm>
#include <queue>
#include <unordered_map>
#include <utility>

#include "base/callback.hpp"
#include "base/clock.hpp"
#include "base/nearest.hpp"
#include "base/status.hpp"
#include "validate/strict.hpp"

namespace weir::validate {
namespace {

enum State : uint8_t { kNotAsked, kHeld, kFailed, kSkipped };

// A clock reading costs as much as a small rule, so only some runs are timed once there is a
// history.
constexpr uint64_t kAlwaysTimed = 8;
constexpr uint32_t kTimedEach = 16;
thread_local uint32_t runs_of_thread = 0;

bool fits_profile(const Rule& rule, const std::string& profile) {
  return rule.profiles.empty() ||
         std::find(rule.profiles.begin(), rule.profiles.end(), profile) != rule.profiles.end();
}

bool wanted(const Rule& rule, const Options& options) {
  return rule.level <= options.level && rule.level != Level::on_demand &&
         fits_profile(rule, options.profile);
}

// A rule that throws is one failed rule with the exception's text, never a failed run.
bool ask_check(const Rule& rule, const Json& config, Complaint& complaint) {
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

bool ask(const Rule& rule, const Json& config, bool timed, Complaint& complaint) {
  bool holds = false;
  if (!timed && rule.limit_ns == 0) {
    holds = ask_check(rule, config, complaint);
  } else {
    const uint64_t begin = base::monotonic_ns();
    holds = ask_check(rule, config, complaint);
    const uint64_t took = base::monotonic_ns() - begin;
    History& history = *rule.history;
    history.runs.fetch_add(1, std::memory_order_relaxed);
    history.total_ns.fetch_add(took, std::memory_order_relaxed);
    uint64_t most = history.max_ns.load(std::memory_order_relaxed);
    while (took > most &&
           !history.max_ns.compare_exchange_weak(most, took, std::memory_order_relaxed)) {
    }
    if (rule.limit_ns != 0 && took > rule.limit_ns) {
      if (!complaint.message.empty()) complaint.message += "; ";
      complaint.message +=
          format_text("took %.3f ms, which is past its limit of %.3f ms",
                      static_cast<double>(took) / 1e6, static_cast<double>(rule.limit_ns) / 1e6);
      complaint.findings.clear();
      holds = false;
    }
  }
  if (!holds) rule.history->failures.fetch_add(1, std::memory_order_relaxed);
  return holds;
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

void add_findings(const Rule& rule, bool passed, Complaint complaint, Report& report) {
  report.count_rule(passed);
  // What a rule says although it passes is worth knowing, and no more.
  if (passed && complaint.message.empty()) return;
  const Severity severity = passed ? Severity::info : rule.severity;
  for (Finding& finding : complaint.findings) {
    finding.severity = severity;
    if (finding.rule.empty()) finding.rule = rule.name;
    if (!rule.hint.empty()) finding.hint = rule.hint;
    report.add(std::move(finding));
  }
  if (complaint.findings.empty()) report.add(finding_of(rule, severity, std::move(complaint)));
}

}  // namespace

Plan::Plan(List rules) : added_(std::move(rules)), order_(added_) {
  std::stable_sort(order_.begin(), order_.end(),
                   [](const auto& a, const auto& b) { return a->level < b->level; });
  const auto waits = [](const auto& rule) { return !rule->after.empty(); };
  if (std::any_of(order_.begin(), order_.end(), waits)) sort_by_need();
}

void Plan::sort_by_need() {
  const size_t count = order_.size();
  std::unordered_map<std::string, std::vector<uint32_t>> by_name;
  for (uint32_t i = 0; i < count; ++i) by_name[order_[i]->name].push_back(i);
  std::vector<std::vector<uint32_t>> needs(count), needed_by(count);
  std::vector<std::string> missing(count);
  for (uint32_t i = 0; i < count; ++i) {
    for (const std::string& name : order_[i]->after) {
      const auto found = by_name.find(name);
      if (found == by_name.end() && missing[i].empty()) missing[i] = name;
      if (found == by_name.end()) continue;
      needs[i].insert(needs[i].end(), found->second.begin(), found->second.end());
      for (const uint32_t first : found->second) needed_by[first].push_back(i);
    }
  }
  // A rule is as urgent as the most urgent that waits for it. order_ is sorted by level, so the
  // first to reach a rule is that one.
  std::vector<uint32_t> urgency(count, UINT32_MAX), stack;
  for (uint32_t i = 0; i < count; ++i) {
    stack.assign(1, i);
    while (!stack.empty()) {
      const uint32_t at = stack.back();
      stack.pop_back();
      if (urgency[at] != UINT32_MAX) continue;
      urgency[at] = i;
      stack.insert(stack.end(), needs[at].begin(), needs[at].end());
    }
  }
  using Ready = std::pair<uint32_t, uint32_t>;
  std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
  std::vector<uint32_t> open(count), place(count, UINT32_MAX);
  for (uint32_t i = 0; i < count; ++i) {
    open[i] = static_cast<uint32_t>(needs[i].size());
    if (open[i] == 0) ready.emplace(urgency[i], i);
  }
  List sorted;
  std::vector<uint32_t> from;
  while (!ready.empty()) {
    const uint32_t next = ready.top().second;
    ready.pop();
    place[next] = static_cast<uint32_t>(sorted.size());
    sorted.push_back(order_[next]);
    from.push_back(next);
    for (const uint32_t waiting : needed_by[next]) {
      if (--open[waiting] == 0) ready.emplace(urgency[waiting], waiting);
    }
  }
  if (sorted.size() < count) {
    // Whoever is left waits for somebody who is left: following that comes round.
    std::vector<uint32_t> way;
    uint32_t at = 0;
    while (place[at] != UINT32_MAX) ++at;
    while (std::find(way.begin(), way.end(), at) == way.end()) {
      way.push_back(at);
      at = *std::find_if(needs[at].begin(), needs[at].end(),
                         [&](uint32_t need) { return place[need] == UINT32_MAX; });
    }
    std::string circle;
    for (auto it = std::find(way.begin(), way.end(), at); it != way.end(); ++it) {
      circle += "\"" + order_[*it]->name + "\" after ";
    }
    fail(Status::invalid, "rules come after each other in a circle: %s\"%s\"", circle.c_str(),
         order_[at]->name.c_str());
  }
  needs_.resize(count);
  missing_.resize(count);
  for (uint32_t i = 0; i < count; ++i) {
    missing_[i] = std::move(missing[from[i]]);
    for (const uint32_t need : needs[from[i]]) needs_[i].push_back(place[need]);
  }
  order_ = std::move(sorted);
}

void Plan::check_missing(size_t index) const {
  const std::string& name = missing_[index];
  if (name.empty()) return;
  base::Nearest nearest(name);
  for (const auto& rule : order_) nearest.offer(rule->name);
  fail(Status::invalid, "rule \"%s\" comes after \"%s\", and no rule has that name%s",
       order_[index]->name.c_str(), name.c_str(),
       nearest ? (": did you mean \"" + nearest.name() + "\"?").c_str() : "");
}

// What is asked: 1 for each rule that is. Rules that chosen ones come after stand before them, so
// one walk from the end finds all.
Plan::Flags Plan::choose(const Options& options) const {
  Flags chosen(order_.size(), 0);
  for (const std::string& name : options.only) {
    bool found = false;
    base::Nearest nearest(name);
    for (size_t i = 0; i < order_.size(); ++i) {
      nearest.offer(order_[i]->name);
      if (order_[i]->name != name) continue;
      chosen[i] = 1;
      found = true;
    }
    if (!found) {
      fail(Status::not_found, "there is no rule \"%s\"%s", name.c_str(),
           nearest ? (": did you mean \"" + nearest.name() + "\"?").c_str() : "");
    }
  }
  for (size_t i = order_.size(); i-- > 0;) {
    if (options.only.empty() && wanted(*order_[i], options)) chosen[i] = 1;
    if (!chosen[i] || needs_.empty()) continue;
    check_missing(i);
    for (const uint32_t need : needs_[i]) chosen[need] = 1;
  }
  return chosen;
}

const std::string* Plan::blocked_by(size_t index, const Flags& states) const {
  for (const uint32_t need : needs_[index]) {
    if (states[need] != kHeld) return &order_[need]->name;
  }
  return nullptr;
}

bool Plan::is_pure(const Options& options) const {
  const Flags chosen = choose(options);
  for (size_t i = 0; i < order_.size(); ++i) {
    const Rule& rule = *order_[i];
    if (chosen[i] && (rule.limit_ns != 0 || !(rule.check->is_pure() || rule.pure))) return false;
  }
  return true;
}

Report Plan::run(const Json& config, const Options& options) const {
  const bool simple = needs_.empty() && options.only.empty();
  Flags states;  // first whether it is asked, then what came of it
  if (!simple) states = choose(options);
  work::Control* const control = options.control;
  if (control != nullptr) {
    const auto asked = [&, i = size_t{0}](const auto& rule) mutable {
      return simple ? wanted(*rule, options) : states[i++] != 0;
    };
    control->check();
    control->begin(static_cast<uint64_t>(std::count_if(order_.begin(), order_.end(), asked)));
  }
  const bool timed =
      !order_.empty() &&
      (order_.front()->history->runs.load(std::memory_order_relaxed) < kAlwaysTimed ||
       ++runs_of_thread % kTimedEach == 0);
  Report report;
  for (size_t i = 0; i < order_.size(); ++i) {
    const Rule& rule = *order_[i];
    if (simple ? !wanted(rule, options) : states[i] == 0) continue;
    if (control != nullptr) control->check();
    const std::string* blocked = needs_.empty() ? nullptr : blocked_by(i, states);
    if (blocked != nullptr) {
      states[i] = kSkipped;
      report.add_skipped(rule.name, *blocked);
    } else {
      Complaint complaint;
      const bool held = ask(rule, config, timed, complaint);
      if (!simple) states[i] = held ? kHeld : kFailed;
      add_findings(rule, held, std::move(complaint), report);
    }
    if (control != nullptr) control->advance(1);
  }
  if (options.strict) {
    KnownKeys known;
    for (const auto& rule : order_) {
      if (const JsonPointer* place = rule->check->place()) known.add(*place);
    }
    known.report_unknown(config.root(), report);
  }
  return report;
}

std::optional<Finding> Plan::first_error(const Json& config) const {
  Flags states;
  if (!needs_.empty()) states = choose(Level::fast);
  for (size_t i = 0; i < order_.size(); ++i) {
    const Rule& rule = *order_[i];
    if (states.empty()) {
      if (rule.level != Level::fast) break;  // sorted by level
      if (rule.severity != Severity::error || !rule.profiles.empty()) continue;
    } else {
      if (states[i] == 0) continue;
      if (blocked_by(i, states) != nullptr) {
        states[i] = kSkipped;
        continue;
      }
    }
    Complaint complaint;
    const bool held = ask(rule, config, false, complaint);
    if (!states.empty()) states[i] = held ? kHeld : kFailed;
    if (held || rule.severity != Severity::error) continue;
    if (!complaint.findings.empty()) return std::move(complaint.findings.front());
    return finding_of(rule, rule.severity, std::move(complaint));
  }
  return std::nullopt;
}

}  // namespace weir::validate
