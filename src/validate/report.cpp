// SPDX-License-Identifier: Apache-2.0
#include "validate/report.hpp"

#include <algorithm>

#include "base/json_write.hpp"
#include "base/status.hpp"

namespace weir::validate {
namespace {

const char* name_of(Severity severity) {
  if (severity == kSuggestion) return "suggestion";
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "info";
}

// With `colours`, as a terminal understands them (ECMA-48).
std::string heading_of(Severity severity, bool colours) {
  const char* const word = severity == Severity::error     ? "[ERROR]"
                           : severity == Severity::warning ? "[WARNING]"
                           : severity == kSuggestion       ? "[SUGGESTION]"
                                                           : "[INFO]";
  if (!colours) return std::string(word) + " ";
  const char* const colour = severity == Severity::error     ? "\033[31m"
                             : severity == Severity::warning ? "\033[33m"
                                                             : "\033[36m";
  return std::string(colour) + word + "\033[0m ";
}

std::string counted(size_t count, const char* what) {
  return format_text("%zu %s%s", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string describe(const Finding& finding) {
  std::string text;
  if (finding.line != 0) text = format_text("line %u, column %u: ", finding.line, finding.column);
  if (!finding.pointer.empty()) text += finding.pointer + ": ";
  text += finding.message + " (rule " + finding.rule;
  if (!finding.hint.empty()) text += "; " + finding.hint;
  return text + ")";
}

void Report::add(Finding finding) {
  const bool error = finding.severity == Severity::error;
  findings_.push_back(std::move(finding));
  if (error) ++errors_;
}

void Report::add_skipped(std::string rule, std::string because) {
  skipped_.push_back({std::move(rule), std::move(because)});
}

size_t Report::count(Severity severity) const {
  return static_cast<size_t>(
      std::count_if(findings_.begin(), findings_.end(),
                    [severity](const Finding& finding) { return finding.severity == severity; }));
}

std::string Report::summary(bool colours) const {
  std::string text = is_valid() ? "PASSED: " : "FAILED: ";
  text += counted(errors_, "error") + ", " + counted(count(Severity::warning), "warning") + ", " +
          format_text("%zu info, ", count(Severity::info));
  if (const size_t count = this->count(kSuggestion)) text += counted(count, "suggestion") + ", ";
  text += "by " + counted(rules_, "rule");
  for (const Finding& finding : findings_) {
    text.append("\n  ").append(heading_of(finding.severity, colours)).append(describe(finding));
  }
  for (const Skipped& skipped : skipped_) {
    text.append("\n  skipped: rule ").append(skipped.rule);
    text.append(", as ").append(skipped.because).append(" did not hold");
  }
  return text;
}

std::string Report::json() const {
  base::JsonWriter json(base::JsonStyle::pretty);
  json.begin_object().key("valid").value(is_valid());
  json.key("rules").value(uint64_t{rules_}).key("failed_rules").value(uint64_t{failed_});
  json.key("errors").value(uint64_t{errors_});
  json.key("warnings").value(uint64_t{count(Severity::warning)});
  json.key("infos").value(uint64_t{count(Severity::info)});
  json.key("suggestions").value(uint64_t{count(kSuggestion)});
  json.key("skipped").begin_array();
  for (const Skipped& skipped : skipped_) {
    json.begin_object().key("rule").value(skipped.rule);
    json.key("because").value(skipped.because).end_object();
  }
  json.end_array();
  json.key("findings").begin_array();
  for (const Finding& finding : findings_) {
    json.begin_object().key("severity").value(name_of(finding.severity));
    json.key("rule").value(finding.rule).key("pointer").value(finding.pointer);
    json.key("message").value(finding.message).key("hint").value(finding.hint);
    if (finding.line != 0) json.key("line").value(finding.line).key("column").value(finding.column);
    if (!finding.schema.empty()) json.key("schema").value(finding.schema);
    json.end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace weir::validate
