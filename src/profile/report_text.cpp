// SPDX-License-Identifier: Apache-2.0
// The report for people. The eye goes down the shares; times are lined up and have three digits.
#include <algorithm>

#include "base/status.hpp"
#include "profile/report.hpp"

namespace weir::profile {
namespace {

std::string time_text(uint64_t ns) {
  const auto value = static_cast<double>(ns);
  struct Unit {
    double ns;
    const char* name;
  };
  for (const Unit& unit : {Unit{1e9, "s"}, Unit{1e6, "ms"}, Unit{1e3, "us"}}) {
    if (value < unit.ns) continue;
    const double shown = value / unit.ns;
    return format_text("%.*f %s", shown < 10 ? 2 : shown < 100 ? 1 : 0, shown, unit.name);
  }
  return format_text("%.0f ns", value);
}

std::string memory_text(const PhasePeaks& peaks) {
  if (!peaks.has_memory) return {};
  return format_text("%s%.1f MB", peaks.memory_exact ? "" : ">",  // a sample may miss the peak
                     static_cast<double>(peaks.memory_bytes) / 1e6);
}

// Columns count characters, not bytes.
size_t width_of(std::string_view text) {
  size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  return width;
}
std::string padded(std::string text, size_t width) {
  const size_t own = width_of(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}
// Names may hold line breaks and other controls, which would break the table.
std::string printable(std::string_view name) {
  std::string text;
  for (const char c : name) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  return text;
}

struct Line {
  std::string label;
  const Snapshot::Row* row;
};

std::vector<Line> lines_of(const Snapshot& all) {
  const auto children = children_of(all);
  std::vector<Line> lines;
  struct Step {
    uint32_t id;
    size_t depth;
  };
  std::vector<Step> open;
  const auto push_children = [&](uint32_t id, size_t depth) {
    for (auto at = children[id].rbegin(); at != children[id].rend(); ++at) {
      open.push_back({*at, depth});
    }
  };
  push_children(Paths::kTop, 0);
  while (!open.empty()) {
    const Step step = open.back();
    open.pop_back();
    const Snapshot::Row& row = all.rows[step.id - 1];
    constexpr size_t kDeepest = 40;  // deeper ones are not indented further
    lines.push_back(
        {std::string(2 * std::min(step.depth, kDeepest), ' ') + printable(row.name), &row});
    push_children(step.id, step.depth + 1);
  }
  return lines;
}

void add_metrics(std::string& text, const std::string& indent, const MetricSums& metrics) {
  for (const auto& [name, metric] : metrics) {
    text += indent + "  . " + printable(name) + format_text(" = %.6g", metric.last);
    if (metric.count > 1) {
      text += format_text("  (%llu values, %.6g to %.6g, mean %.6g, stdev %.3g)",
                          static_cast<unsigned long long>(metric.count), metric.min, metric.max,
                          metric.mean, metric.stdev());
    }
    if (metric.nonfinite_count > 0) {
      text += format_text("  (%llu not finite)",
                          static_cast<unsigned long long>(metric.nonfinite_count));
    }
    text += '\n';
  }
}

void add_line(std::string& text, const Line& line, size_t width, uint64_t total_ns) {
  const PhaseStats& stats = line.row->stats;
  const uint64_t time = stats.total_ns + stats.open_ns;
  const double share =
      total_ns > 0 ? 100.0 * static_cast<double>(time) / static_cast<double>(total_ns) : 0;
  const bool several = stats.count > 1;
  text += padded(line.label, width);
  text += format_text(" %6.1f%% %9s %9llu", share, time_text(time).c_str(),
                      static_cast<unsigned long long>(stats.count));
  text +=
      format_text(" %9s %9s %9s", several ? time_text(stats.total_ns / stats.count).c_str() : "",
                  several ? time_text(stats.p95_ns).c_str() : "",
                  several ? time_text(stats.max_ns).c_str() : "");
  text += format_text(" %10s", memory_text(stats.peaks).c_str());
  if (stats.open_count > 0) {
    text += format_text("  (%llu open)", static_cast<unsigned long long>(stats.open_count));
  }
  while (text.back() == ' ') text.pop_back();
  text += '\n';
  add_metrics(text, line.label.substr(0, line.label.find_first_not_of(' ')), line.row->metrics);
}

void add_notes(std::string& text, const Totals& totals) {
  const auto note = [&](uint64_t count, const char* words) {
    if (count > 0) text += format_text("%llu %s\n", static_cast<unsigned long long>(count), words);
  };
  note(totals.counters.stray, "ends found no such phase open");
  note(totals.counters.swept, "phases were ended by an outer end or by their thread's end");
  note(totals.counters.overflow, "starts and records went to \"(other)\": too many names");
}

}  // namespace

std::vector<std::vector<uint32_t>> children_of(const Snapshot& all) {
  std::vector<std::vector<uint32_t>> children(all.rows.size() + 1);
  for (const Snapshot::Row& row : all.rows) children[row.parent].push_back(row.id);
  return children;
}

double overhead_percent(const Totals& totals, double pair_ns) {
  if (totals.total_ns == 0) return 0;
  return 100.0 * pair_ns * static_cast<double>(totals.run_count) /
         static_cast<double>(totals.total_ns);
}

std::string report_text(const Snapshot& all, double pair_ns) {
  const Totals& totals = all.totals;
  std::string text = format_text(
      "%s since reset, %llu phases, overhead %.3f %% (%.0f ns a phase, %s clock)\n\n",
      time_text(totals.total_ns).c_str(), static_cast<unsigned long long>(totals.phase_count),
      overhead_percent(totals, pair_ns), pair_ns, totals.tsc ? "tsc" : "monotonic");
  const std::vector<Line> lines = lines_of(all);
  size_t width = 5;
  for (const Line& line : lines)
    width = std::max(width, std::min<size_t>(width_of(line.label), 60));
  text += padded("phase", width) +
          "   share     total     count      mean       p95       max     memory\n";
  for (const Line& line : lines) add_line(text, line, width, totals.total_ns);
  if (!all.top_metrics.empty()) {
    text += "outside of any phase\n";
    add_metrics(text, "", all.top_metrics);
  }
  if (totals.counters.stray + totals.counters.swept + totals.counters.overflow > 0) text += '\n';
  add_notes(text, totals);
  return text;
}

// The least of several batches: what the work costs when nothing else runs.
double phase_cost_ns() {
  static const double cost = [] {
    constexpr int kBatches = 8, kPairs = 64;
    const auto scratch = std::make_shared<Profiler>(Profiler::Parts{});
    uint64_t least = UINT64_MAX;
    for (int batch = 0; batch < kBatches; ++batch) {
      const uint64_t started = base::monotonic_ns();
      for (int pair = 0; pair < kPairs; ++pair) {
        scratch->start_phase("a phase's cost");
        scratch->end_phase(nullptr);
      }
      least = std::min(least, base::monotonic_ns() - started);
    }
    return static_cast<double>(least) / kPairs;
  }();
  return cost;
}

}  // namespace weir::profile
