// SPDX-License-Identifier: Apache-2.0
// Which log is this thread's? And: what becomes of it when the thread or the profiler ends, when
// another thread resets, after fork(), and when the process is past its end.
#include <pthread.h>

#include <utility>

#include "base/callback.hpp"
#include "profile/hot_path.hpp"

namespace weir::profile {
namespace {

constexpr uint64_t kNoGeneration = 0;  // of a log that no epoch was put into yet

constinit std::atomic<uint64_t> next_profiler_id{1};

void say_farewell() noexcept {
  here.ended = true;
  here.profiler_id = 0;
  Entry* entry = std::exchange(here.entries, nullptr);
  while (entry != nullptr) {
    if (const auto profiler = entry->log->profiler.lock()) profiler->retire(*entry->log);
    delete std::exchange(entry, entry->next);
  }
}

struct Farewell {
  bool armed = false;
  ~Farewell() { say_farewell(); }
};
thread_local Farewell farewell;

// Destructors of other thread-locals may record after that, and a destructor of ours that has run
// does not run again. A key's does: keys end after all thread-locals, and once more (up to
// PTHREAD_DESTRUCTOR_ITERATIONS times) when another key's destructor has set them again. The key is
// made by the first who comes late, and never given back: libweir.so is never unloaded.
void say_farewell_again() {
  static const pthread_key_t key = [] {
    pthread_key_t made;
    const int error = pthread_key_create(&made, [](void*) { say_farewell(); });
    if (error != 0) {
      fail_errno(Status::limit, error, "a thread that is ending cannot be measured any more");
    }
    return made;
  }();
  if (const int error = pthread_setspecific(key, &here); error != 0) {
    fail_errno(Status::no_memory, error, "a thread that is ending cannot be measured any more");
  }
}

}  // namespace

constinit thread_local Here here{};

Profiler::Profiler(Parts parts)
    : ticks_(parts.ticks),
      memory_(parts.memory),
      gpu_(std::move(parts.gpu)),
      budget_(std::move(parts.budget)),
      id_(next_profiler_id.fetch_add(1, std::memory_order_relaxed)),
      life_(parts.life ? std::move(parts.life) : std::make_shared<base::Life>()),
      epoch_(std::make_shared<Epoch>()) {
  epoch_->started = ticks_.now();
}

// Nobody is in a call any more; phases still open somewhere hold stretches of the trackers.
Profiler::~Profiler() {
  if (life_->stale()) return;
  PhasePeaks unused;
  for (const auto& log : logs_) {
    for (const ThreadLog::Frame& frame : log->frames) end_stretches(frame, &unused);
  }
}

void Profiler::check_fork() const {
  if (life_->stale()) life_->check("profiler");
}

ThreadLog& Profiler::find_log() {
  ThreadLog* found = nullptr;
  for (Entry** at = &here.entries; *at != nullptr;) {
    Entry* entry = *at;
    if (entry->profiler_id == id_) found = entry->log.get();
    if (entry->log->profiler.expired()) {
      *at = entry->next;
      delete entry;
    } else {
      at = &entry->next;
    }
  }
  if (found == nullptr) {
    if (here.ended) {
      say_farewell_again();
    } else {
      farewell.armed = true;  // the first touch registers its destructor
    }
    auto log = std::make_shared<ThreadLog>(weak_from_this());
    auto entry = std::make_unique<Entry>(Entry{id_, log, here.entries});
    found = log.get();
    {
      const std::lock_guard lock(mutex_);
      logs_.push_back(std::move(log));  // may fail: then this thread has no log yet
    }
    here.entries = entry.release();
  }
  here.log = found;
  here.profiler_id = id_;
  return *found;
}

// A reset came between this thread's calls (or this is its first): forget, and keep only how deep
// the stack is, so that the ends to come find something to end.
void Profiler::renew(ThreadLog& log) {
  PhasePeaks unused;
  for (ThreadLog::Frame& frame : log.frames) {
    end_stretches(frame, &unused);
    frame = {nullptr, 0, -1, -1};
  }
  const std::lock_guard lock(mutex_);
  const std::lock_guard log_lock(log.mutex);
  log.generation = kNoGeneration;
  log.phase_table.clear();
  log.metric_table.clear();
  log.by_id.clear();
  log.metrics.clear();
  log.phases.clear();
  log.stray.set(0);
  log.swept.set(0);
  log.overflow.set(0);
  log.top = &log.phases.emplace_back();
  log.by_id.push_back(log.top);
  log.epoch = epoch_;
  log.generation = generation_.load(std::memory_order_relaxed);
}

void Profiler::reset() {
  ThreadLog& log = this_thread();
  auto fresh = std::make_shared<Epoch>();
  {
    const std::lock_guard lock(mutex_);
    fresh->started = ticks_.now();
    generation_.fetch_add(1, std::memory_order_release);
    epoch_.swap(fresh);
  }
  renew(log);
  log.frames.clear();
}

void Profiler::retire(ThreadLog& log) noexcept {
  if (life_->stale()) return;
  const uint64_t now = ticks_.now();
  PhasePeaks unused;
  for (; !log.frames.empty(); log.frames.pop_back()) {
    const ThreadLog::Frame& frame = log.frames.back();
    if (frame.cell == nullptr) continue;
    finish(frame, now);
    log.swept.add(1);
  }
  const std::lock_guard lock(mutex_);
  // Without the memory to add it up the log just stays, and is read as if its thread still lived.
  if (!base::contained([&] { merge_ended(log, now); })) return;
  std::erase_if(logs_, [&](const auto& each) { return each.get() == &log; });
}

// All or nothing: sums are made beside what is there, and put in its place by moves.
void Profiler::merge_ended(ThreadLog& log, uint64_t now) {
  if (log.epoch != epoch_) return;
  Epoch& epoch = *epoch_;
  if (epoch.ended.size() < epoch.paths.size()) epoch.ended.resize(epoch.paths.size());
  std::vector<PhaseSum> merged;
  for (const PhaseCell& cell : log.phases) {
    PhaseSum& sum = merged.emplace_back(epoch.ended[cell.id]);
    cell.add_to(sum, now);
    log.add_metrics_to(sum.metrics, cell);
  }
  size_t at = 0;
  for (const PhaseCell& cell : log.phases) epoch.ended[cell.id] = std::move(merged[at++]);
  epoch.ended_counters.add(log.counters());
}

}  // namespace weir::profile
