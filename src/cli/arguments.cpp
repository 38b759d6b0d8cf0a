// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"

#include <algorithm>
#include <charconv>

#include "cli/text.hpp"
#include "weir.hpp"

namespace weir::cli {
namespace {

const Option* find_option(const Command& command, const std::string& name) {
  for (const Option& option : command.options) {
    if (option.name == name || (name.size() == 1 && option.letter == name[0])) return &option;
  }
  return nullptr;
}

std::string try_help(const Command& command) {
  return std::string(" (see: weir ") + command.name + " --help)";
}

const Option& option_named(const Command& command, const std::string& dashes,
                           const std::string& name) {
  const Option* option = find_option(command, name);
  if (option == nullptr || (dashes == "--" && name.size() == 1)) {
    std::vector<std::string> known;
    for (const Option& one : command.options) known.push_back(std::string("--") + one.name);
    const std::string near = dashes == "--" ? did_you_mean(dashes + name, known) : "";
    throw UsageError("there is no option " + dashes + name + near + try_help(command));
  }
  return *option;
}

}  // namespace

Arguments Arguments::parse(const Command& command, const std::vector<std::string>& words) {
  Arguments result;
  bool options_over = false;
  for (size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (options_over || word.size() < 2 || word[0] != '-') {
      result.operands_.push_back(word);
      continue;
    }
    if (word == "--") {
      options_over = true;
      continue;
    }
    const bool is_long = word[1] == '-';
    const size_t equals = is_long ? word.find('=') : std::string::npos;
    const std::string name = is_long
                                 ? word.substr(2, equals == std::string::npos ? equals : equals - 2)
                                 : word.substr(1, 1);
    const Option& option = option_named(command, is_long ? "--" : "-", name);
    const bool glued = is_long ? equals != std::string::npos : word.size() > 2;
    if (option.value == nullptr) {
      if (glued) throw UsageError("--" + std::string(option.name) + " takes no value");
      result.values_[option.name] = "1";
      continue;
    }
    if (glued) {
      result.values_[option.name] = word.substr(is_long ? equals + 1 : 2);
    } else if (at + 1 < words.size()) {
      result.values_[option.name] = words[++at];
    } else {
      throw UsageError("--" + std::string(option.name) + " needs a value: --" + option.name + " " +
                       option.value);
    }
  }
  return result;
}

std::string Arguments::value(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

uint64_t Arguments::number(const std::string& name, uint64_t otherwise, uint64_t low,
                           uint64_t high) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  const std::string& text = found->second;
  uint64_t number = 0;
  const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || rest != text.data() + text.size() || number < low ||
      number > high) {
    throw UsageError("--" + name + " is \"" + text + "\": it must be a whole number from " +
                     std::to_string(low) + " to " + std::to_string(high));
  }
  return number;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& choices) {
  // What a configuration is asked, a command line may be asked too: the library knows what is near.
  Rules rules;
  rules.add_choice("word", choices);
  const Report report = rules.validate(Json::parse("{\"word\": " + json_quote(word) + "}"));
  const std::string hint = report.count() != 0 ? report.finding(0).hint : "";
  return hint.empty() ? "" : ": " + hint;
}

std::string help_text(const Command& command) {
  std::string text = std::string("weir ") + command.name + ": " + command.summary +
                     "\n\nUsage: weir " + command.name + " [OPTIONS] " + command.operands + "\n\n" +
                     command.details;
  if (command.options.empty()) return text;
  text += "\nOptions:\n";
  size_t widest = 0;
  std::vector<std::string> left;
  for (const Option& option : command.options) {
    std::string column = option.letter != 0 ? std::string("  -") + option.letter + ", " : "      ";
    column += std::string("--") + option.name;
    if (option.value != nullptr) column += std::string(" ") + option.value;
    widest = std::max(widest, column.size());
    left.push_back(std::move(column));
  }
  for (size_t at = 0; at < left.size(); ++at) {
    text +=
        left[at] + std::string(widest - left[at].size() + 2, ' ') + command.options[at].help + "\n";
  }
  return text;
}

}  // namespace weir::cli
