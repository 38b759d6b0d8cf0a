// SPDX-License-Identifier: Apache-2.0
#include "monitor/pressure.hpp"

#include <poll.h>

#include <algorithm>
#include <cinttypes>
#include <cmath>

#include "base/json_write.hpp"
#include "base/status.hpp"
#include "memory/heap.hpp"
#include "monitor/pressure_thread.hpp"
#include "work/wait.hpp"

namespace weir::monitor {
namespace {

using memory::Reclaim;

constexpr uint64_t kStallPart = 16;
constexpr uint64_t kCollectEveryNs = 5'000'000'000;
constexpr double kFalling = 0.002;  // less is noise

const char* source_name(uint32_t source) {
  constexpr const char* kNames[] = {"none", "budget", "machine", "group", "process"};
  return kNames[source];
}

// How many of the steps, in their order, a level may ask.
size_t steps_of(Level level) noexcept {
  switch (level) {
    case Level::normal:
      return 0;
    case Level::rising:
      return static_cast<size_t>(Reclaim::idle_buffers_compressed) + 1;
    case Level::high:
    case Level::severe:
      return static_cast<size_t>(Reclaim::idle_buffers_spilled) + 1;
    case Level::critical:
      break;
  }
  return memory::kReclaimCount;
}

double ratio_of(uint64_t used, uint64_t limit) noexcept {
  return limit == 0 ? 0 : static_cast<double>(used) / static_cast<double>(limit);
}

uint64_t over(uint64_t used, uint64_t limit, double target) noexcept {
  const auto wanted = static_cast<uint64_t>(std::llround(static_cast<double>(limit) * target));
  return used > wanted ? used - wanted : 0;
}

}  // namespace

Pressure::Parts Pressure::parts_of_machine() {
  auto meter = std::make_shared<base::MemoryMeter>();
  Parts parts;
  parts.meter = [meter] { return meter->read(); };
  parts.open_trigger = [meter] { return meter->open_stall_trigger(); };
  parts.trigger_events = POLLPRI;
  return parts;
}

std::shared_ptr<Pressure> Pressure::create(Parts parts, const Options& options) {
  double before = 0;
  for (const double at : options.bounds.at) {
    if (!(at > 0 && at <= 1 && at >= before)) {
      fail(Status::invalid,
           "the levels begin at %g, %g, %g and %g: give ratios above 0 and up to 1 that never fall",
           options.bounds.at[0], options.bounds.at[1], options.bounds.at[2], options.bounds.at[3]);
    }
    before = at;
  }
  struct Hold {
    std::shared_ptr<Pressure> pressure;
    ~Hold() { pressure->stop(); }
  };
  std::shared_ptr<Pressure> pressure(new Pressure(std::move(parts), options));
  auto hold = std::make_shared<Hold>(Hold{std::move(pressure)});
  return std::shared_ptr<Pressure>(hold, hold->pressure.get());
}

Pressure::Pressure(Parts parts, const Options& options)
    : parts_(std::move(parts)), options_(options), judge_(options.bounds) {}

Pressure::Stats Pressure::sample() {
  const std::lock_guard lock(sampling_);
  const base::MemoryReading reading = parts_.meter();
  const memory::Budget::Stats budget = parts_.budget->stats();
  Stats next = now_;
  next.budget_bytes = budget.limit_bytes;
  next.budget_used_bytes = budget.used_bytes;
  next.machine_bytes = reading.machine_bytes;
  next.machine_available_bytes = reading.machine_available_bytes;
  next.resident_bytes = reading.resident_bytes;
  next.peak_resident_bytes = std::max(reading.peak_resident_bytes, reading.resident_bytes);
  next.some_stall_percent = reading.some_stall_percent;
  next.full_stall_percent = reading.full_stall_percent;
  next.group_bytes = next.group_used_bytes = 0;
  next.ratio = ratio_of(budget.used_bytes, budget.limit_bytes);
  next.source = kBudget;
  std::string fullest = "the budget";
  for (const base::MemoryGauge& gauge : reading.gauges) {
    const double ratio = ratio_of(gauge.used_bytes, gauge.limit_bytes);
    if (gauge.kind == base::MemoryGauge::Kind::group &&
        (next.group_bytes == 0 || ratio > ratio_of(next.group_used_bytes, next.group_bytes))) {
      next.group_bytes = gauge.limit_bytes;
      next.group_used_bytes = gauge.used_bytes;
    }
    if (ratio <= next.ratio) continue;
    next.ratio = ratio;
    next.source = static_cast<uint32_t>(gauge.kind);
    fullest = gauge.name;
  }
  const uint64_t now = parts_.clock();
  Past past{now, next.ratio, next.resident_bytes, Level::normal, next.source};
  if (history_.size() >= kHistory) history_.pop_front();
  history_.push_back(past);  // the last that may fail
  falling_ = now_.sample_count != 0 && next.ratio < now_.ratio - kFalling;
  next.level = judge_.judge(next.ratio, next.some_stall_percent, next.full_stall_percent, now);
  history_.back().level = next.level;
  ++next.sample_count;
  now_ = next;
  fullest_.swap(fullest);
  level_ = next.level;
  return next;
}

bool Pressure::watched() {
  const std::lock_guard lock(mutex_);
  return thread_ != nullptr;
}

Pressure::Stats Pressure::stats() {
  Stats stats = sample();
  stats.watched = watched();
  return stats;
}

uint64_t Pressure::missing(const base::MemoryReading& reading) const noexcept {
  const double target = std::max(0.0, options_.bounds.at[0] - LevelJudge::kRelease);
  const memory::Budget::Stats budget = parts_.budget->stats();
  uint64_t most = over(budget.used_bytes, budget.limit_bytes, target);
  for (const base::MemoryGauge& gauge : reading.gauges) {
    most = std::max(most, over(gauge.used_bytes, gauge.limit_bytes, target));
  }
  return most;
}

uint64_t Pressure::relieve(Level level, bool everything) {
  const std::unique_lock one(relieving_, std::try_to_lock);
  if (!one) return 0;
  const base::MemoryReading before = parts_.meter();
  const memory::Budget::Stats budget = parts_.budget->stats();
  // Work stands still, and no ratio says why: each round lets go of a part.
  const bool stalls = before.some_stall_percent > LevelJudge::kSomeStalls ||
                      before.full_stall_percent > LevelJudge::kFullStalls;
  const uint64_t for_stalls = stalls ? budget.used_bytes / kStallPart : 0;
  uint64_t freed = 0;
  const auto wanted = [&]() -> uint64_t {
    if (everything) return UINT64_MAX / 2;
    uint64_t bytes = 0;  // without memory for a reading nothing more is asked
    base::contained([&] { bytes = missing(parts_.meter()); });
    return std::max(bytes, for_stalls - std::min(for_stalls, freed));
  };
  if (!everything && wanted() == 0) return 0;  // it is over; the level waits for its time
  for (size_t step = 0; step < steps_of(level); ++step) {
    freed += parts_.budget->reclaimers()->run_step(static_cast<Reclaim>(step), std::cref(wanted));
  }
  const uint64_t now_ns = parts_.clock();
  if (level >= Level::severe && (everything || now_ns - collected_at_ns_ >= kCollectEveryNs)) {
    collected_at_ns_ = now_ns;  // it takes milliseconds
    memory::heap::collect();
  }
  const uint64_t resident_after = parts_.meter().resident_bytes;
  const std::lock_guard lock(sampling_);
  ++now_.relief_count;
  now_.freed_bytes += freed;
  now_.returned_bytes += before.resident_bytes - std::min(before.resident_bytes, resident_after);
  return freed;
}

Level Pressure::round() {
  Stats stats = sample();
  uint64_t freed = 0;
  const bool by_itself = falling_ && stats.level < Level::severe;
  if (options_.relieve && stats.level != Level::normal && !by_itself) {
    freed = relieve(stats.level, false);
    stats = sample();
  }
  tell(stats, freed);
  return stats.level;
}

void Pressure::tell(const Stats& stats, uint64_t freed) {
  std::string name;
  {
    const std::lock_guard lock(sampling_);
    name = fullest_;
  }
  std::shared_ptr<const Listener> listener;
  {
    const std::lock_guard lock(mutex_);
    if (stats.level == told_) return;
    listener = listener_;
    told_ = stats.level;
    changed_.notify_all();
  }
  const std::string text =
      format_text("memory pressure is %s: %s is %.1f %% full; %" PRIu64 " bytes were let go",
                  level_name(stats.level), name.c_str(), 100 * stats.ratio, freed);
  if (parts_.log) {
    parts_.log->write(stats.level >= Level::severe ? base::Level::warning : base::Level::info, "%s",
                      text.c_str());
  }
  if (!listener || listener->fn == nullptr) return;
  const work::NoWaiting scope("a function that hears of memory pressure");
  base::contained([&] {
    listener->fn(listener->user.get(), static_cast<uint32_t>(stats.level), text.c_str());
  });
}

bool Pressure::wait(Level known, uint64_t timeout_ns, Stats& stats) {
  if (timeout_ns != 0) work::NoWaiting::check("waiting for another memory pressure");
  const uint64_t begun = parts_.clock();
  for (;;) {
    check();
    if (!watched()) round();
    stats = [&] {
      const std::lock_guard lock(sampling_);
      return now_;
    }();
    stats.watched = watched();
    if (stats.level != known) return true;
    const uint64_t passed = parts_.clock() - begun;
    if (passed >= timeout_ns) return false;
    std::unique_lock lock(mutex_);
    work::wait_for(changed_, lock, std::min(timeout_ns - passed, options_.interval_ns),
                   [&] { return level_ != known || parts_.life->over(); });
  }
}

uint64_t Pressure::optimize(Level level) {
  const uint64_t freed = relieve(level, true);
  sample();
  return freed;
}

void Pressure::start(Fn fn, base::User user) {
  auto listener = std::make_shared<const Listener>(Listener{fn, std::move(user)});
  const std::lock_guard lock(mutex_);
  check();  // a shutdown that has passed stops nobody any more
  if (!thread_)
    thread_ = Thread::start(shared_from_this(), parts_.open_trigger, parts_.trigger_events);
  listener_.swap(listener);  // the old one ends after the lock
}

void Pressure::stop() noexcept {
  if (parts_.life->stale()) return;
  std::shared_ptr<Thread> thread;
  std::shared_ptr<const Listener> listener;
  {
    const std::lock_guard lock(mutex_);
    thread.swap(thread_);
    listener.swap(listener_);
    changed_.notify_all();
  }
  if (thread) thread->stop();
}

std::string Pressure::json() {
  const Stats now = stats();
  base::JsonWriter json;
  json.begin_object();
  const std::lock_guard lock(sampling_);
  json.key("level").value(level_name(now.level));
  json.key("ratio").value(now.ratio);
  json.key("source").value(source_name(now.source));
  json.key("fullest").value(fullest_);
  json.key("watched").value(now.watched);
  json.key("budget_bytes").value(now.budget_bytes);
  json.key("budget_used_bytes").value(now.budget_used_bytes);
  json.key("group_bytes").value(now.group_bytes);
  json.key("group_used_bytes").value(now.group_used_bytes);
  json.key("machine_bytes").value(now.machine_bytes);
  json.key("machine_available_bytes").value(now.machine_available_bytes);
  json.key("resident_bytes").value(now.resident_bytes);
  json.key("peak_resident_bytes").value(now.peak_resident_bytes);
  json.key("some_stall_percent").value(now.some_stall_percent);
  json.key("full_stall_percent").value(now.full_stall_percent);
  json.key("sample_count").value(now.sample_count);
  json.key("relief_count").value(now.relief_count);
  json.key("freed_bytes").value(now.freed_bytes);
  json.key("returned_bytes").value(now.returned_bytes);
  json.key("levels").begin_object();
  for (size_t at = 1; at < kLevels; ++at) {
    json.key(level_name(static_cast<Level>(at))).value(options_.bounds.at[at - 1]);
  }
  json.end_object();
  json.key("steps").begin_array();
  for (size_t at = 0; at < memory::kReclaimCount; ++at) {
    const auto step = static_cast<Reclaim>(at);
    const memory::Reclaimers::StepStats done = parts_.budget->reclaimers()->step_stats(step);
    json.begin_object();
    json.key("step").value(memory::reclaim_name(step));
    json.key("call_count").value(done.call_count);
    json.key("freed_bytes").value(done.freed_bytes);
    json.end_object();
  }
  json.end_array();
  json.key("history").begin_array();
  const uint64_t last = history_.empty() ? 0 : history_.back().at_ns;
  for (const Past& past : history_) {
    json.begin_object();
    json.key("age_ns").value(last - past.at_ns);
    json.key("ratio").value(past.ratio);
    json.key("source").value(source_name(past.source));
    json.key("level").value(level_name(past.level));
    json.key("resident_bytes").value(past.resident_bytes);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace weir::monitor
