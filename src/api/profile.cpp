// SPDX-License-Identifier: Apache-2.0
// include/weir/profile.h
#include "weir/profile.h"

#include <ctime>

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"
#include "profile/profiler.hpp"
#include "profile/report.hpp"

using namespace weir;
using namespace weir::api;
using profile::PhaseStats;
using profile::Profiler;

struct weir_profiler : Handle<Profiler, tag("prof")> {
  static constexpr const char* kName = "weir_profiler";
  using Handle::Handle;
};

namespace {

Profiler& open_profiler(const weir_profiler* handle) {
  return *use(handle, "profiler");
}

Profiler::Settings read_settings(const weir_profiler_options* options) {
  const weir_profiler_options theirs = read_options(options);
  constexpr uint32_t kKnown = WEIR_PROFILER_TRACK_MEMORY | WEIR_PROFILER_TRACK_GPU;
  if ((theirs.flags & ~kKnown) != 0) {
    fail(Status::invalid, "flags is %u: use WEIR_PROFILER_* or 0", theirs.flags);
  }
  return {(theirs.flags & WEIR_PROFILER_TRACK_MEMORY) != 0,
          (theirs.flags & WEIR_PROFILER_TRACK_GPU) != 0, theirs.phase_limit, theirs.metric_limit};
}

uint32_t flag(bool is_set, uint32_t value) {
  return is_set ? value : 0;
}

void write_stats(weir_phase_stats* theirs, const PhaseStats& ours) {
  weir_phase_stats stats{};
  const profile::PhasePeaks& peaks = ours.peaks;
  stats.flags = flag(peaks.has_memory, WEIR_PHASE_HAS_MEMORY) |
                flag(peaks.has_memory && !peaks.memory_exact, WEIR_PHASE_MEMORY_SAMPLED) |
                flag(peaks.has_gpu, WEIR_PHASE_HAS_GPU);
  stats.phase = ours.phase;
  stats.count = ours.count;
  stats.open_count = ours.open_count;
  stats.open_ns = ours.open_ns;
  stats.total_ns = ours.total_ns;
  stats.min_ns = ours.min_ns;
  stats.max_ns = ours.max_ns;
  stats.last_ns = ours.last_ns;
  stats.p50_ns = ours.p50_ns;
  stats.p95_ns = ours.p95_ns;
  stats.p99_ns = ours.p99_ns;
  stats.memory_peak_bytes = peaks.memory_bytes;
  stats.gpu_peak_bytes = peaks.gpu_bytes;
  stats.metric_count = ours.metric_count;
  write_struct(theirs, stats, "stats_out");
}

void write_stats(weir_metric_stats* theirs, const profile::MetricSum& ours) {
  weir_metric_stats stats{};
  stats.count = ours.count;
  stats.nonfinite_count = ours.nonfinite_count;
  stats.last = ours.last;
  stats.min = ours.min;
  stats.max = ours.max;
  stats.mean = ours.mean;
  stats.stdev = ours.stdev();
  write_struct(theirs, stats, "stats_out");
}

// Outputs are checked before anything is done, so that a refused call has no effect.
template <class Stats>
void check_stats(const Stats* stats) {
  require(stats, "stats_out");
  if (stats->struct_size < sizeof stats->struct_size) {
    fail(Status::invalid, "stats_out->struct_size is not set: write sizeof the struct into it");
  }
}

// The two ends differ only in how the phase is found.
template <class End>
Status end_with(const weir_profiler* profiler, weir_phase_stats* stats_out, End&& end) {
  Profiler& opened = open_profiler(profiler);
  if (stats_out == nullptr) return end(opened, nullptr);
  check_stats(stats_out);
  PhaseStats stats;
  const Status status = end(opened, &stats);
  if (status == Status::ok) write_stats(stats_out, stats);
  return status;
}

}  // namespace

weir_status weir_runtime_profiler(weir_runtime* runtime, weir_profiler** profiler_out) {
  return guard(__func__, [&] {
    clear_output(profiler_out, "profiler_out");
    const auto& opened = open(runtime);
    return give(profiler_out, keep_with(opened, opened->profiler()));
  });
}

weir_status weir_profiler_create(weir_runtime* runtime, const weir_profiler_options* options,
                                 weir_profiler** profiler_out) {
  return guard(__func__, [&] {
    clear_output(profiler_out, "profiler_out");
    const Profiler::Settings settings = read_settings(options);
    if (runtime == nullptr) {
      auto profiler = std::make_shared<Profiler>(Profiler::Parts{});
      profiler->configure(settings);
      return give(profiler_out, std::move(profiler));
    }
    const auto& opened = open(runtime);
    auto profiler = std::make_shared<Profiler>(opened->profiler_parts());
    profiler->configure(settings);
    return give(profiler_out, keep_with(opened, std::move(profiler)));
  });
}

weir_status weir_profiler_configure(weir_profiler* profiler, const weir_profiler_options* options) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    opened.configure(read_settings(options));
    return Status::ok;
  });
}

weir_status weir_profiler_reset(weir_profiler* profiler) {
  return guard(__func__, [&] {
    open_profiler(profiler).reset();
    return Status::ok;
  });
}

weir_status weir_profiler_start_phase(weir_profiler* profiler, const char* name) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(name, "name");
    opened.start_phase(name);
    return Status::ok;
  });
}

weir_status weir_profiler_start_phase_under(weir_profiler* profiler, uint64_t parent,
                                            const char* name) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(name, "name");
    opened.start_phase_under(parent, name);
    return Status::ok;
  });
}

weir_status weir_profiler_current(weir_profiler* profiler, uint64_t* phase_out) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(phase_out, "phase_out");
    *phase_out = opened.current();
    return Status::ok;
  });
}

weir_status weir_profiler_end_phase(weir_profiler* profiler, weir_phase_stats* stats_out) {
  return guard(__func__, [&] {
    return end_with(profiler, stats_out,
                    [](Profiler& opened, PhaseStats* stats) { return opened.end_phase(stats); });
  });
}

weir_status weir_profiler_end_phase_named(weir_profiler* profiler, const char* name,
                                          weir_phase_stats* stats_out) {
  return guard(__func__, [&] {
    require(name, "name");
    return end_with(profiler, stats_out, [&](Profiler& opened, PhaseStats* stats) {
      return opened.end_phase_named(name, stats);
    });
  });
}

weir_status weir_profiler_record_metric(weir_profiler* profiler, const char* name, double value) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(name, "name");
    opened.record_metric(name, value);
    return Status::ok;
  });
}

weir_status weir_profiler_summary(weir_profiler* profiler, weir_profile_summary* summary_out) {
  return guard(__func__, [&] {
    const profile::Totals totals = open_profiler(profiler).totals();
    weir_profile_summary summary{};
    summary.flags =
        flag(totals.tsc, WEIR_PROFILE_TSC) | flag(totals.gpu_available, WEIR_PROFILE_GPU_AVAILABLE);
    summary.total_ns = totals.total_ns;
    summary.phase_count = totals.phase_count;
    summary.open_count = totals.open_count;
    summary.run_count = totals.run_count;
    summary.stray_count = totals.counters.stray;
    summary.swept_count = totals.counters.swept;
    summary.overflow_count = totals.counters.overflow;
    write_struct(summary_out, summary, "summary_out");
    return Status::ok;
  });
}

weir_status weir_profiler_phase_stats(weir_profiler* profiler, const char* phase,
                                      weir_phase_stats* stats_out) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(phase, "phase");
    check_stats(stats_out);
    PhaseStats stats;
    if (!opened.phase(phase, &stats)) return Status::miss;
    write_stats(stats_out, stats);
    return Status::ok;
  });
}

weir_status weir_profiler_metric_stats(weir_profiler* profiler, const char* phase,
                                       const char* metric, weir_metric_stats* stats_out) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(metric, "metric");
    check_stats(stats_out);
    if (phase == nullptr) {
      const profile::MetricSum sum = opened.metric_everywhere(metric);
      if (sum.count + sum.nonfinite_count == 0) return Status::miss;
      write_stats(stats_out, sum);
      return Status::ok;
    }
    profile::MetricSums sums;
    if (!opened.metrics(phase, &sums)) return Status::miss;
    const auto found = sums.find(std::string_view(metric));
    if (found == sums.end()) return Status::miss;
    write_stats(stats_out, found->second);
    return Status::ok;
  });
}

weir_status weir_profiler_phase_count(weir_profiler* profiler, uint64_t* count_out) {
  return guard(__func__, [&] {
    Profiler& opened = open_profiler(profiler);
    require(count_out, "count_out");
    *count_out = opened.phase_count();
    return Status::ok;
  });
}

weir_status weir_profiler_phase_at(weir_profiler* profiler, uint64_t index, weir_buffer** path_out,
                                   weir_phase_stats* stats_out) {
  return guard(__func__, [&] {
    if (path_out != nullptr) *path_out = nullptr;
    Profiler& opened = open_profiler(profiler);
    check_stats(stats_out);
    std::string path;
    PhaseStats stats;
    if (!opened.phase_at(index, &path, &stats)) return Status::end;
    if (path_out != nullptr) give_text(path_out, std::move(path));
    write_stats(stats_out, stats);
    return Status::ok;
  });
}

weir_status weir_profiler_metric_at(weir_profiler* profiler, const char* phase, uint64_t index,
                                    weir_buffer** name_out, weir_metric_stats* stats_out) {
  return guard(__func__, [&] {
    if (name_out != nullptr) *name_out = nullptr;
    Profiler& opened = open_profiler(profiler);
    require(phase, "phase");
    check_stats(stats_out);
    profile::MetricSums sums;
    if (!opened.metrics(phase, &sums)) return Status::miss;
    if (index >= sums.size()) return Status::end;
    const auto found = std::next(sums.begin(), static_cast<ptrdiff_t>(index));
    if (name_out != nullptr) give_text(name_out, found->first);
    write_stats(stats_out, found->second);
    return Status::ok;
  });
}

weir_status weir_profiler_report(weir_profiler* profiler, uint32_t format,
                                 weir_buffer** report_out) {
  return guard(__func__, [&] {
    clear_output(report_out, "report_out");
    Profiler& opened = open_profiler(profiler);
    if (format != WEIR_REPORT_JSON && format != WEIR_REPORT_TEXT) {
      fail(Status::invalid, "format is %u: use WEIR_REPORT_JSON or WEIR_REPORT_TEXT", format);
    }
    const profile::Snapshot all = opened.snapshot();
    const double pair_ns = profile::phase_cost_ns();
    return give_text(report_out,
                     format == WEIR_REPORT_TEXT
                         ? report_text(all, pair_ns)
                         : report_json(all, static_cast<double>(std::time(nullptr)), pair_ns));
  });
}

void weir_profiler_free(weir_profiler* profiler) {
  release(profiler);
}
