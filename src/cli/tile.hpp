// SPDX-License-Identifier: Apache-2.0
// One tile through the whole pipeline: read, move, compute, classify, write.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "cli/settings.hpp"
#include "cli/terminal.hpp"
#include "weir.hpp"

namespace weir::cli {

// What all tiles of a run share.
struct Run {
  Runtime& runtime;
  Profiler& profiler;
  StreamPool& streams;
  const Settings& settings;
  Terminal& terminal;
  std::string out;  // the folder for results
};

// The points of one class: how many, and the mean of each feature over them.
struct ClassRow {
  uint64_t points = 0;
  uint64_t stored = 0;    // points that the input file had in this class
  uint64_t agreeing = 0;  // in both
  std::vector<double> means;
};

struct TileResult {
  std::string path;
  std::string name;  // of the outputs: out/name.classified.las
  uint64_t points = 0;
  double seconds = 0;
  std::array<ClassRow, 256> classes;
  std::vector<std::string> features;  // names of the means
  std::vector<std::string> outputs;   // files that were written
};

// Throws Error; WEIR_E_CANCELLED after Ctrl-C. The profiler's phases are ended either way.
TileResult process_tile(Run& run, const std::string& path, const std::string& name);

// True once the person pressed Ctrl-C. watch_interrupt() starts listening.
void watch_interrupt();
bool interrupted();

}  // namespace weir::cli
