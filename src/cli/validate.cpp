// SPDX-License-Identifier: Apache-2.0
// weir validate: is this configuration right, and where is it not? Made for people and for CI.
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include "cli/command.hpp"
#include "cli/judge.hpp"
#include "cli/settings.hpp"
#include "cli/terminal.hpp"
#include "cli/text.hpp"

namespace weir::cli {

const Command kValidateCommand{
    "validate",
    "CONFIG.json...",
    "check configurations against a JSON Schema or rules, all findings at once",
    "Each configuration (\"-\" is standard input) is judged by itself; one bad file never\n"
    "stops the rest. A name with * or ? that no file has stands for all that match. In *.jsonl\n"
    "and *.ndjson each line is a document of its own, however large the file is.\n"
    "A schema is of draft 7, 2019-09 or 2020-12; what it refers to is read from beside it, and\n"
    "nothing from a network. Without --schema and --rules, files are judged as configurations\n"
    "of weir pipeline.\n"
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
    "\"name\", a \"severity\" (error, warning, info, suggestion) and a \"level\"; "
    "weir/rule_files.h\n"
    "tells all that rules can say.\n"
    "Exit code 1 when a configuration was rejected or could not be read.\n",
    {{"schema", 's', "SCHEMA.json", "judge by this JSON Schema"},
     {"formats", 0, nullptr, "\"format\" in the schema has to hold"},
     {"rules", 'r', "RULES.json", "judge by this document, also beside --schema"},
     {"level", 'l', "LEVEL", "fast, standard (default), thorough or exhaustive"},
     {"strict", 0, nullptr, "warn of keys that no rule names; refuse unknown schema keywords"},
     {"lines", 0, nullptr, "each line is a document, whatever the file is called"},
     {"explain", 'e', nullptr, "show the line of the file and who asks for it"},
     {"json", 0, nullptr, "the reports as a JSON array"},
     {"sarif", 0, nullptr, "SARIF 2.1.0, which code hosts and CI show in the source"},
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

Judge judge_of(const Arguments& arguments) {
  Judge judge;
  judge.level = level_named(arguments.value("level", "standard"));
  judge.strict = arguments.has("strict");
  judge.explain = arguments.has("explain");
  judge.want_sarif = arguments.has("sarif");
  judge.colours = isatty(STDOUT_FILENO) != 0;
  if (arguments.has("schema")) {
    judge.schema = read_schema(arguments.value("schema"), arguments.has("formats"), judge.strict);
  } else if (arguments.has("formats")) {
    throw UsageError("--formats belongs to --schema: say which");
  }
  if (arguments.has("rules")) {
    const std::string path = arguments.value("rules");
    try {
      judge.rules.emplace();
      judge.rules->add_document(Json::read_file(path));
    } catch (const Error& error) {
      throw UsageError("--rules: " + words_about(path, error));
    }
  } else if (!judge.schema) {
    judge.rules = pipeline_rules();
  }
  return judge;
}

// A name with * or ? that no file has: what the shell did not expand.
std::vector<std::string> expanded(const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const std::string& name : names) {
    glob_t found{};
    if (name.find_first_of("*?[") != std::string::npos && access(name.c_str(), F_OK) != 0 &&
        glob(name.c_str(), 0, nullptr, &found) == 0) {
      all.insert(all.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    } else {
      all.push_back(name);
    }
    globfree(&found);
  }
  return all;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// Prints verdicts as they come, in one of the three forms.
class Output {
 public:
  Output(bool json, bool sarif, bool quiet) : json_(json), sarif_(sarif), quiet_(quiet) {}

  void tell(const std::string& name, uint64_t line, const Verdict& verdict) {
    if (!verdict.valid) ++rejected_;
    if (quiet_) return;
    const std::string place = line == 0 ? "" : ":" + std::to_string(line);
    if (sarif_) {
      for (const std::string& result : verdict.sarif) add(result);
    } else if (json_) {
      add("{\"file\": " + json_quote(name) +
          (line == 0 ? "" : ", \"line\": " + std::to_string(line)) +
          ", \"valid\": " + (verdict.valid ? "true" : "false") + ", " + verdict.json + "}");
    } else {
      // A file that could not be read was named by whoever tried.
      const bool named = line == 0 && verdict.text.find(name) == 0;
      std::printf("%s%s%s%s\n", named ? "" : name.c_str(), place.c_str(), named ? "" : ": ",
                  verdict.text.c_str());
    }
  }
  void note(const std::string& line) const {
    if (!quiet_ && !json_ && !sarif_) std::printf("%s\n", line.c_str());
  }
  void end() const {
    if (quiet_) return;
    if (sarif_) {
      std::printf(
          "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
          " \"version\": \"2.1.0\",\n \"runs\": [{\"tool\": {\"driver\": "
          "{\"name\": \"weir\"}},\n \"results\": [%s]}]}\n",
          entries_.c_str());
    } else if (json_) {
      std::printf("[%s]\n", entries_.c_str());
    }
  }
  uint64_t rejected() const { return rejected_; }

 private:
  void add(const std::string& entry) { entries_ += (entries_.empty() ? "" : ",\n ") + entry; }

  bool json_, sarif_, quiet_;
  uint64_t rejected_ = 0;
  std::string entries_;
};

// One document a line; only those that are refused are told. Memory holds one line at a time.
void judge_lines(const Judge& judge, const std::string& path, Terminal& terminal, Output& output) {
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  if (!in) {
    Verdict verdict;
    verdict.text = "cannot be read";
    verdict.json = "\"error\": \"cannot be read\"";
    return output.tell(path, 0, verdict);
  }
  struct stat info {};
  const bool sized = path != "-" && stat(path.c_str(), &info) == 0;
  const auto total = sized ? static_cast<uint64_t>(info.st_size) : 0;
  uint64_t line = 0, documents = 0, refused = 0, bytes = 0;
  terminal.begin(path);
  for (std::string text; std::getline(in, text);) {
    ++line;
    bytes += text.size() + 1;
    if (total > 0 && line % 256 == 0) terminal.progress(bytes, total);
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    ++documents;
    if (judge.holds(text)) continue;
    ++refused;
    output.tell(path, line, judge.judge(path, text));
  }
  terminal.done(count_text(documents) + " documents, " + count_text(refused) + " rejected");
  output.note(path + ": " + count_text(documents) + " documents, " + count_text(refused) +
              " rejected");
}

}  // namespace

int run_validate(const Arguments& arguments) {
  if (arguments.operands().empty()) {
    throw UsageError("say which configuration (see: weir validate --help)");
  }
  const Judge judge = judge_of(arguments);
  Output output(arguments.has("json"), arguments.has("sarif"), arguments.has("quiet"));
  Terminal terminal(arguments.has("quiet") || isatty(STDERR_FILENO) == 0);
  for (const std::string& path : expanded(arguments.operands())) {
    if (arguments.has("lines") || ends_with(path, ".jsonl") || ends_with(path, ".ndjson")) {
      judge_lines(judge, path, terminal, output);
      continue;
    }
    Verdict verdict;
    try {
      verdict = judge.judge(path, read_text(path));
    } catch (const Error& error) {
      if (error.status() == WEIR_E_NO_MEMORY) throw;
      verdict.text = words_of(error);
      verdict.json = "\"error\": " + json_quote(verdict.text);
    }
    output.tell(path, 0, verdict);
  }
  output.end();
  return output.rejected() == 0 ? kExitDone : kExitSomeFailed;
}

}  // namespace weir::cli
