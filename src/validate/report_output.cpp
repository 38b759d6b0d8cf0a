// SPDX-License-Identifier: Apache-2.0
// Reports in the formats of others: JSON Schema's own output, and SARIF 2.1.0 for code hosts and
// CI.
#include <set>
#include <vector>

#include "base/json_write.hpp"
#include "validate/report.hpp"

namespace weir::validate {
namespace {

using base::JsonWriter;

// A rule that is no schema's keyword has no place in a schema: its name stands for one.
std::string keyword_location(const Finding& finding) {
  return finding.schema_path.empty() ? "/" + finding.rule : finding.schema_path;
}

void write_unit(JsonWriter& json, const Finding& finding) {
  json.key("valid").value(false);
  json.key("keywordLocation").value(keyword_location(finding));
  if (!finding.schema.empty()) json.key("absoluteKeywordLocation").value(finding.schema);
  json.key("instanceLocation").value(finding.pointer);
  json.key("error").value(finding.message);
}

bool is_inside(const Finding& inner, const Finding& outer) {
  return keyword_location(inner).starts_with(keyword_location(outer) + "/");
}

// Writes findings [first, last), those that stand inside another one as its own errors.
void write_nested(JsonWriter& json, const std::vector<const Finding*>& errors, size_t first,
                  size_t last) {
  json.key("errors").begin_array();
  while (first != last) {
    size_t next = first + 1;
    while (next != last && is_inside(*errors[next], *errors[first])) ++next;
    json.begin_object();
    write_unit(json, *errors[first]);
    if (next != first + 1) write_nested(json, errors, first + 1, next);
    json.end_object();
    first = next;
  }
  json.end_array();
}

const char* sarif_level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

}  // namespace

std::string Report::basic() const {
  JsonWriter json(base::JsonStyle::pretty);
  json.begin_object().key("valid").value(is_valid());
  if (!is_valid()) {
    json.key("errors").begin_array();
    for (const Finding& finding : findings_) {
      if (finding.severity != Severity::error) continue;
      json.begin_object();
      write_unit(json, finding);
      json.end_object();
    }
    json.end_array();
  }
  return json.end_object().take();
}

std::string Report::detailed() const {
  JsonWriter json(base::JsonStyle::pretty);
  json.begin_object().key("valid").value(is_valid());
  json.key("keywordLocation").value("").key("instanceLocation").value("");
  std::vector<const Finding*> errors;
  for (const Finding& finding : findings_) {
    if (finding.severity == Severity::error) errors.push_back(&finding);
  }
  if (!errors.empty()) write_nested(json, errors, 0, errors.size());
  return json.end_object().take();
}

std::string Report::sarif(const std::string& source) const {
  JsonWriter json(base::JsonStyle::pretty);
  json.begin_object();
  json.key("$schema").value("https://json.schemastore.org/sarif-2.1.0.json");
  json.key("version").value("2.1.0").key("runs").begin_array().begin_object();
  json.key("tool").begin_object().key("driver").begin_object().key("name").value("weir");
  json.key("rules").begin_array();
  std::set<std::string> rules;
  for (const Finding& finding : findings_) {
    if (!rules.insert(finding.rule).second) continue;
    json.begin_object().key("id").value(finding.rule).end_object();
  }
  json.end_array().end_object().end_object();
  json.key("results").begin_array();
  for (const Finding& finding : findings_) {
    json.begin_object().key("ruleId").value(finding.rule);
    json.key("level").value(sarif_level(finding.severity));
    std::string text = finding.message;
    if (!finding.hint.empty()) text += "; " + finding.hint;
    json.key("message").begin_object().key("text").value(text).end_object();
    json.key("locations").begin_array().begin_object();
    if (!source.empty()) {
      json.key("physicalLocation").begin_object();
      json.key("artifactLocation").begin_object().key("uri").value(source).end_object();
      if (finding.line != 0) {
        json.key("region").begin_object().key("startLine").value(finding.line);
        json.key("startColumn").value(finding.column).end_object();
      }
      json.end_object();
    }
    json.key("logicalLocations").begin_array().begin_object();
    json.key("fullyQualifiedName").value(finding.pointer).end_object().end_array();
    json.end_object().end_array().end_object();
  }
  return json.end_array().end_object().end_array().end_object().take();
}

}  // namespace weir::validate
