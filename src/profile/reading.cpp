// SPDX-License-Identifier: Apache-2.0
// Reading: what ended threads left and what living threads hold, added up. Logs whose thread has
// not yet noticed the last reset hold nothing that counts.
#include "profile/profiler.hpp"

namespace weir::profile {
namespace {

// Runs `body` on every log of this epoch, locked.
template <class Body>
void for_each_log(const std::vector<std::shared_ptr<ThreadLog>>& logs,
                  const std::shared_ptr<Epoch>& epoch, Body&& body) {
  for (const auto& log : logs) {
    const std::lock_guard lock(log->mutex);
    if (log->epoch == epoch) body(*log);
  }
}

}  // namespace

PhaseSum Profiler::sum_of(uint32_t id, uint64_t now) {
  PhaseSum sum;
  if (id < epoch_->ended.size()) sum = epoch_->ended[id];
  for_each_log(logs_, epoch_, [&](const ThreadLog& log) {
    const PhaseCell* cell = log.cell(id);
    if (cell == nullptr) return;
    cell->add_to(sum, now);
    log.add_metrics_to(sum.metrics, *cell);
  });
  return sum;
}

std::vector<PhaseSum> Profiler::all_sums(uint64_t now) {
  std::vector<PhaseSum> sums = epoch_->ended;
  sums.resize(epoch_->paths.size());
  for_each_log(logs_, epoch_, [&](const ThreadLog& log) {
    for (const PhaseCell& cell : log.phases) cell.add_to(sums[cell.id], now);
    for (const MetricCell& metric : log.metrics) {
      const auto& phase = *static_cast<const PhaseCell*>(metric.parent);
      metric.add_to(sums[phase.id].metrics[metric.text]);
    }
  });
  return sums;
}

PhaseStats Profiler::stats_of(uint32_t id, const PhaseSum& sum) const {
  PhaseStats stats;
  stats.phase = token(generation_.load(std::memory_order_relaxed), id);
  stats.count = sum.count;
  stats.open_count = sum.open;
  stats.open_ns = ticks_.to_ns(sum.open_time);
  stats.total_ns = ticks_.to_ns(sum.total);
  stats.min_ns = ticks_.to_ns(sum.min);
  stats.max_ns = ticks_.to_ns(sum.max);
  stats.last_ns = ticks_.to_ns(sum.last);
  // A bucket's middle may lie outside of what was seen.
  const auto percentile = [&](double share) {
    return std::clamp(ticks_.to_ns(sum.histogram.percentile(share)), stats.min_ns, stats.max_ns);
  };
  if (sum.count > 0) {
    stats.p50_ns = percentile(0.50);
    stats.p95_ns = percentile(0.95);
    stats.p99_ns = percentile(0.99);
  }
  stats.metric_count = sum.metrics.size();
  stats.peaks = sum.peaks;
  return stats;
}

Totals Profiler::totals_of(const std::vector<PhaseSum>& sums, uint64_t now) {
  Totals totals;
  totals.total_ns = ticks_.to_ns(now - epoch_->started);
  totals.tsc = ticks_.tsc();
  totals.gpu_available = gpu_ != nullptr;
  for (const PhaseSum& sum : sums) {
    totals.phase_count += sum.count > 0;
    totals.open_count += sum.open;
    totals.run_count += sum.count;
  }
  totals.counters = epoch_->ended_counters;
  for_each_log(logs_, epoch_, [&](const ThreadLog& log) { totals.counters.add(log.counters()); });
  return totals;
}

Totals Profiler::totals() {
  check_fork();
  const std::lock_guard lock(mutex_);
  const uint64_t now = ticks_.now();
  return totals_of(all_sums(now), now);
}

Snapshot Profiler::snapshot() {
  check_fork();
  const std::lock_guard lock(mutex_);
  const uint64_t now = ticks_.now();
  std::vector<PhaseSum> sums = all_sums(now);
  Snapshot all;
  all.totals = totals_of(sums, now);
  all.top_metrics = std::move(sums[Paths::kTop].metrics);
  const Paths& paths = epoch_->paths;
  all.rows.reserve(paths.size() - 1);
  for (uint32_t id = 1; id < paths.size(); ++id) {
    all.rows.push_back({id, paths.parent(id), std::string(paths.name(id)), paths.path(id),
                        paths.key(id), stats_of(id, sums[id]), std::move(sums[id].metrics)});
  }
  return all;
}

bool Profiler::phase(std::string_view text, PhaseStats* stats) {
  check_fork();
  const std::lock_guard lock(mutex_);
  const uint32_t id = epoch_->paths.find(text);
  if (id == Paths::kTop) return false;
  *stats = stats_of(id, sum_of(id, ticks_.now()));
  return true;
}

uint64_t Profiler::phase_count() {
  check_fork();
  const std::lock_guard lock(mutex_);
  return epoch_->paths.size() - 1;
}

bool Profiler::phase_at(uint64_t index, std::string* path, PhaseStats* stats) {
  check_fork();
  const std::lock_guard lock(mutex_);
  if (index >= epoch_->paths.size() - 1) return false;
  const auto id = static_cast<uint32_t>(index + 1);
  *path = epoch_->paths.path(id);
  *stats = stats_of(id, sum_of(id, ticks_.now()));
  return true;
}

bool Profiler::metrics(std::string_view phase, MetricSums* sums) {
  check_fork();
  const std::lock_guard lock(mutex_);
  const uint32_t id = phase.empty() ? Paths::kTop : epoch_->paths.find(phase);
  if (id == Paths::kTop && !phase.empty()) return false;
  *sums = sum_of(id, ticks_.now()).metrics;
  return true;
}

MetricSum Profiler::metric_everywhere(std::string_view name) {
  check_fork();
  const std::lock_guard lock(mutex_);
  MetricSum all;
  for (const PhaseSum& phase : epoch_->ended) {
    const auto found = phase.metrics.find(name);
    if (found != phase.metrics.end()) all.add(found->second);
  }
  for_each_log(logs_, epoch_, [&](const ThreadLog& log) {
    for (const MetricCell& metric : log.metrics) {
      if (metric.name == name) metric.add_to(all);
    }
  });
  return all;
}

}  // namespace weir::profile
