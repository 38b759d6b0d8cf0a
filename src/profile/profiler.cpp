// SPDX-License-Identifier: Apache-2.0
// Recording. The usual path of a start is: this thread's log (one comparison), the child's cell
// (one probe), the clock, four stores; of an end: the clock, and the stores.
#include "profile/profiler.hpp"

#include "base/status.hpp"
#include "base/utf8.hpp"
#include "memory/budget.hpp"
#include "profile/hot_path.hpp"

namespace weir::profile {
namespace {

constexpr uint32_t kTrackMemory = 1, kTrackGpu = 2;
constexpr std::string_view kOther = "(other)";

}  // namespace

void Profiler::configure(const Settings& settings) {
  this_thread();  // refuses when closed
  phase_limit_.store(settings.phase_limit != 0 ? settings.phase_limit : kPhaseLimit,
                     std::memory_order_relaxed);
  metric_limit_.store(settings.metric_limit != 0 ? settings.metric_limit : kMetricLimit,
                      std::memory_order_relaxed);
  tracking_.store((settings.track_memory ? kTrackMemory : 0) |
                      (settings.track_gpu && gpu_ != nullptr ? kTrackGpu : 0),
                  std::memory_order_relaxed);
}

void Profiler::start_phase(std::string_view name) {
  ThreadLog& log = this_thread();
  push(log, child_of(log, &log.innermost(), name));
}

void Profiler::start_phase_under(uint64_t parent, std::string_view name) {
  ThreadLog& log = this_thread();
  const auto id = static_cast<uint32_t>(parent);
  const uint64_t generation = parent >> 32;
  const uint64_t present = log.generation & 0xFFFFFFFFu;
  PhaseCell* above = log.top;
  if (parent != 0 && generation == present) {
    above = &cell_for(log, id);
  } else if (parent != 0 && (generation == 0 || generation > present || id == 0)) {
    fail(Status::invalid, "parent %llu is not a phase: take it from current() or from the stats",
         static_cast<unsigned long long>(parent));
  }
  push(log, child_of(log, above, name));
}

uint64_t Profiler::current() {
  ThreadLog& log = this_thread();
  const PhaseCell& cell = log.innermost();
  return cell.id == Paths::kTop ? 0 : token(log.generation, cell.id);
}

Status Profiler::end_phase(PhaseStats* stats) {
  const uint64_t now = ticks_.now();
  ThreadLog& log = this_thread();
  if (log.frames.empty()) {
    log.stray.add(1);
    return Status::miss;
  }
  const ThreadLog::Frame frame = log.frames.back();
  log.frames.pop_back();
  if (frame.cell == nullptr) return Status::miss;
  finish(frame, now);
  if (stats != nullptr) {
    const std::lock_guard lock(mutex_);
    if (log.epoch == epoch_) *stats = stats_of(frame.cell->id, sum_of(frame.cell->id, now));
  }
  return Status::ok;
}

Status Profiler::end_phase_named(std::string_view name, PhaseStats* stats) {
  const uint64_t now = ticks_.now();
  ThreadLog& log = this_thread();
  size_t at = log.frames.size();
  while (at > 0) {
    const PhaseCell* cell = log.frames[at - 1].cell;
    if (cell != nullptr && cell->name == name) break;
    --at;
  }
  if (at == 0) {
    log.stray.add(1);
    return Status::miss;
  }
  for (; log.frames.size() > at; log.frames.pop_back()) {
    if (log.frames.back().cell == nullptr) continue;
    finish(log.frames.back(), now);
    log.swept.add(1);
  }
  return end_phase(stats);
}

void Profiler::record_metric(std::string_view name, double value) {
  ThreadLog& log = this_thread();
  PhaseCell& phase = log.innermost();
  const uint64_t hash = hash_name(&phase, name);
  MetricCell* metric = log.metric_table.find(&phase, name, hash);
  if (metric == nullptr) [[unlikely]]
    metric = &new_metric(log, phase, name);
  metric->record(value, ticks_.now());
}

void Profiler::begin_stretches(ThreadLog& log, uint32_t tracking) {
  ThreadLog::Frame& frame = log.frames.back();
  try {
    if (tracking & kTrackMemory) frame.memory = memory_tracker().begin();
    if (tracking & kTrackGpu) frame.gpu = gpu_->begin();
  } catch (...) {
    PhasePeaks unused;
    end_stretches(frame, &unused);
    log.frames.pop_back();
    throw;
  }
}

void Profiler::end_stretches(const ThreadLog::Frame& frame, PhasePeaks* peaks) noexcept {
  if (frame.memory >= 0) peaks->add_memory(memory_tracker().end(frame.memory));
  if (frame.gpu >= 0) peaks->add_gpu(gpu_->end(frame.gpu).bytes);
}

void Profiler::check_name(std::string_view name) const {
  if (name.empty()) fail(Status::invalid, "the name is empty");
  if (name.size() > kNameLimit) {
    fail(Status::limit, "the name has %zu bytes, %zu are allowed", name.size(), kNameLimit);
  }
  const char* const end = name.data() + name.size();
  for (const char* at = name.data(); at != end;) {
    const size_t size = base::utf8_size(at, end);
    if (size == 0) fail(Status::invalid, "the name is not UTF-8: byte %td", at - name.data());
    at += size;
  }
}

PhaseCell& Profiler::new_child(ThreadLog& log, PhaseCell* parent, std::string_view name) {
  check_name(name);
  memory::Charge charge;
  // What a phase comes to hold: its cell, its name, a histogram over some four doublings.
  constexpr uint64_t kUsual = sizeof(PhaseCell) + sizeof(Histogram) + 4 * 256 + 128;
  bool room = parent->depth < kDepthLimit && try_charge(kUsual + name.size(), &charge);
  uint32_t id = Paths::kTop;
  {
    const std::lock_guard lock(mutex_);
    Paths& paths = log.epoch->paths;
    if (room) id = paths.find_child(parent->id, name);
    if (room && id == Paths::kTop) {
      room = paths.size() <= phase_limit_.load(std::memory_order_relaxed);
      if (room) id = paths.add(parent->id, name);
    }
    if (!room) {
      id = paths.find_child(Paths::kTop, kOther);
      if (id == Paths::kTop) id = paths.add(Paths::kTop, kOther);
    }
  }
  if (room) return add_cell(log, parent, name, id, std::move(charge));
  log.overflow.add(1);
  if (id < log.by_id.size() && log.by_id[id] != nullptr) return *log.by_id[id];
  return add_cell(log, log.top, kOther, id, {});
}

PhaseCell& Profiler::add_cell(ThreadLog& log, PhaseCell* parent, std::string_view name, uint32_t id,
                              memory::Charge charge) {
  std::string_view kept;
  {
    const std::lock_guard lock(mutex_);
    kept = log.epoch->paths.name(id);
  }
  const std::lock_guard lock(log.mutex);
  if (id >= log.by_id.size()) log.by_id.resize(id + 1);
  PhaseCell& cell = log.phases.emplace_back();
  cell.parent = parent;
  cell.hash = hash_name(parent, name);
  cell.name = kept;
  cell.id = id;
  cell.depth = parent->depth + 1;
  cell.charge = std::move(charge);
  log.phase_table.insert(&cell);
  log.by_id[id] = &cell;
  return cell;
}

// This thread's cell for a phase that another thread named; its parents get cells on the way.
PhaseCell& Profiler::cell_for(ThreadLog& log, uint32_t id) {
  std::vector<std::pair<uint32_t, std::string_view>> missing;
  {
    const std::lock_guard lock(mutex_);
    const Paths& paths = log.epoch->paths;
    if (id >= paths.size()) fail(Status::invalid, "phase %u does not exist", id);
    while (id != Paths::kTop && log.cell(id) == nullptr) {
      missing.emplace_back(id, paths.name(id));
      id = paths.parent(id);
    }
  }
  PhaseCell* cell = id == Paths::kTop ? log.top : log.by_id[id];
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    cell = &add_cell(log, cell, at->second, at->first, {});
  }
  return *cell;
}

MetricCell& Profiler::new_metric(ThreadLog& log, PhaseCell& phase, std::string_view name) {
  check_name(name);
  PhaseCell* parent = &phase;
  memory::Charge charge;
  if (log.metrics.size() >= metric_limit_.load(std::memory_order_relaxed) ||
      !try_charge(sizeof(MetricCell) + 64 + 2 * name.size(), &charge)) {
    log.overflow.add(1);
    parent = log.top;
    name = kOther;
    MetricCell* other = log.metric_table.find(parent, name, hash_name(parent, name));
    if (other != nullptr) return *other;
  }
  const std::lock_guard lock(log.mutex);
  MetricCell& metric = log.metrics.emplace_back();
  metric.parent = parent;
  metric.hash = hash_name(parent, name);
  metric.text = name;
  metric.name = metric.text;
  metric.charge = std::move(charge);
  log.metric_table.insert(&metric);
  return metric;
}

bool Profiler::try_charge(uint64_t bytes, memory::Charge* charge) noexcept {
  if (budget_ == nullptr) return true;
  try {
    *charge = budget_->charge(memory::Module::profile, bytes, "a profiler's phase or metric");
    return true;
  } catch (...) {
    return false;  // the time goes to "(other)": measuring never fails the work it measures
  }
}

}  // namespace weir::profile
