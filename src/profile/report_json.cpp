// SPDX-License-Identifier: Apache-2.0
// The JSON report: the documents' keys, in seconds and megabytes.
#include "base/json_write.hpp"
#include "profile/report.hpp"

namespace weir::profile {
namespace {

using base::JsonWriter;

double seconds(uint64_t ns) {
  return static_cast<double>(ns) / 1e9;
}
double megabytes(uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

void write_metrics(JsonWriter& json, const MetricSums& metrics) {
  json.key("custom_metrics").begin_object();
  for (const auto& [name, metric] : metrics) json.key(name).value(metric.last);
  json.end_object();
  if (metrics.empty()) return;
  json.key("metrics").begin_object();
  for (const auto& [name, metric] : metrics) {
    json.key(name).begin_object();
    json.key("last").value(metric.last).key("count").value(metric.count);
    json.key("min").value(metric.min).key("max").value(metric.max);
    json.key("mean").value(metric.mean).key("stdev").value(metric.stdev());
    if (metric.nonfinite_count > 0) json.key("nonfinite").value(metric.nonfinite_count);
    json.end_object();
  }
  json.end_object();
}

void write_times(JsonWriter& json, const PhaseStats& stats) {
  json.key("duration").value(seconds(stats.total_ns + stats.open_ns));
  json.key("count").value(stats.count);
  if (stats.open_count > 0) json.key("open").value(stats.open_count);
}

void write_phase(JsonWriter& json, const Snapshot::Row& row) {
  const PhaseStats& stats = row.stats;
  json.key("path").value(row.path);
  write_times(json, stats);
  if (stats.count > 0) {
    json.key("min").value(seconds(stats.min_ns)).key("max").value(seconds(stats.max_ns));
    json.key("last").value(seconds(stats.last_ns)).key("p50").value(seconds(stats.p50_ns));
    json.key("p95").value(seconds(stats.p95_ns)).key("p99").value(seconds(stats.p99_ns));
  }
  if (stats.peaks.has_memory) {
    json.key("memory_mb").value(megabytes(stats.peaks.memory_bytes));
    json.key("memory_source").value(stats.peaks.memory_exact ? "peak" : "sampled");
  }
  if (stats.peaks.has_gpu) json.key("gpu_memory_mb").value(megabytes(stats.peaks.gpu_bytes));
  write_metrics(json, row.metrics);
}

// Readers of JSON bound their depth (weir_json_parse() takes 512 levels, two for each phase): what
// is deeper than kDeepest is in "phases" only, and counted here.
void write_tree(JsonWriter& json, const Snapshot& all) {
  constexpr size_t kDeepest = 200;
  const auto children = children_of(all);
  struct Level {
    uint32_t id;
    size_t next;
  };
  std::vector<Level> open{{Paths::kTop, 0}};
  json.key("hierarchy").begin_array();
  while (!open.empty()) {
    Level& level = open.back();
    if (level.next == children[level.id].size()) {
      json.end_array();
      if (level.id != Paths::kTop) json.end_object();
      open.pop_back();
      continue;
    }
    const uint32_t id = children[level.id][level.next++];
    const Snapshot::Row& row = all.rows[id - 1];
    json.begin_object().key("name").value(row.name).key("path").value(row.path);
    write_times(json, row.stats);
    if (open.size() == kDeepest) {
      json.key("children_left_out").value(uint64_t{children[id].size()});
      json.end_object();
      continue;
    }
    json.key("children").begin_array();
    open.push_back({id, 0});
  }
}

}  // namespace

std::string report_json(const Snapshot& all, double unix_seconds, double pair_ns) {
  const Totals& totals = all.totals;
  JsonWriter json(base::JsonStyle::pretty);
  json.begin_object();
  json.key("total_time").value(seconds(totals.total_ns));
  json.key("num_phases").value(totals.phase_count);
  json.key("timestamp").value(unix_seconds);
  json.key("gpu_available").value(totals.gpu_available);
  json.key("phases").begin_object();
  for (const Snapshot::Row& row : all.rows) {
    json.key(row.key).begin_object();
    write_phase(json, row);
    json.end_object();
  }
  json.end_object();
  write_tree(json, all);
  write_metrics(json, all.top_metrics);
  json.key("counters").begin_object();
  json.key("runs").value(totals.run_count).key("open").value(totals.open_count);
  json.key("stray_ends").value(totals.counters.stray).key("swept").value(totals.counters.swept);
  json.key("overflowed").value(totals.counters.overflow);
  json.end_object();
  json.key("overhead").begin_object();
  json.key("clock").value(totals.tsc ? "tsc" : "monotonic");
  json.key("ns_per_phase").value(pair_ns);
  json.key("percent").value(overhead_percent(totals, pair_ns));
  json.end_object();
  json.end_object();
  return json.take() + "\n";
}

}  // namespace weir::profile
