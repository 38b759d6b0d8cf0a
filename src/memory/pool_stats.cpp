// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/json_write.hpp"
#include "memory/budget.hpp"
#include "memory/pool.hpp"

namespace weir::memory {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

// Counts of several threads, read one after another, may cross.
uint64_t difference(uint64_t more, uint64_t less) noexcept {
  return more > less ? more - less : 0;
}

}  // namespace

double Pool::Stats::reuse_rate() const noexcept {
  return get_count == 0 ? 0.0
                        : static_cast<double>(std::min(reuse_count, get_count)) /
                              static_cast<double>(get_count);
}

double Pool::Stats::fragmentation() const noexcept {
  if (free_bytes == 0) return 0.0;
  return 1.0 - static_cast<double>(std::min(spans.largest_idle_bytes, free_bytes)) /
                   static_cast<double>(free_bytes);
}

std::vector<Pool::ClassStats> Pool::class_stats() const {
  std::vector<ClassStats> all(kSmallClasses);
  const std::lock_guard lock(caches_mutex_);
  for (uint32_t index = 0; index < kSmallClasses; ++index) {
    const Shared& shared = shared_[index];
    uint64_t gets = shared.gets.load(kRelaxed), puts = shared.puts.load(kRelaxed);
    uint64_t reuses = shared.reuses.load(kRelaxed);
    for (const auto& cache : caches_) {
      const Magazine& magazine = cache->magazines[index];
      gets += magazine.gets.get();
      puts += magazine.puts.get();
      reuses += magazine.reuses.get();
    }
    all[index] = {class_size(index), difference(gets, puts), gets, reuses,
                  slabs_.slab_count(index)};
  }
  return all;
}

Pool::Stats Pool::stats() const {
  Stats stats{};
  stats.capacity_bytes = options_.capacity_bytes == UINT64_MAX
                             ? spans_.budget()->stats().limit_bytes
                             : options_.capacity_bytes;
  stats.get_count = large_gets_.load(kRelaxed);
  stats.put_count = large_puts_.load(kRelaxed);
  stats.reuse_count = large_reuses_.load(kRelaxed);
  stats.refusal_count = refusals_.load(kRelaxed);
  stats.misuse_count = misuses_.load(kRelaxed);
  stats.used_count = difference(stats.get_count, stats.put_count);
  for (size_t at = 0; at < kPriorities; ++at) {
    stats.large_used_bytes[at] = large_used_[at].load(kRelaxed);
    stats.used_bytes += stats.large_used_bytes[at];
  }
  for (const ClassStats& each : class_stats()) {
    stats.get_count += each.get_count;
    stats.put_count += each.get_count - each.used_count;
    stats.reuse_count += each.reuse_count;
    stats.used_count += each.used_count;
    stats.used_bytes += each.used_count * each.block_bytes;
  }
  stats.spans = spans_.stats();
  stats.free_bytes = difference(stats.spans.held_bytes, stats.used_bytes);
  return stats;
}

std::string Pool::stats_json() const {
  const Stats now = stats();
  base::JsonWriter json;
  json.begin_object();
  json.key("capacity_bytes").value(now.capacity_bytes);
  json.key("held_bytes").value(now.spans.held_bytes);
  json.key("used_bytes").value(now.used_bytes);
  json.key("used_count").value(now.used_count);
  json.key("free_bytes").value(now.free_bytes);
  json.key("idle_bytes").value(now.spans.idle_bytes);
  json.key("idle_count").value(now.spans.idle_count);
  json.key("idle_age_ns").value(now.spans.idle_age_ns);
  json.key("largest_idle_bytes").value(now.spans.largest_idle_bytes);
  json.key("keep_bytes").value(now.spans.keep_bytes);
  json.key("peak_bytes").value(now.spans.peak_bytes);
  json.key("reserve_bytes").value(now.spans.reserve_bytes);
  json.key("get_count").value(now.get_count);
  json.key("put_count").value(now.put_count);
  json.key("reuse_count").value(now.reuse_count);
  json.key("reuse_rate").value(now.reuse_rate());
  json.key("fragmentation").value(now.fragmentation());
  json.key("cleanup_count").value(now.spans.cleanup_count);
  json.key("emergency_count").value(now.spans.emergency_count);
  json.key("refusal_count").value(now.refusal_count);
  json.key("misuse_count").value(now.misuse_count);
  json.key("debug").value(options_.debug);
  json.key("classes").begin_array();
  for (const ClassStats& each : class_stats()) {
    if (each.get_count == 0) continue;
    json.begin_object();
    json.key("block_bytes").value(each.block_bytes);
    json.key("used_count").value(each.used_count);
    json.key("get_count").value(each.get_count);
    json.key("reuse_count").value(each.reuse_count);
    json.key("slab_count").value(each.slab_count);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace weir::memory
