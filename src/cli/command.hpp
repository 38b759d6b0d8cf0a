// SPDX-License-Identifier: Apache-2.0
// What every subcommand is: a description and a function. main.cpp lists them.
#pragma once

#include "cli/arguments.hpp"

namespace weir::cli {

// Exit codes, as --help states them.
enum Exit : int {
  kExitDone = 0,         // everything that was asked for is there
  kExitSomeFailed = 1,   // some inputs were refused or failed; the others are done
  kExitUsage = 2,        // the command line is wrong; nothing was done
  kExitFailed = 3,       // nothing could be done: memory, disk, device, a defect
  kExitCancelled = 130,  // stopped by Ctrl-C
};

using RunFn = int (*)(const Arguments& arguments);

struct Entry {
  const Command* command;
  RunFn run;
};

extern const Command kInfoCommand;
int run_info(const Arguments& arguments);
extern const Command kValidateCommand;
int run_validate(const Arguments& arguments);
extern const Command kPipelineCommand;
int run_pipeline(const Arguments& arguments);
extern const Command kCacheCommand;
int run_cache(const Arguments& arguments);
extern const Command kSynthesizeCommand;
int run_synthesize(const Arguments& arguments);

}  // namespace weir::cli
