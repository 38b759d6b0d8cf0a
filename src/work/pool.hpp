// SPDX-License-Identifier: Apache-2.0
// A fixed number of worker threads and one queue. Threads start with the first task, so a program
// that never needs them never has them.
//
// Promises: a task runs exactly once, first come first served; parallel_for() may be called from
// anywhere, a worker included, and never waits for a task that has not begun, so it cannot hang
// on a busy pool; after stop() nothing runs.
//
// Fork: in the child the threads are not there, and a condition variable they wait on cannot even
// be destroyed. A pool that ends there leaves its state alone, tasks included.
//
// Locking: State's `mutex` guards the queue and the thread list. No task runs under it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
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

  // Error(closed) after stop() and in a forked child. What a task throws is lost: whoever needs the
  // outcome of a task passes it out of the task itself.
  void submit(Task task);

  // Calls body(begin, end) until [0, count) is covered, in chunks of `grain` (0: chosen so that
  // each thread gets several). The caller works too. The first exception stops the chunks that
  // have not begun and is thrown here; so does a cancelled control, as Error(cancelled). Advancing
  // the control is the body's business. With a stopped pool the caller does all of it.
  void parallel_for(size_t count, size_t grain, const Body& body, Control* control = nullptr);

  unsigned threads() const noexcept { return thread_count_; }
  // True in a thread of any Pool.
  static bool on_worker() noexcept;

  // Runs what is queued, then ends the threads. Idempotent. Not from a worker of this pool.
  void stop();

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Task> queue;
    std::vector<std::thread> threads;
    bool stopping = false;
  };

  void start_threads();
  void call_helpers(size_t helpers, const Task& task) noexcept;
  void run_worker();

  const unsigned thread_count_;
  const base::ForkGuard fork_;
  std::unique_ptr<State> state_;
};

}  // namespace weir::work
