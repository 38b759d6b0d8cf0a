// SPDX-License-Identifier: Apache-2.0
// What readers see: figures of all threads added up, plain values owned by one reader. Times are in
// ticks until Profiler turns them into the nanoseconds of PhaseStats.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>

#include "profile/histogram.hpp"
#include "profile/peak.hpp"

namespace weir::profile {

// Count, mean and spread without keeping the values: Welford's sums, joined by Chan's rule.
struct MetricSum {
  uint64_t count = 0, nonfinite_count = 0, last_at = 0;
  double last = 0, min = 0, max = 0, mean = 0, m2 = 0;

  double stdev() const {
    return count < 2 ? 0 : std::sqrt(std::max(m2, 0.0) / static_cast<double>(count - 1));
  }

  void add(const MetricSum& other) {
    if (last_at == 0 || other.last_at >= last_at) {
      last = other.last;
      last_at = other.last_at;
    }
    nonfinite_count += other.nonfinite_count;
    if (other.count == 0) return;
    if (count == 0) {
      min = other.min;
      max = other.max;
      mean = other.mean;
      m2 = other.m2;
      count = other.count;
      return;
    }
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    const auto ours = static_cast<double>(count), theirs = static_cast<double>(other.count);
    const double apart = other.mean - mean;
    mean += apart * theirs / (ours + theirs);
    m2 += other.m2 + apart * apart * ours * theirs / (ours + theirs);
    count += other.count;
  }
};

using MetricSums = std::map<std::string, MetricSum, std::less<>>;

// What was tracked of a phase's memory.
struct PhasePeaks {
  bool has_memory = false, memory_exact = true, has_gpu = false;
  uint64_t memory_bytes = 0, gpu_bytes = 0;

  void add_memory(Peak peak) {
    if (!has_memory || peak.bytes > memory_bytes) {
      memory_exact = peak.exact;
      memory_bytes = peak.bytes;
    }
    has_memory = true;
  }
  void add_gpu(uint64_t bytes) {
    has_gpu = true;
    gpu_bytes = std::max(gpu_bytes, bytes);
  }
  void add(const PhasePeaks& other) {
    if (other.has_memory) add_memory({other.memory_bytes, other.memory_exact});
    if (other.has_gpu) add_gpu(other.gpu_bytes);
  }
};

struct PhaseSum {
  uint64_t count = 0, total = 0, min = 0, max = 0, last = 0, last_at = 0;
  uint64_t open = 0, open_time = 0;
  PhasePeaks peaks;
  HistogramSum histogram;
  MetricSums metrics;

  void add(const PhaseSum& other) {
    if (other.count > 0) {
      min = count == 0 ? other.min : std::min(min, other.min);
      max = std::max(max, other.max);
      if (count == 0 || other.last_at >= last_at) {
        last = other.last;
        last_at = other.last_at;
      }
      count += other.count;
      total += other.total;
    }
    open += other.open;
    open_time += other.open_time;
    peaks.add(other.peaks);
    histogram.add(other.histogram);
    for (const auto& [name, metric] : other.metrics) metrics[name].add(metric);
  }
};

struct Counters {
  uint64_t stray = 0, swept = 0, overflow = 0;
  void add(const Counters& other) {
    stray += other.stray;
    swept += other.swept;
    overflow += other.overflow;
  }
};

// A phase, for readers outside of this room.
struct PhaseStats {
  uint64_t phase = 0;  // what start_phase_under() takes
  uint64_t count = 0, open_count = 0, open_ns = 0;
  uint64_t total_ns = 0, min_ns = 0, max_ns = 0, last_ns = 0;
  uint64_t p50_ns = 0, p95_ns = 0, p99_ns = 0;
  uint64_t metric_count = 0;
  PhasePeaks peaks;
};

}  // namespace weir::profile
