// SPDX-License-Identifier: Apache-2.0
// Command lines, described by a table: what --help prints and what the parser takes are the same
// rows, so they cannot disagree.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace weir::cli {

// The command line itself is wrong: exit code 2, after one line that says what to write instead.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  const char* name;   // without the dashes: "out"
  char letter;        // 'o', or 0
  const char* value;  // what the value is called in the help, or nullptr for a switch
  const char* help;
};

struct Command {
  const char* name;
  const char* operands;  // as in the usage line: "CONFIG.json TILE.las..."
  const char* summary;   // one line
  const char* details;   // paragraphs for --help
  std::vector<Option> options;
};

class Arguments {
 public:
  // Takes `-o X`, `-oX`, `--out X`, `--out=X`, and `--` before operands that start with a dash.
  static Arguments parse(const Command& command, const std::vector<std::string>& words);

  bool has(const std::string& name) const { return values_.count(name) != 0; }
  // The last value given, or `otherwise`.
  std::string value(const std::string& name, const std::string& otherwise = {}) const;
  // A whole number between low and high, or UsageError.
  uint64_t number(const std::string& name, uint64_t otherwise, uint64_t low, uint64_t high) const;
  const std::vector<std::string>& operands() const { return operands_; }

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> operands_;
};

std::string help_text(const Command& command);

// ": did you mean \"info\"?" when one of the choices is near, else nothing.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& choices);

}  // namespace weir::cli
