// SPDX-License-Identifier: Apache-2.0
// weir pipeline: the main job. A configuration is validated, tiles go through read, transfer,
// features, classes and output, and everything that happened stands in a report. One bad tile never
// stops the rest.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>

#include "cli/command.hpp"
#include "cli/results.hpp"
#include "cli/text.hpp"

namespace weir::cli {

namespace {

std::string pipeline_details() {
  return std::string(
             "Classifies LiDAR tiles (LAS 1.2 to 1.4, point formats 0 to 10) and writes into DIR:\n"
             "  TILE.classified.las  the tile with its classes set, all else as it was\n"
             "  TILE.png             height and classes, seen from above\n"
             "  results.csv          points, shares and feature means of each class of each tile\n"
             "  report.json          phases, transfers, memory, errors\n\n") +
         kSettingsHelp +
         "\nA tile that cannot be read is an error in the report, and the others go on: exit\n"
         "code 1. A configuration that breaks a rule stops everything before it begins.\n";
}

}  // namespace

// The text has to outlive the program's use of it, and is put together once.
static const std::string kPipelineDetails = pipeline_details();

const Command kPipelineCommand{
    "pipeline",
    "CONFIG.json TILE.las...",
    "classify LiDAR tiles: the whole library at work",
    kPipelineDetails.c_str(),
    {{"out", 'o', "DIR", "where results go; made when missing (weir-out)"},
     {"json", 0, nullptr, "print the report instead of the summary"},
     {"quiet", 'q', nullptr, "no progress and no summary"}}};

namespace {

using Clock = std::chrono::steady_clock;

void make_folder(const std::string& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (problem || !std::filesystem::is_directory(path)) {
    throw Error(WEIR_E_IO, path + ": cannot make this folder: " +
                               (problem ? problem.message() : "a file stands in its place"));
  }
}

// Names for the outputs: tiles of the same name in different folders must not overwrite one
// another's results, and no result may take the place of a tile that is still to be read.
class Names {
 public:
  Names(const std::string& out, const std::vector<std::string>& inputs) : out_(out) {
    for (const std::string& path : inputs) inputs_.insert(place_of(path));
  }

  std::string take(const std::string& path) {
    // Room for the endings and for the temporary name, within the 255 bytes file systems give.
    std::string stem = file_name(path, true).substr(0, 200);
    if (stem.empty()) stem = "tile";
    std::string name = stem;
    for (int next = 2; !free_to_take(name); ++next) name = stem + "_" + std::to_string(next);
    return name;
  }

 private:
  static std::string place_of(const std::string& path) {
    std::error_code problem;
    return std::filesystem::weakly_canonical(path, problem).string();
  }
  bool free_to_take(const std::string& name) {
    const std::string result = place_of(out_ + "/" + name + ".classified.las");
    return inputs_.count(result) == 0 && taken_.insert(name).second;
  }

  std::string out_;
  std::set<std::string> inputs_, taken_;
};

// The only failure that is not the library's: the lists this program makes for itself.
std::string out_of_memory(const std::string& path, const std::exception& error) {
  return path + ": the machine has no memory left for this tile (" + error.what() + ")";
}

Outcome process_all(Run& run, const std::vector<std::string>& paths) {
  const auto started = Clock::now();
  Outcome outcome;
  Names names(run.out, paths);
  const Phase phase(run.profiler, "batch_processing");
  for (const std::string& path : paths) {
    run.terminal.begin(path);
    try {
      outcome.done.push_back(process_tile(run, path, names.take(path)));
      run.terminal.done(count_text(outcome.done.back().points) + " points");
    } catch (const std::exception& error) {  // a tile too large for the machine included
      const auto* ours = dynamic_cast<const Error*>(&error);
      run.profiler.record_metric("error", 1);
      outcome.errors.emplace_back(
          path, ours != nullptr ? words_about(path, error) : out_of_memory(path, error));
      run.terminal.failed(outcome.errors.back().second);
      // Whatever the step that was stopped calls it: items of a batch may fail one by one.
      if (interrupted() || (ours != nullptr && ours->status() == WEIR_E_CANCELLED)) {
        outcome.cancelled = true;
        break;
      }
    }
  }
  outcome.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  return outcome;
}

// Tells every finding; false when one of them rejects.
bool accepted(Profiler& profiler, const std::string& path, const JsonView& config) {
  const Phase phase(profiler, "validation");
  const Report report = pipeline_rules().validate(config, 0, true);
  if (report.count() != 0) std::fprintf(stderr, "%s: %s\n", path.c_str(), report.summary().c_str());
  return report.valid();
}

}  // namespace

int run_pipeline(const Arguments& arguments) {
  if (arguments.operands().size() < 2) {
    throw UsageError(
        "pipeline needs a configuration and at least one tile: weir pipeline "
        "CONFIG.json TILE.las...");
  }
  const std::string config_path = arguments.operands().front();
  const std::vector<std::string> tiles(arguments.operands().begin() + 1,
                                       arguments.operands().end());
  watch_interrupt();
  const Json config = Json::read_file(config_path);

  // The runtime's size is part of the configuration, so the profiler is there before the runtime.
  Profiler profiler = Profiler::alone(WEIR_PROFILER_TRACK_MEMORY);
  if (!accepted(profiler, config_path, config)) return kExitSomeFailed;
  const Settings settings = read_settings(config);

  Runtime::Options options;
  options.worker_count = settings.num_workers;
  options.memory_budget_bytes = settings.memory_budget_mb * 1'000'000;
  Runtime runtime(options);
  StreamPool::Options pool_options;
  pool_options.size = settings.num_streams;
  StreamPool streams(runtime, pool_options);
  Terminal terminal(arguments.has("quiet") || arguments.has("json"));
  // What the library warns of, such as a tile whose numbers cannot hold its points. Tiles are
  // opened one after another in this thread, which is the only one to draw.
  runtime.set_log(WEIR_LEVEL_WARNING,
                  [&terminal](uint32_t, const std::string& text) { terminal.note(text); });
  Run run{runtime, profiler, streams, settings, terminal, arguments.value("out", "weir-out")};
  make_folder(run.out);

  const Outcome outcome = process_all(run, tiles);
  write_file(run.out + "/results.csv", results_csv(outcome));
  const std::string json = report_json(run, outcome, config);
  write_file(run.out + "/report.json", json);
  if (arguments.has("json")) {
    std::fputs(json.c_str(), stdout);
  } else if (!arguments.has("quiet")) {
    std::printf("%s\nResults are in %s\n", summary_text(run, outcome).c_str(), run.out.c_str());
  }
  if (outcome.cancelled) return kExitCancelled;
  return outcome.errors.empty() ? kExitDone : kExitSomeFailed;
}

}  // namespace weir::cli
