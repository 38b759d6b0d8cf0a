// SPDX-License-Identifier: Apache-2.0
// What a pipeline's configuration may say, which rules it must keep, and what it says when silent.
#pragma once

#include <string>

#include "weir.hpp"

namespace weir::cli {

struct Settings {
  std::string lod_level = "LOD2";
  uint64_t batch_size = 10'000;   // points that one transfer moves
  uint32_t num_workers = 0;       // 0: the CPUs this process may use
  uint32_t num_streams = 4;       // of the stream pool
  uint32_t neighbor_count = 16;   // of a point's neighbourhood
  uint64_t memory_budget_mb = 0;  // 0: half of what the machine allows
  bool picture = true;            // write a PNG of each tile
};

// The lines of --help that describe the configuration.
extern const char* const kSettingsHelp;

Rules pipeline_rules();

// Only for a configuration that kept the rules.
Settings read_settings(const JsonView& config);

}  // namespace weir::cli
