// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/json_write.hpp"
#include "stream/device_pool.hpp"

namespace weir::stream {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

double part(uint64_t some, uint64_t all) noexcept {
  return all == 0 ? 0.0 : static_cast<double>(std::min(some, all)) / static_cast<double>(all);
}

}  // namespace

double DevicePool::Stats::reuse_rate() const noexcept {
  return part(reuse_count, get_count);
}
double DevicePool::Stats::fragmentation() const noexcept {
  return free_bytes == 0 ? 0.0 : 1.0 - part(largest_free_bytes, free_bytes);
}
double DevicePool::Stats::waste() const noexcept {
  return part(spare_bytes, used_bytes);
}

DevicePool::Stats DevicePool::stats() const {
  Stats stats{};
  if (ready_.load(std::memory_order_acquire)) {
    stats.kind = static_cast<uint32_t>(device_->kind());
    stats.capacity_bytes = capacity_;
    stats.reserve_bytes = reserve_bytes_;
    if (!device_->lost()) stats.device_free_bytes = device_->memory_info().free_bytes;
    if (!on_host_) {
      const std::lock_guard lock(ready_mutex_);
      if (reserve_ == nullptr) stats.reserve_bytes = 0;
    }
  }
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    const DeviceHeap::Figures heap = shard.heap.figures();
    stats.free_bytes += heap.free_bytes;
    stats.idle_bytes += heap.idle_bytes;
    stats.largest_free_bytes = std::max(stats.largest_free_bytes, heap.largest_bytes);
    stats.pending_bytes += shard.pending.bytes();
    stats.used_count += shard.used_count;
    stats.get_count += shard.get_count;
    stats.put_count += shard.put_count;
    stats.reuse_count += shard.reuse_count;
    stats.spare_bytes += shard.spare_bytes;
    for (size_t i = 0; i < memory::kPriorities; ++i) {
      stats.priority_bytes[i] += shard.used_bytes[i];
      stats.used_bytes += shard.used_bytes[i];
    }
  }
  stats.held_bytes = held_.load(kRelaxed);
  stats.peak_bytes = peak_.load(kRelaxed);
  stats.search_count = searches_.load(kRelaxed);
  stats.trim_count = trims_.load(kRelaxed);
  stats.wait_count = waits_.load(kRelaxed);
  stats.reclaim_count = reclaims_.load(kRelaxed);
  stats.emergency_count = emergencies_.load(kRelaxed);
  stats.refusal_count = refusals_.load(kRelaxed);
  stats.misuse_count = misuses_.load(kRelaxed);
  stats.hint_bytes = hint_.load(kRelaxed);
  return stats;
}

std::string DevicePool::stats_json() const {
  const Stats now = stats();
  base::JsonWriter json;
  json.begin_object();
  json.key("kind").value(now.kind);
  json.key("capacity_bytes").value(now.capacity_bytes);
  json.key("held_bytes").value(now.held_bytes);
  json.key("peak_bytes").value(now.peak_bytes);
  json.key("used_bytes").value(now.used_bytes);
  json.key("used_count").value(now.used_count);
  json.key("pending_bytes").value(now.pending_bytes);
  json.key("free_bytes").value(now.free_bytes);
  json.key("idle_bytes").value(now.idle_bytes);
  json.key("largest_free_bytes").value(now.largest_free_bytes);
  json.key("reserve_bytes").value(now.reserve_bytes);
  json.key("device_free_bytes").value(now.device_free_bytes);
  json.key("get_count").value(now.get_count);
  json.key("put_count").value(now.put_count);
  json.key("reuse_count").value(now.reuse_count);
  json.key("search_count").value(now.search_count);
  json.key("trim_count").value(now.trim_count);
  json.key("wait_count").value(now.wait_count);
  json.key("reclaim_count").value(now.reclaim_count);
  json.key("emergency_count").value(now.emergency_count);
  json.key("refusal_count").value(now.refusal_count);
  json.key("misuse_count").value(now.misuse_count);
  json.key("hint_bytes").value(now.hint_bytes);
  constexpr const char* kNames[] = {"critical", "high", "medium", "low"};
  json.key("used_bytes_by_priority").begin_object();
  for (size_t i = 0; i < memory::kPriorities; ++i) {
    json.key(kNames[i]).value(now.priority_bytes[i]);
  }
  json.end_object();
  json.key("reuse_rate").value(now.reuse_rate());
  json.key("fragmentation").value(now.fragmentation());
  json.key("waste").value(now.waste());
  json.end_object();
  return json.take();
}

}  // namespace weir::stream
