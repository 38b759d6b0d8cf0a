// SPDX-License-Identifier: Apache-2.0
#include "base/json_write.hpp"
#include "stream/pool.hpp"

namespace weir::stream {
namespace {

void write_transfers(base::JsonWriter& json, const TransferStats& stats) {
  json.key("bytes").value(stats.bytes);
  json.key("failures").value(stats.failures);
  json.key("retries").value(stats.retries);
}

// Times are there when something was timed: a zero would read as "no time at all".
void write_times(base::JsonWriter& json, const TransferStats& stats, const Percentiles& latency,
                 uint64_t ns) {
  if (stats.timed_count == 0) return;
  json.key("avg_latency_us").value(stats.average_latency_us());
  json.key("max_latency_us").value(static_cast<double>(stats.latency_max_ns) / 1e3);
  json.key("p50_latency_us").value(latency.p50_us);
  json.key("p95_latency_us").value(latency.p95_us);
  json.key("p99_latency_us").value(latency.p99_us);
  json.key("device_us").value(static_cast<double>(stats.device_ns) / 1e3);
  json.key("throughput_gb_s").value(rate_gb_s(stats.timed_bytes, ns));
}

void write_stream(base::JsonWriter& json, const StreamStats& stream) {
  json.key("stream_" + std::to_string(stream.index)).begin_object();
  json.key("transfer_count").value(stream.transfers.count);
  write_transfers(json, stream.transfers);
  write_times(json, stream.transfers, stream.latency, stream.transfers.busy_ns);
  json.key("queue_depth").value(stream.queue_depth);
  json.key("synchronizations").value(stream.synchronizations);
  json.key("priority").value(stream.priority);
  if (!stream.last_error.empty()) json.key("last_error").value(stream.last_error);
  json.end_object();
}

}  // namespace

std::string stats_json(const PoolStats& stats) {
  base::JsonWriter json;
  json.begin_object();
  json.key("total_streams").value(stats.size);
  json.key("streams_in_use").value(stats.streams_in_use);
  json.key("queue_depth").value(stats.queue_depth);
  json.key("bytes_transferred").value(stats.transfers.bytes);
  json.key("in_flight_peak_bytes").value(stats.in_flight_peak_bytes);
  json.key("splits").value(stats.splits);
  json.key("profiling").value(stats.profiling);
  json.key("transfer_stats").begin_object();
  json.key("count").value(stats.transfers.count);
  write_transfers(json, stats.transfers);
  write_times(json, stats.transfers, stats.latency, stats.active_ns);
  json.end_object();
  json.key("stream_stats").begin_object();
  for (const StreamStats& stream : stats.streams) write_stream(json, stream);
  json.end_object();
  json.end_object();
  return json.take();
}

}  // namespace weir::stream
