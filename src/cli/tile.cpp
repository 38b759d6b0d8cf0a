// SPDX-License-Identifier: Apache-2.0
#include "cli/tile.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>

#include "cli/text.hpp"

namespace weir::cli {
namespace {

volatile std::sig_atomic_t interrupt_seen = 0;

// A long call's link to the terminal: draws, and cancels after Ctrl-C.
Control watched(Terminal& terminal) {
  Control control;
  control.on_progress([&terminal](uint64_t done, uint64_t total) {
    terminal.progress(done, total);
    return interrupted();
  });
  return control;
}

// Points as three doubles each, in memory that the runtime's budget pays for.
struct Cloud {
  Cloud(const Runtime& runtime, uint64_t points)
      : count(points), buffer(runtime, std::max<uint64_t>(points, 1) * 3 * sizeof(double)) {}
  double* xyz(uint64_t first = 0) const { return static_cast<double*>(buffer.data()) + 3 * first; }
  uint64_t count;
  Buffer buffer;
};

// The header and its records are checked here, before any point is believed.
Tile open(Run& run, const std::string& path) {
  run.terminal.step("checking");
  const Phase phase(run.profiler, "validate");
  Tile tile(run.runtime, path);
  if (tile.info().unit_source == WEIR_UNIT_ANGULAR) {
    throw Error(WEIR_E_UNSUPPORTED,
                path +
                    ": x and y are angles, so distances mean nothing: project the tile to "
                    "metres or feet first");
  }
  return tile;
}

Cloud load(Run& run, const Tile& tile, const weir_tile_info& info) {
  run.terminal.step("reading");
  const Phase phase(run.profiler, "data_loading");
  Cloud cloud(run.runtime, info.point_count);
  // In steps, so that a person sees them pass and can stop them.
  constexpr uint64_t kStep = 1'000'000;
  for (uint64_t first = 0; first < cloud.count; first += kStep) {
    if (interrupted()) throw Error(WEIR_E_CANCELLED, "stopped by Ctrl-C");
    const uint64_t count = std::min(kStep, cloud.count - first);
    tile.read(WEIR_POINT_XYZ, first, count, cloud.xyz(first), count * 3 * sizeof(double));
    run.terminal.progress(first + count, cloud.count);
  }
  run.profiler.record_metric("point_count", static_cast<double>(cloud.count));
  return cloud;
}

// Moves the points through the stream pool in batches, the last of them as short as it is. A batch
// of one point is allowed, so they are described some thousands at a time, not all at once.
Cloud transfer(Run& run, const Cloud& from) {
  run.terminal.step("moving");
  const Phase phase(run.profiler, "transfer");
  constexpr size_t kMostAtOnce = 8192;
  const uint64_t step = run.settings.batch_size;
  Cloud to(run.runtime, from.count);
  uint64_t batches = 0;
  for (uint64_t first = 0; first < from.count;) {
    std::vector<Array> sources, destinations;
    for (; first < from.count && sources.size() < kMostAtOnce; first += step) {
      Array batch;
      batch.shape = {std::min(step, from.count - first), 3};
      batch.data = from.xyz(first);
      sources.push_back(batch);
      batch.data = to.xyz(first);
      destinations.push_back(batch);
    }
    if (interrupted()) throw Error(WEIR_E_CANCELLED, "stopped by Ctrl-C");
    run.streams.batch(sources, destinations).wait();
    batches += sources.size();
    run.terminal.progress(std::min(first, from.count), from.count);
  }
  run.profiler.record_metric("batch_count", static_cast<double>(batches));
  return to;
}

Features compute(Run& run, const Cloud& cloud, const weir_tile_info& info) {
  const Phase phase(run.profiler, "feature_computation");
  weir_features_options options{};
  detail::check(weir_lod_from_name(run.settings.lod_level.c_str(), &options.lod));
  options.neighbor_count = run.settings.neighbor_count;
  options.units_per_metre = info.units_per_metre;
  options.z_units_per_metre = info.z_units_per_metre;
  Control control = watched(run.terminal);
  return Features(run.runtime, cloud.xyz(), cloud.count, options, &control);
}

std::vector<uint8_t> classify(Run& run, const Features& features, uint64_t count) {
  const Phase phase(run.profiler, "classification");
  Control control = watched(run.terminal);
  std::vector<uint8_t> classes = features.classify(count, {}, &control);
  run.profiler.record_metric("classified_count", static_cast<double>(count));
  return classes;
}

// Counts, means and agreement with the classes that the file came with.
void summarise(TileResult& result, const Tile& tile, const Features& features,
               const std::vector<uint8_t>& classes) {
  std::vector<uint8_t> stored(classes.size());
  if (!stored.empty()) {
    tile.read(WEIR_POINT_CLASSIFICATION, 0, stored.size(), stored.data(), stored.size());
  }
  for (size_t at = 0; at < classes.size(); ++at) {
    ++result.classes[classes[at]].points;
    ++result.classes[stored[at]].stored;
    if (classes[at] == stored[at]) ++result.classes[classes[at]].agreeing;
  }
  for (uint32_t feature = WEIR_FEATURE_HEIGHT; weir_feature_name(feature) != nullptr; ++feature) {
    const Column column = features.column(feature);
    if (column.data == nullptr) continue;
    result.features.push_back(weir_feature_name(feature));
    std::array<double, 256> sums{};
    for (size_t at = 0; at < classes.size(); ++at) {
      sums[classes[at]] += static_cast<double>(column.data[at]);
    }
    for (size_t code = 0; code < sums.size(); ++code) {
      ClassRow& row = result.classes[code];
      row.means.push_back(row.points == 0 ? 0 : sums[code] / static_cast<double>(row.points));
    }
  }
}

void write_outputs(Run& run, TileResult& result, const Tile& tile, const weir_tile_info& info,
                   const Cloud& cloud, const std::vector<uint8_t>& classes) {
  const Phase phase(run.profiler, "output");
  Control control = watched(run.terminal);
  const std::string stem = run.out + "/" + result.name;
  tile.write(stem + ".classified.las", classes, &control);
  result.outputs.push_back(stem + ".classified.las");
  if (run.settings.picture && cloud.count != 0) {
    weir_picture_options options{};
    options.struct_size = sizeof options;
    options.units_per_metre = info.units_per_metre;
    options.z_units_per_metre = info.z_units_per_metre;
    Control drawing = watched(run.terminal);
    const std::string path = stem + ".png";
    const weir_status status =
        weir_picture_write(run.runtime.get(), path.c_str(), cloud.xyz(), classes.data(),
                           cloud.count, &options, drawing.get());
    // A build without pictures still classifies; it says so instead of failing the tile.
    if (status == WEIR_E_UNSUPPORTED) {
      run.terminal.note(path + ": " + weir_last_error());
    } else {
      detail::check(status);
      result.outputs.push_back(path);
    }
  }
  run.profiler.record_metric("saved_classifications", static_cast<double>(cloud.count));
}

}  // namespace

void watch_interrupt() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupt_seen = 1; };
  // Once: a second Ctrl-C ends the process the usual way, should the work not stop.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

bool interrupted() {
  return interrupt_seen != 0;
}

TileResult process_tile(Run& run, const std::string& path, const std::string& name) {
  const auto started = std::chrono::steady_clock::now();
  const Phase phase(run.profiler, "tile_" + readable(name, 200));
  TileResult result;
  result.path = path;
  result.name = name;
  const Tile tile = open(run, path);
  const weir_tile_info info = tile.info();
  const Phase process(run.profiler, "process");
  result.points = info.point_count;
  Cloud points = [&] {
    const Cloud loaded = load(run, tile, info);
    return transfer(run, loaded);
  }();
  run.terminal.step("features");
  const Features features = compute(run, points, info);
  run.terminal.step("classes");
  const std::vector<uint8_t> classes = classify(run, features, points.count);
  run.terminal.step("writing");
  summarise(result, tile, features, classes);
  write_outputs(run, result, tile, info, points, classes);
  run.profiler.record_metric("success", 1);
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return result;
}

}  // namespace weir::cli
