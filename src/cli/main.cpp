// SPDX-License-Identifier: Apache-2.0
// The weir command. It uses only the public headers: what it can do, any program can.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/text.hpp"
#include "weir.hpp"

namespace weir::cli {
namespace {

constexpr Entry kEntries[] = {
    {&kInfoCommand, run_info},
    {&kValidateCommand, run_validate},
    {&kPipelineCommand, run_pipeline},
    {&kCacheCommand, run_cache},
    {&kSynthesizeCommand, run_synthesize},
};

std::string overview() {
  std::string text =
      "weir: validated configuration in, data through pooled streams, every phase measured.\n\n"
      "Usage: weir COMMAND [OPTIONS] ...\n\nCommands:\n";
  for (const Entry& entry : kEntries) {
    std::string name = entry.command->name;
    name.resize(12, ' ');
    text += "  " + name + entry.command->summary + "\n";
  }
  return text +
         "\nweir COMMAND --help tells the rest. weir --version tells the version.\n\n"
         "Exit codes: 0 done; 1 inputs were refused or failed, the others, if any, are done;\n"
         "2 the command line is wrong; 3 nothing could be done; 130 stopped by Ctrl-C.\n"
         "Results go to standard output, progress and complaints to standard error.\n";
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) throw UsageError("say what to do (see: weir --help)");
  const std::string& name = words.front();
  if (name == "help" && words.size() == 2) return dispatch({words[1], "--help"});
  if (name == "--help" || name == "-h" || name == "help") {
    std::fputs(overview().c_str(), stdout);
    return kExitDone;
  }
  if (name == "--version" || name == "-V") {
    std::printf("weir %s (ABI %u)\n", weir_version(), weir_abi_version());
    return kExitDone;
  }
  for (const Entry& entry : kEntries) {
    if (name != entry.command->name) continue;
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    for (const std::string& word : rest) {
      if (word == "--") break;
      if (word == "--help" || word == "-h") {
        std::fputs(help_text(*entry.command).c_str(), stdout);
        return kExitDone;
      }
    }
    return entry.run(Arguments::parse(*entry.command, rest));
  }
  std::vector<std::string> known = {"help", "--help", "--version"};
  for (const Entry& entry : kEntries) known.push_back(entry.command->name);
  throw UsageError("there is no command \"" + name + "\"" + did_you_mean(name, known) +
                   " (see: weir --help)");
}

int run(const std::vector<std::string>& words) {
  try {
    const int code = dispatch(words);
    // A full disk or a closed pipe shows only now; losing results silently is not an option.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      std::fputs("weir: cannot write to standard output\n", stderr);
      return kExitFailed;
    }
    return code;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "weir: %s\n", error.what());
    return kExitUsage;
  } catch (const Error& error) {
    std::fprintf(stderr, "weir: %s\n", words_of(error).c_str());
    return error.status() == WEIR_E_CANCELLED ? kExitCancelled : kExitFailed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weir: %s\n", error.what());
    return kExitFailed;
  }
}

}  // namespace
}  // namespace weir::cli

int main(int count, char** words) {
  return weir::cli::run(std::vector<std::string>(words + (count > 0 ? 1 : 0), words + count));
}
