// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.hpp"

namespace weir::cli {

const char* const kSettingsHelp =
    "The configuration is a JSON object. Every key may be left out:\n"
    "  lod_level         \"MINIMAL\", \"LOD2\" (default), \"LOD3\", \"ASPRS\" or \"FULL\"\n"
    "  batch_size        points that one transfer moves, 1 to 100000000 (10000)\n"
    "  num_workers       worker threads, 1 to 4096 (as many as usable CPUs)\n"
    "  num_streams       streams of the pool, 1 to 256 (4)\n"
    "  neighbor_count    points of a neighbourhood, 3 to 4096 (16)\n"
    "  memory_budget_mb  all memory the library may hold, from 64 (half of the machine)\n"
    "  gpu_memory_fraction  above 0, at most 1: checked, but features are made by the CPU\n"
    "  picture           false to write no PNG (true)\n";

Rules pipeline_rules() {
  Rules rules;
  rules.add_type("", WEIR_ALLOW_OBJECT);
  rules.add_lod();
  rules.add_gpu();
  for (const char* whole :
       {"batch_size", "num_workers", "num_streams", "neighbor_count", "memory_budget_mb"}) {
    rules.add_type(whole, WEIR_ALLOW_INTEGER);
  }
  rules.add_type("picture", WEIR_ALLOW_BOOL);
  RuleOptions options;
  options.hint = "a batch of 10000 points suits most tiles";
  rules.add_range("batch_size", 1, 1e8, options);
  // As the library's own: weir/runtime.h, stream.h and features.h.
  rules.add_range("num_workers", 1, 4096);
  rules.add_range("num_streams", 1, 256);
  rules.add_range("neighbor_count", 3, 4096);
  options.hint = "leave it out to take half of what the machine allows";
  rules.add_range("memory_budget_mb", 64, 1e9, options);
  return rules;
}

Settings read_settings(const JsonView& config) {
  Settings settings;
  const auto whole = [&](const char* pointer, uint64_t otherwise) {
    return static_cast<uint64_t>(config.get_int64(pointer, static_cast<int64_t>(otherwise)));
  };
  settings.lod_level = config.get_string("/lod_level", settings.lod_level);
  settings.batch_size = whole("/batch_size", settings.batch_size);
  settings.num_workers = static_cast<uint32_t>(whole("/num_workers", settings.num_workers));
  settings.num_streams = static_cast<uint32_t>(whole("/num_streams", settings.num_streams));
  settings.neighbor_count =
      static_cast<uint32_t>(whole("/neighbor_count", settings.neighbor_count));
  settings.memory_budget_mb = whole("/memory_budget_mb", settings.memory_budget_mb);
  settings.picture = config.get_bool("/picture", settings.picture);
  return settings;
}

}  // namespace weir::cli
