// SPDX-License-Identifier: Apache-2.0
#include "memory/reclaim.hpp"

#include <algorithm>
#include <chrono>

namespace weir::memory {

struct Reclaimers::Registration::Entry {
  Function function;
  Reclaim step;
  uint64_t number;
  uint32_t running = 0;  // threads inside the function
  bool ended = false;
};

namespace {

// The reclaimers this thread is inside of, innermost first: a chain through its stack.
struct Frame {
  const void* reclaimers;
  const void* entry;
  Frame* outer;
};
constinit thread_local Frame* innermost = nullptr;

}  // namespace

Reclaimers::Registration::~Registration() {
  if (entry_) reclaimers_->end(entry_);
}

Reclaimers::Registration Reclaimers::add(const std::shared_ptr<Reclaimers>& to, Reclaim step,
                                         Function function) {
  auto entry = std::make_shared<Entry>();
  entry->function = std::move(function);
  entry->step = step;
  Registration registration;
  {
    const std::lock_guard lock(to->mutex_);
    entry->number = to->next_number_++;
    to->steps_[static_cast<size_t>(step)].push_back(entry);
  }
  registration.reclaimers_ = to;
  registration.entry_ = std::move(entry);
  return registration;
}

void Reclaimers::end(const EntryPtr& entry) noexcept {
  if (process_.stale()) return;
  uint32_t own = 0;  // a reclaimer may end its own registration: it does not wait for itself
  for (const Frame* frame = innermost; frame != nullptr; frame = frame->outer) {
    own += frame->entry == entry.get();
  }
  std::unique_lock lock(mutex_);
  entry->ended = true;
  auto& list = steps_[static_cast<size_t>(entry->step)];
  list.erase(std::find(list.begin(), list.end(), entry));
  left_.wait(lock, [&] { return entry->running <= own; });
}

bool Reclaimers::inside() const noexcept {
  for (const Frame* frame = innermost; frame != nullptr; frame = frame->outer) {
    if (frame->reclaimers == this) return true;
  }
  return false;
}

// The list may change between two calls, so the place in it is a number, not an index.
Reclaimers::EntryPtr Reclaimers::begin_next(size_t step, uint64_t& after) noexcept {
  const std::lock_guard lock(mutex_);
  for (const EntryPtr& entry : steps_[step]) {
    if (entry->number <= after) continue;
    after = entry->number;
    ++entry->running;
    ++calls_begun_;
    return entry;
  }
  return nullptr;
}

uint64_t Reclaimers::ask(Entry& entry, uint64_t wanted) noexcept {
  Frame frame{this, &entry, innermost};
  innermost = &frame;
  uint64_t freed = 0;
  try {
    freed = entry.function(wanted);
  } catch (...) {
    // Nothing freed: the caller is refused in the end, with its own words. There are no foreign
    // frames below, so no thread's cancelling passes here.
  }
  innermost = frame.outer;
  {
    const std::lock_guard lock(mutex_);
    --entry.running;
    ++calls_over_;
    StepStats& stats = stats_[static_cast<size_t>(entry.step)];
    ++stats.call_count;
    stats.freed_bytes += freed;
  }
  left_.notify_all();
  return freed;
}

uint64_t Reclaimers::run_step(Reclaim step, const Missing& missing) noexcept {
  if (inside() || process_.stale()) return 0;
  uint64_t freed = 0, after = 0;
  for (uint64_t wanted = missing(); wanted != 0; wanted = missing()) {
    const EntryPtr entry = begin_next(static_cast<size_t>(step), after);
    if (!entry) break;
    freed += ask(*entry, wanted);
  }
  return freed;
}

uint64_t Reclaimers::run(const Missing& missing) noexcept {
  if (inside() || process_.stale()) return 0;
  uint64_t freed = 0;
  for (size_t step = 0; step < kReclaimCount && missing() != 0; ++step) {
    freed += run_step(static_cast<Reclaim>(step), missing);
  }
  if (missing() != 0) wait_for_others(missing);
  return freed;
}

// What another thread has taken off its lists but not yet freed, we did not find. We wait for those
// calls that were under way, not for later ones.
void Reclaimers::wait_for_others(const Missing& missing) noexcept {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  std::unique_lock lock(mutex_);
  const uint64_t target = calls_begun_;
  while (calls_over_ < target) {
    const uint64_t seen = calls_over_;
    if (!left_.wait_until(lock, deadline, [&] { return calls_over_ != seen; })) return;
    lock.unlock();
    const bool enough = missing() == 0;
    lock.lock();
    if (enough) return;
  }
}

Reclaimers::StepStats Reclaimers::step_stats(Reclaim step) const noexcept {
  const std::lock_guard lock(mutex_);
  return stats_[static_cast<size_t>(step)];
}

}  // namespace weir::memory
