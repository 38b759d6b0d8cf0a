// SPDX-License-Identifier: Apache-2.0
// Long work shows how far it is and stops when asked. The one who asks for the work makes a Control
// and may cancel it or watch it from any thread; the one who works calls advance() and check().
//
// The callback is asked at most every kQuietNs, never by two threads at once, never with less than
// before, and always for the last step (done == total), after which it hears no more of that piece
// of work: a progress bar ends full. A piece of work without steps tells nothing.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.hpp"

namespace weir::work {

inline constexpr const char* kCancelledText = "cancelled by the caller";
inline constexpr const char* kCallbackText = "stopped: the progress callback threw";

class Control {
 public:
  // Returns true to go on, false to cancel. A throw cancels too, and check() then says so. After
  // either it is not called again.
  using Progress = std::function<bool(uint64_t done, uint64_t total)>;

  static constexpr uint64_t kQuietNs = 50'000'000;

  explicit Control(base::ClockFn clock = base::monotonic_ns) : clock_(clock) {}
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  // The asker's side. An empty function takes the callback away; when this returns, the callback
  // before it is not running and will not run. Error(invalid) from inside the callback itself,
  // which would wait for its own end.
  void on_progress(Progress progress);
  void cancel() noexcept { state_.store(kCancelled, std::memory_order_relaxed); }

  // Both sides. `total` is 0 until the worker knows it.
  bool cancelled() const noexcept { return state_.load(std::memory_order_relaxed) != kGoing; }
  bool callback_failed() const noexcept {
    return state_.load(std::memory_order_relaxed) == kCallbackFailed;
  }
  uint64_t done() const noexcept { return done_.load(std::memory_order_relaxed); }
  uint64_t total() const noexcept { return total_.load(std::memory_order_relaxed); }

  // The worker's side. Each piece of work begins, and counts from 0; an old control that was
  // cancelled lets none begin, see check().
  void begin(uint64_t total);
  void advance(uint64_t steps);
  // Throws Error(cancelled), or Error(callback) when it was the callback that failed.
  void check() const;

 private:
  enum State : uint32_t { kGoing, kCancelled, kCallbackFailed };

  void tell(bool last);

  const base::ClockFn clock_;
  std::atomic<uint32_t> state_{kGoing};
  std::atomic<uint64_t> done_{0};
  std::atomic<uint64_t> total_{0};
  std::atomic<bool> watched_{false};
  std::atomic<uint64_t> told_at_ns_{0};
  std::atomic<std::thread::id> teller_{};  // the thread that is inside progress_
  std::mutex mutex_;                       // guards what follows; held while progress_ runs
  Progress progress_;
  bool stopped_ = false;  // progress_ said no, or threw
};

}  // namespace weir::work
