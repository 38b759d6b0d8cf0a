// SPDX-License-Identifier: Apache-2.0
#include "cli/judge.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/arguments.hpp"
#include "cli/text.hpp"

namespace weir::cli {
namespace {

const char* level_name(uint32_t severity) {
  return severity == WEIR_LEVEL_ERROR        ? "error"
         : severity == WEIR_LEVEL_WARNING    ? "warning"
         : severity == WEIR_LEVEL_SUGGESTION ? "suggestion"
                                             : "info";
}

// The line of the text, with a mark under the column.
std::string shown_source(const std::string& text, uint32_t line, uint32_t column) {
  size_t start = 0;
  for (uint32_t at = 1; at < line && start != std::string::npos; ++at) {
    start = text.find('\n', start);
    if (start != std::string::npos) ++start;
  }
  if (start == std::string::npos || line == 0) return {};
  std::string source = readable(text.substr(start, text.find('\n', start) - start), 120);
  for (char& c : source) {
    if (c == '\t' || c == '\r') c = ' ';
  }
  const std::string number = std::to_string(line);
  std::string shown = "\n    " + number + " | " + source;
  if (column <= 120) {
    shown +=
        "\n    " + std::string(number.size(), ' ') + " | " + std::string(column - 1, ' ') + "^";
  }
  return shown;
}

std::string explained(const Report& report, const std::string& name, const std::string& text) {
  std::string all = report.valid() ? "PASSED" : "FAILED";
  for (uint64_t at = 0; at < report.count(); ++at) {
    const weir_finding found = report.finding(at);
    all += "\n  " + name;
    if (found.line != 0) {
      all += ":" + std::to_string(found.line) + ":" + std::to_string(found.column);
    }
    all += std::string(": ") + level_name(found.severity) + ": ";
    if (found.pointer[0] != '\0') all += std::string(found.pointer) + ": ";
    all += found.message + shown_source(text, found.line, found.column);
    if (found.hint[0] != '\0') all += std::string("\n    hint: ") + found.hint;
    all += found.schema[0] != '\0' ? std::string("\n    asked for by ") + found.schema
                                   : std::string("\n    asked for by the rule ") + found.rule;
  }
  return all;
}

bool is_uri(const std::string& text) {
  const size_t colon = text.find(':');
  return colon != std::string::npos && colon > 1 && text.find('/') > colon;
}

}  // namespace

void Judge::add(const Report& report, const std::string& name, const std::string& text,
                Verdict& verdict) const {
  verdict.valid = verdict.valid && report.valid();
  const std::string words =
      explain ? explained(report, name, text)
              : report.write(colours ? WEIR_REPORT_STYLE_COLOURS : WEIR_REPORT_STYLE_TEXT);
  verdict.text += (verdict.text.empty() ? "" : "\n" + name + ": ") + words;
  verdict.json += (verdict.json.empty() ? "\"report\": " : ", \"rules_report\": ") + report.json();
  if (!want_sarif) return;
  const Json whole = Json::parse(report.write(WEIR_REPORT_STYLE_SARIF, name));
  for (uint64_t at = 0; at < whole.count("/runs/0/results"); ++at) {
    verdict.sarif.push_back(whole.write("/runs/0/results/" + std::to_string(at)));
  }
}

Verdict Judge::judge(const std::string& name, const std::string& text) const {
  Verdict verdict;
  verdict.valid = true;
  try {
    if (schema) add(schema->validate(text), name, text, verdict);
    if (rules) add(rules->validate(Json::parse(text), level, strict), name, text, verdict);
  } catch (const Error& error) {
    if (error.status() == WEIR_E_NO_MEMORY) throw;
    verdict.valid = false;
    verdict.text = words_of(error);
    verdict.json = "\"error\": " + json_quote(verdict.text);
    verdict.sarif = {"{\"ruleId\": \"json\", \"level\": \"error\", \"message\": {\"text\": " +
                     json_quote(verdict.text) +
                     "}, \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": " +
                     json_quote(name) + "}}}]}"};
  }
  return verdict;
}

bool Judge::holds(const std::string& text) const {
  try {
    if (schema && !schema->check(text)) return false;
    return !rules || rules->validate(Json::parse(text), level, strict).valid();
  } catch (const Error& error) {
    if (error.status() == WEIR_E_NO_MEMORY) throw;
    return false;
  }
}

std::string read_text(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!file) throw Error(WEIR_E_IO, path + ": cannot be read: " + std::strerror(errno));
  return text;
}

Schema read_schema(const std::string& path, bool formats, bool strict) {
  SchemaOptions options;
  options.flags =
      (formats ? uint32_t{WEIR_SCHEMA_FORMATS} : 0u) | (strict ? uint32_t{WEIR_SCHEMA_STRICT} : 0u);
  options.uri = path;
  try {
    return Schema(read_text(path), options, [](const std::string& uri) {
      return is_uri(uri) ? std::string() : read_text(uri);
    });
  } catch (const Error& error) {
    throw UsageError("--schema: " + words_about(path, error));
  }
}

}  // namespace weir::cli
