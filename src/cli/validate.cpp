// SPDX-License-Identifier: Apache-2.0
// weir validate: is this configuration right, and where is it not? Made for people and for CI.
#include <cstdio>
#include <iostream>
#include <iterator>

#include "cli/command.hpp"
#include "cli/settings.hpp"
#include "cli/text.hpp"

namespace weir::cli {

const Command kValidateCommand{
    "validate",
    "CONFIG.json...",
    "check configurations against rules, all findings at once",
    "Each configuration (\"-\" is standard input) is judged by itself; one bad file never\n"
    "stops the rest. Without --rules they are judged as configurations of weir pipeline.\n"
    "A rules document is JSON:\n"
    "  {\"rules\": [\n"
    "    {\"rule\": \"required\", \"field\": \"dataset\"},\n"
    "    {\"rule\": \"range\", \"field\": \"batch_size\", \"min\": 1, \"max\": 512, \"hint\": "
    "\"...\"},\n"
    "    {\"rule\": \"type\", \"field\": \"epochs\", \"types\": [\"integer\"]},\n"
    "    {\"rule\": \"choice\", \"field\": \"mode\", \"choices\": [\"fast\", \"best\"]},\n"
    "    {\"rule\": \"pattern\", \"field\": \"/run/tag\", \"pattern\": \"^v[0-9]+$\"},\n"
    "    {\"rule\": \"path\", \"field\": \"out\", \"must\": [\"exists\", \"directory\"]}]}\n"
    "A field is a key of the top level or an RFC 6901 pointer. Every rule may also have a\n"
    "\"name\", a \"severity\" (error, warning, info) and a \"level\".\n"
    "Exit code 1 when a configuration was rejected or could not be read.\n",
    {{"rules", 'r', "RULES.json", "judge by this document"},
     {"level", 'l', "LEVEL", "fast, standard (default), thorough or exhaustive"},
     {"strict", 0, nullptr, "warn of keys that no rule names"},
     {"json", 0, nullptr, "the reports as a JSON array"},
     {"quiet", 'q', nullptr, "no words: only the exit code"}}};

namespace {

uint32_t level_named(const std::string& name) {
  static constexpr const char* kNames[] = {"fast", "standard", "thorough", "exhaustive"};
  for (uint32_t at = 0; at < std::size(kNames); ++at) {
    if (name == kNames[at]) return WEIR_VALIDATE_FAST + at;
  }
  throw UsageError("--level is \"" + name +
                   "\": it must be fast, standard, thorough or exhaustive");
}

Json read_config(const std::string& path) {
  if (path != "-") return Json::read_file(path);
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  return Json::parse(text);
}

struct Verdict {
  bool valid = false;
  std::string text;  // for people
  std::string json;  // the report, or the reason why there is none
};

Verdict judge(const Rules& rules, const std::string& path, uint32_t level, bool strict) {
  try {
    const Json config = read_config(path);
    const Report report = rules.validate(config, level, strict);
    return {report.valid(), report.summary(), "\"report\": " + report.json()};
  } catch (const Error& error) {
    if (error.status() == WEIR_E_NO_MEMORY) throw;
    const std::string words = words_of(error);
    return {false, words, "\"error\": " + json_quote(words)};
  }
}

}  // namespace

int run_validate(const Arguments& arguments) {
  if (arguments.operands().empty()) {
    throw UsageError("say which configuration (see: weir validate --help)");
  }
  const uint32_t level = level_named(arguments.value("level", "standard"));
  Rules rules = pipeline_rules();
  if (arguments.has("rules")) {
    const std::string path = arguments.value("rules");
    try {
      rules.clear();
      rules.add_document(Json::read_file(path));
    } catch (const Error& error) {
      throw UsageError("--rules: " + words_about(path, error));
    }
  }
  const bool quiet = arguments.has("quiet"), json = arguments.has("json");
  size_t rejected = 0;
  std::string entries;
  for (const std::string& path : arguments.operands()) {
    const Verdict verdict = judge(rules, path, level, arguments.has("strict"));
    if (!verdict.valid) ++rejected;
    if (!json && !quiet) {
      // A file that could not be read was named by whoever tried.
      const bool named = verdict.text.find(path) != std::string::npos;
      std::printf("%s%s%s\n", named ? "" : path.c_str(), named ? "" : ": ", verdict.text.c_str());
    }
    entries += std::string(entries.empty() ? "" : ",\n ") + "{\"file\": " + json_quote(path) +
               ", \"valid\": " + (verdict.valid ? "true" : "false") + ", " + verdict.json + "}";
  }
  if (json && !quiet) std::printf("[%s]\n", entries.c_str());
  return rejected == 0 ? kExitDone : kExitSomeFailed;
}

}  // namespace weir::cli
