// SPDX-License-Identifier: Apache-2.0
// What streams count. Latency runs from submit to the moment the bytes are there.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "profile/histogram.hpp"

namespace weir::stream {

struct TransferStats {
  uint64_t count = 0;  // that went well
  uint64_t bytes = 0;
  uint64_t failures = 0;
  uint64_t retries = 0;
  uint64_t timed_count = 0;  // of those, with profiling on
  uint64_t latency_total_ns = 0;
  uint64_t latency_max_ns = 0;
  uint64_t timed_bytes = 0;
  uint64_t busy_ns = 0;
  uint64_t device_ns = 0;  // for which the device's own clock saw it carry parts

  void add(const TransferStats& other) {
    count += other.count;
    bytes += other.bytes;
    failures += other.failures;
    retries += other.retries;
    timed_count += other.timed_count;
    latency_total_ns += other.latency_total_ns;
    latency_max_ns = std::max(latency_max_ns, other.latency_max_ns);
    timed_bytes += other.timed_bytes;
    busy_ns += other.busy_ns;
    device_ns += other.device_ns;
  }
  double average_latency_us() const {
    return timed_count == 0
               ? 0
               : static_cast<double>(latency_total_ns) / 1e3 / static_cast<double>(timed_count);
  }
};

// In microseconds; 0 when nothing was timed.
struct Percentiles {
  double p50_us = 0;
  double p95_us = 0;
  double p99_us = 0;

  static Percentiles of(const profile::HistogramSum& ns) {
    const auto us = [&ns](double share) { return static_cast<double>(ns.percentile(share)) / 1e3; };
    return {us(0.5), us(0.95), us(0.99)};
  }
};

struct StreamStats {
  uint32_t index = 0;
  int32_t priority = 0;
  uint64_t queue_depth = 0;
  uint64_t synchronizations = 0;
  TransferStats transfers;
  Percentiles latency;
  std::string last_error;
};

struct PoolStats {
  uint32_t size = 0;
  uint32_t streams_in_use = 0;
  uint64_t queue_depth = 0;
  uint64_t in_flight_peak_bytes = 0;
  uint64_t splits = 0;  // times that less went at once, because memory was short
  uint64_t active_ns = 0;
  bool profiling = true;
  TransferStats transfers;
  Percentiles latency;
  std::vector<StreamStats> streams;
};

// bytes per nanosecond is GB/s.
inline double rate_gb_s(uint64_t bytes, uint64_t ns) {
  return ns == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(ns);
}

// One writer (the stream's thread), any readers.
class Counters {
 public:
  void add(const TransferStats& more) {
    bump(count_, more.count);
    bump(bytes_, more.bytes);
    bump(failures_, more.failures);
    bump(retries_, more.retries);
    bump(timed_count_, more.timed_count);
    bump(latency_total_ns_, more.latency_total_ns);
    bump(timed_bytes_, more.timed_bytes);
    bump(busy_ns_, more.busy_ns);
    bump(device_ns_, more.device_ns);
    if (more.latency_max_ns > latency_max_ns_.load(kRelaxed)) {
      latency_max_ns_.store(more.latency_max_ns, kRelaxed);
    }
  }
  TransferStats read() const {
    TransferStats stats;
    stats.count = count_.load(kRelaxed);
    stats.bytes = bytes_.load(kRelaxed);
    stats.failures = failures_.load(kRelaxed);
    stats.retries = retries_.load(kRelaxed);
    stats.timed_count = timed_count_.load(kRelaxed);
    stats.latency_total_ns = latency_total_ns_.load(kRelaxed);
    stats.latency_max_ns = latency_max_ns_.load(kRelaxed);
    stats.timed_bytes = timed_bytes_.load(kRelaxed);
    stats.busy_ns = busy_ns_.load(kRelaxed);
    stats.device_ns = device_ns_.load(kRelaxed);
    return stats;
  }

 private:
  using Count = std::atomic<uint64_t>;
  static constexpr auto kRelaxed = std::memory_order_relaxed;
  static void bump(Count& count, uint64_t more) {
    count.store(count.load(kRelaxed) + more, kRelaxed);
  }

  Count count_{0}, bytes_{0}, failures_{0}, retries_{0}, timed_count_{0}, latency_total_ns_{0},
      latency_max_ns_{0}, timed_bytes_{0}, busy_ns_{0}, device_ns_{0};
};

}  // namespace weir::stream
