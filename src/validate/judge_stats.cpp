// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"
#include "base/json_write.hpp"
#include "validate/judge.hpp"

namespace weir::validate {
namespace {

constexpr const char* kLevels[] = {"", "fast", "standard", "thorough", "exhaustive", "on-demand"};

struct Times {
  uint64_t runs, mean_ns;
};
Times times_of(const Rule& rule) {
  const uint64_t runs = rule.history->runs.load(std::memory_order_relaxed);
  const uint64_t total = rule.history->total_ns.load(std::memory_order_relaxed);
  return {runs, runs == 0 ? rule.expected_ns : total / runs};
}

}  // namespace

std::string Judge::stats_json() const {
  const auto plan = rules_->plan();
  base::JsonWriter json;
  size_t entries = 0, bytes = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    entries += shard.order.size();
    bytes += shard.bytes;
  }
  uint64_t estimate = 0;
  for (const auto& rule : plan->order()) {
    if (rule->level <= settings_.how.level) estimate += times_of(*rule).mean_ns;
  }
  {
    const std::lock_guard lock(mutex_);
    const uint64_t end = settled_ == submitted_ ? ended_ns_ : base::monotonic_ns();
    const double seconds = static_cast<double>(end - began_ns_) / 1e9;
    const double rate = seconds > 0 ? static_cast<double>(settled_) / seconds : 0;
    json.begin_object().key("submitted").value(submitted_).key("settled").value(settled_);
    json.key("given").value(given_).key("queued").value(uint64_t{queue_.size()});
    json.key("invalid").value(invalid_).key("cancelled").value(cancelled_);
    json.key("workers").value(most_workers_).key("active_workers").value(active_);
    json.key("seconds").value(seconds).key("per_second").value(rate);
    json.key("seconds_left")
        .value(rate > 0 ? static_cast<double>(submitted_ - settled_) / rate : 0.0);
  }
  json.key("estimate_ns").value(estimate);
  const uint64_t hits = hits_.load(std::memory_order_relaxed);
  const uint64_t misses = misses_.load(std::memory_order_relaxed);
  json.key("cache").begin_object().key("hits").value(hits).key("misses").value(misses);
  json.key("bypassed").value(bypassed_.load(std::memory_order_relaxed));
  json.key("hit_ratio")
      .value(hits + misses == 0 ? 0.0
                                : static_cast<double>(hits) / static_cast<double>(hits + misses));
  json.key("entries").value(uint64_t{entries}).key("bytes").value(uint64_t{bytes}).end_object();
  json.key("rules").begin_array();
  for (const auto& rule : plan->order()) {
    const Times times = times_of(*rule);
    json.begin_object().key("name").value(rule->name);
    json.key("level").value(kLevels[static_cast<size_t>(rule->level)]);
    json.key("timed_runs").value(times.runs).key("mean_ns").value(times.mean_ns);
    json.key("max_ns").value(rule->history->max_ns.load(std::memory_order_relaxed));
    json.key("failures").value(rule->history->failures.load(std::memory_order_relaxed));
    json.end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace weir::validate
