// SPDX-License-Identifier: Apache-2.0
// A fixed number of worker threads and one queue. Threads start with the first task, so a program
// that never needs them never has them.
//
// Promises: a task runs exactly once, first come first served; parallel_for() may be called from
// anywhere, a worker included, and never waits for a task that has not begun, so it cannot hang
// on a busy pool; after stop() nothing runs.
//
// Locking: `mutex_` guards the queue and the thread list. No task runs under it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fork.hpp"
#include "work/control.hpp"

namespace weir::work {

class Pool {
 public:
  using Task = std::function<void()>;
  using Body = std::function<void(size_t begin, size_t end)>;

  // 0: as many as base::usable_cpus().
  explicit Pool(unsigned threads = 0);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Error(closed) after stop() and in a forked child. What a task throws is counted and kept, see
  // failures(): whoever needs the outcome of a task passes it out of the task itself.
  void submit(Task task);

  // Calls body(begin, end) until [0, count) is covered, in chunks of `grain` (0: chosen so that
  // each thread gets several). The caller works too. The first exception stops the chunks that
  // have not begun and is thrown here; so does a cancelled control, as Error(cancelled). Advancing
  // the control is the body's business. With a stopped pool the caller does all of it.
  void parallel_for(size_t count, size_t grain, const Body& body, Control* control = nullptr);

  unsigned threads() const noexcept { return thread_count_; }
  size_t queued() const;
  // True in a thread of any Pool.
  static bool on_worker() noexcept;

  // Runs what is queued, then ends the threads. Idempotent. Not from a worker of this pool.
  void stop();

  // Tasks given to submit() that threw, and the words of the last one.
  uint64_t failures() const;
  std::string last_failure() const;

 private:
  void start_threads();
  void call_helpers(size_t helpers, const Task& task) noexcept;
  void run_worker();
  void run_task(Task& task) noexcept;

  const unsigned thread_count_;
  const base::ForkGuard fork_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
  uint64_t failures_ = 0;
  std::string last_failure_;
};

}  // namespace weir::work
