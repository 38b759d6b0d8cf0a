// SPDX-License-Identifier: Apache-2.0
#include "cli/results.hpp"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "cli/text.hpp"

namespace weir::cli {
namespace {

std::string decimal(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

double per_second(uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

double share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// RFC 4180: quoted when it has to be.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + "\"";
}

// Calls fn(code, row) for every class that has points, now or in the input.
template <class Fn>
void each_class(const TileResult& tile, Fn&& fn) {
  for (uint32_t code = 0; code < tile.classes.size(); ++code) {
    const ClassRow& row = tile.classes[code];
    if (row.points != 0 || row.stored != 0) fn(code, row);
  }
}

std::string tile_json(const TileResult& tile) {
  std::string json = "{\"path\": " + json_quote(tile.path) +
                     ", \"points\": " + std::to_string(tile.points) +
                     ", \"seconds\": " + decimal(tile.seconds) + ", \"outputs\": [";
  for (size_t at = 0; at < tile.outputs.size(); ++at) {
    json += (at == 0 ? "" : ", ") + json_quote(tile.outputs[at]);
  }
  json += "], \"classes\": {";
  bool first = true;
  uint64_t agreeing = 0, judged = 0;
  each_class(tile, [&](uint32_t code, const ClassRow& row) {
    json += std::string(first ? "" : ", ") + "\"" + std::to_string(code) +
            "\": {\"name\": " + json_quote(weir_class_name(code)) +
            ", \"points\": " + std::to_string(row.points) +
            ", \"stored\": " + std::to_string(row.stored) +
            ", \"agreeing\": " + std::to_string(row.agreeing) + "}";
    first = false;
    // Classes 0 and 1 say that nobody has judged these points: there is nothing to agree with.
    if (code <= WEIR_CLASS_UNCLASSIFIED) return;
    agreeing += row.agreeing;
    judged += row.stored;
  });
  json += "}, \"judged_before\": " + std::to_string(judged) + ", \"agreement\": ";
  return json + (judged == 0 ? "null" : decimal(share(agreeing, judged))) + "}";
}

std::string memory_json(const Runtime& runtime) {
  const weir_memory_stats stats = runtime.memory_stats();
  return "{\"budget_bytes\": " + std::to_string(stats.budget_bytes) +
         ", \"peak_bytes\": " + std::to_string(stats.peak_bytes) +
         ", \"used_bytes\": " + std::to_string(stats.used_bytes) +
         ", \"refusals\": " + std::to_string(stats.refusal_count) + "}";
}

// What was in force, whether the configuration said it or not: `config` has what was said.
std::string settings_json(const Run& run) {
  const Settings& settings = run.settings;
  const Json info = Json::parse(run.runtime.info());
  return "{\"lod_level\": " + json_quote(settings.lod_level) +
         ", \"batch_size\": " + std::to_string(settings.batch_size) +
         ", \"num_workers\": " + std::to_string(info.get_int64("/workers", 0)) +
         ", \"num_streams\": " + std::to_string(settings.num_streams) +
         ", \"neighbor_count\": " + std::to_string(settings.neighbor_count) +
         ", \"memory_budget_mb\": " +
         decimal(static_cast<double>(run.runtime.memory_stats().budget_bytes) / 1e6) +
         ", \"picture\": " + (settings.picture ? "true" : "false") + "}";
}

}  // namespace

uint64_t Outcome::points() const {
  uint64_t points = 0;
  for (const TileResult& tile : done) points += tile.points;
  return points;
}

std::string results_csv(const Outcome& outcome) {
  std::string csv = "tile,class,name,points,share,stored_points,agreeing_points";
  if (!outcome.done.empty()) {
    for (const std::string& feature : outcome.done.front().features) csv += ",mean_" + feature;
  }
  csv += "\r\n";
  for (const TileResult& tile : outcome.done) {
    each_class(tile, [&](uint32_t code, const ClassRow& row) {
      csv += csv_field(tile.path) + "," + std::to_string(code) + "," + weir_class_name(code) + "," +
             std::to_string(row.points) + "," + decimal(share(row.points, tile.points)) + "," +
             std::to_string(row.stored) + "," + std::to_string(row.agreeing);
      // A class that only the input had has no points to take a mean of.
      for (const double mean : row.means) csv += "," + (row.points == 0 ? "" : decimal(mean));
      csv += "\r\n";
    });
  }
  return csv;
}

std::string report_json(const Run& run, const Outcome& outcome, const JsonView& config) {
  std::string tiles, errors;
  for (const TileResult& tile : outcome.done) {
    tiles += (tiles.empty() ? "\n  " : ",\n  ") + tile_json(tile);
  }
  for (const auto& [path, message] : outcome.errors) {
    errors += (errors.empty() ? "\n  " : ",\n  ") + json_quote(path) + ": " + json_quote(message);
  }
  return "{\"version\": " + json_quote(weir_version()) + ",\n \"config\": " + config.write() +
         ",\n \"settings\": " + settings_json(run) +
         ",\n \"successful\": " + std::to_string(outcome.done.size()) +
         ",\n \"failed\": " + std::to_string(outcome.errors.size()) +
         ",\n \"cancelled\": " + (outcome.cancelled ? "true" : "false") +
         ",\n \"total_time\": " + decimal(outcome.seconds) +
         ",\n \"points\": " + std::to_string(outcome.points()) +
         ",\n \"points_per_second\": " + decimal(per_second(outcome.points(), outcome.seconds)) +
         ",\n \"tiles\": [" + tiles + "],\n \"errors\": {" + errors +
         "},\n \"profile\": " + run.profiler.report(WEIR_REPORT_JSON) +
         ",\n \"transfers\": " + run.streams.stats_json() +
         ",\n \"memory\": " + memory_json(run.runtime) + "}\n";
}

std::string summary_text(const Run& run, const Outcome& outcome) {
  char line[256];
  std::string text;
  for (const TileResult& tile : outcome.done) {
    std::snprintf(line, sizeof line, ": %s points in %.2f s (%s points/s)\n",
                  count_text(tile.points).c_str(), tile.seconds,
                  count_text(static_cast<uint64_t>(per_second(tile.points, tile.seconds))).c_str());
    text += tile.path + line;
    each_class(tile, [&](uint32_t code, const ClassRow& row) {
      if (row.points == 0) return;
      std::snprintf(line, sizeof line, "  %3" PRIu32 "  %-18s %12s  %5.1f %%\n", code,
                    weir_class_name(code), count_text(row.points).c_str(),
                    100 * share(row.points, tile.points));
      text += line;
    });
  }
  const weir_memory_stats memory = run.runtime.memory_stats();
  std::snprintf(line, sizeof line,
                "\nSuccessful: %zu, failed: %zu, total time: %.2f s, peak memory: %s\n",
                outcome.done.size(), outcome.errors.size(), outcome.seconds,
                bytes_text(memory.peak_bytes).c_str());
  return text + line + "\n" + run.profiler.report(WEIR_REPORT_TEXT);
}

void write_file(const std::string& path, const std::string& text) {
  const std::string partial = path + ".partial";
  std::FILE* file = std::fopen(partial.c_str(), "wb");
  const bool written = file != nullptr &&
                       std::fwrite(text.data(), 1, text.size(), file) == text.size() &&
                       std::fflush(file) == 0;
  int problem = errno;
  if (file != nullptr && std::fclose(file) != 0) problem = errno;
  if (!written || std::rename(partial.c_str(), path.c_str()) != 0) {
    if (written) problem = errno;
    std::remove(partial.c_str());
    throw Error(WEIR_E_IO, path + ": cannot write: " + std::strerror(problem));
  }
}

}  // namespace weir::cli
