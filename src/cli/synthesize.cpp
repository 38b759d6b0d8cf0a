// SPDX-License-Identifier: Apache-2.0
// weir synthesize: a realistic tile for machines that have none.
#include <cstdio>

#include "cli/command.hpp"
#include "cli/text.hpp"
#include "cli/tile.hpp"

namespace weir::cli {

const Command kSynthesizeCommand{
    "synthesize",
    "TILE.las",
    "write a tile of a place that does not exist, with true classes",
    "Ground, houses, trees, bushes and stray points along scan lines, as LAS 1.4. The same\n"
    "seed gives the same file.\n",
    {{"points", 'n', "N", "how many points, 1 to 100000000 (100000)"},
     {"seed", 's', "N", "another seed, another place (0)"},
     {"quiet", 'q', nullptr, "no progress"}}};

int run_synthesize(const Arguments& arguments) {
  if (arguments.operands().size() != 1) {
    throw UsageError("synthesize writes one tile: weir synthesize TILE.las");
  }
  const std::string& path = arguments.operands().front();
  weir_synthetic_options options{};
  options.struct_size = sizeof options;
  options.point_count = arguments.number("points", 0, 1, 100'000'000);
  options.seed = arguments.number("seed", 0, 0, UINT64_MAX);
  watch_interrupt();
  Terminal terminal(arguments.has("quiet"));
  terminal.begin(path);
  Control control;
  control.on_progress([&](uint64_t done, uint64_t total) {
    terminal.progress(done, total);
    return interrupted();
  });
  detail::check(weir_synthetic_write(path.c_str(), &options, control.get()));
  terminal.done("written");
  return kExitDone;
}

}  // namespace weir::cli
