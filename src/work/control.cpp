// SPDX-License-Identifier: Apache-2.0
#include "work/control.hpp"

#include <utility>

#include "base/callback.hpp"
#include "base/status.hpp"
#include "work/wait.hpp"

namespace weir::work {

void Control::on_progress(Progress progress) {
  if (teller_.load(std::memory_order_relaxed) == std::this_thread::get_id()) {
    fail(Status::invalid,
         "a progress callback cannot be set from inside itself: that would wait for "
         "its own end; return other than 0 to stop the work");
  }
  const std::lock_guard lock(mutex_);
  progress_.swap(progress);
  stopped_ = false;
  watched_.store(static_cast<bool>(progress_), std::memory_order_release);
}

void Control::begin(uint64_t total) {
  check();
  done_.store(0, std::memory_order_relaxed);
  total_.store(total, std::memory_order_relaxed);
}

void Control::advance(uint64_t steps) {
  if (steps == 0) return;
  const uint64_t done = done_.fetch_add(steps, std::memory_order_relaxed) + steps;
  if (!watched_.load(std::memory_order_acquire)) return;
  const bool last = done == total();
  if (!last) {
    const uint64_t told_at = told_at_ns_.load(std::memory_order_relaxed);
    if (told_at != 0 && clock_() - told_at < kQuietNs) return;
  }
  tell(last);
}

void Control::tell(bool last) {
  std::unique_lock lock(mutex_, std::defer_lock);
  // The last step waits for its turn; any other is not worth waiting for.
  if (last) {
    lock.lock();
  } else if (!lock.try_lock()) {
    return;
  }
  if (!progress_ || stopped_) return;
  // As of now: another thread may have told more since this one's steps were counted.
  const uint64_t done = done_.load(std::memory_order_relaxed), total = this->total();
  if (!last && done == total) return;  // the thread whose step was the last tells it
  // Others wait for mutex_ and so for this thread, whoever's it is.
  const NoWaiting scope("a progress callback");
  told_at_ns_.store(clock_(), std::memory_order_relaxed);
  uint32_t going = kGoing;
  struct Teller {
    explicit Teller(std::atomic<std::thread::id>& of) : id(of) { id = std::this_thread::get_id(); }
    ~Teller() { id = std::thread::id(); }
    std::atomic<std::thread::id>& id;
  } const teller(teller_);
  bool go_on = false;
  const bool answered = base::contained([&] { go_on = progress_(done, total); });
  if (answered && go_on) return;
  stopped_ = true;
  state_.compare_exchange_strong(going, answered ? kCancelled : kCallbackFailed);
}

void Control::check() const {
  switch (state_.load(std::memory_order_relaxed)) {
    case kCancelled:
      fail(Status::cancelled, "%s", kCancelledText);
    case kCallbackFailed:
      fail(Status::callback, "%s", kCallbackText);
    default:
      return;
  }
}

}  // namespace weir::work
