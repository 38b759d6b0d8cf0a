// SPDX-License-Identifier: Apache-2.0
// What a pipeline run leaves behind beside the tiles: a table for spreadsheets, a report for
// programs, a summary for people.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/tile.hpp"

namespace weir::cli {

struct Outcome {
  std::vector<TileResult> done;
  std::vector<std::pair<std::string, std::string>> errors;  // path, message
  double seconds = 0;
  bool cancelled = false;

  uint64_t points() const;
};

// One row per tile and class: counts, shares, what the file said before, feature means.
std::string results_csv(const Outcome& outcome);

// Phases, transfers, memory, tiles and errors, as one JSON object.
std::string report_json(const Run& run, const Outcome& outcome, const JsonView& config);

std::string summary_text(const Run& run, const Outcome& outcome);

// Writes a file whole or not at all: a temporary name, then a rename. Throws Error(WEIR_E_IO).
void write_file(const std::string& path, const std::string& text);

}  // namespace weir::cli
