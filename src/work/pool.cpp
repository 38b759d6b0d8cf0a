// SPDX-License-Identifier: Apache-2.0
#include "work/pool.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

#include "base/callback.hpp"
#include "base/limits.hpp"
#include "base/status.hpp"

namespace weir::work {
namespace {

constinit thread_local const Pool* worker_of = nullptr;

// One parallel_for. Helpers that begin after the last chunk was handed out find nothing to do and
// touch neither the body nor the control, which may be gone by then; hence the shared ownership.
class Loop {
 public:
  Loop(size_t count, size_t grain, const Pool::Body& body, Control* control)
      : count_(count),
        grain_(grain),
        chunks_(count / grain + (count % grain != 0 ? 1 : 0)),
        body_(body),
        control_(control) {}

  size_t chunks() const { return chunks_; }

  void work() {
    for (;;) {
      const size_t chunk = next_.fetch_add(1, std::memory_order_relaxed);
      if (chunk >= chunks_) return;
      if (control_ != nullptr && control_->cancelled()) {
        drop_rest();
      } else {
        run(chunk);
      }
      finish(1);
    }
  }

  // Until nobody is inside the body.
  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return finished_ == chunks_; });
  }

  void check() {
    if (error_) std::rethrow_exception(error_);
    if (control_ != nullptr) control_->check();
  }

 private:
  void run(size_t chunk) {
    const size_t begin = chunk * grain_;
    try {
      body_(begin, begin + std::min(grain_, count_ - begin));
    } catch (...) {
      drop_rest();
      if (base::being_cancelled()) {
        finish(1);
        throw;
      }
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
  }

  // Counts every chunk not yet handed out as finished.
  void drop_rest() {
    const size_t next = next_.exchange(chunks_, std::memory_order_relaxed);
    if (next < chunks_) finish(chunks_ - next);
  }

  void finish(size_t chunks) {
    const std::lock_guard lock(mutex_);
    finished_ += chunks;
    if (finished_ == chunks_) done_.notify_all();
  }

  const size_t count_;
  const size_t grain_;
  const size_t chunks_;
  const Pool::Body& body_;
  Control* const control_;
  std::atomic<size_t> next_{0};
  std::mutex mutex_;  // guards what follows
  std::condition_variable done_;
  size_t finished_ = 0;
  std::exception_ptr error_;
};

}  // namespace

Pool::Pool(unsigned threads)
    : thread_count_(threads != 0 ? threads : base::usable_cpus()),
      state_(std::make_unique<State>()) {}

Pool::~Pool() {
  if (fork_.stale()) {
    static_cast<void>(state_.release());
  } else {
    stop();
  }
}

bool Pool::on_worker() noexcept {
  return worker_of != nullptr;
}

void Pool::submit(Task task) {
  fork_.check("worker pool");
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping)
      fail(Status::closed, "the worker pool was stopped: it takes no more work");
    if (state_->threads.empty()) start_threads();
    state_->queue.push_back(std::move(task));
  }
  state_->wake.notify_one();
}

void Pool::start_threads() {
  std::vector<std::thread>& threads = state_->threads;
  threads.reserve(thread_count_);
  try {
    while (threads.size() < thread_count_) threads.emplace_back([this] { run_worker(); });
  } catch (const std::bad_alloc&) {
    if (threads.empty()) throw;
  } catch (const std::system_error& error) {
    // Fewer workers than asked for still do the work; none at all do not.
    if (threads.empty()) fail(Status::limit, "cannot start a worker thread: %s", error.what());
  }
}

void Pool::run_worker() {
  worker_of = this;
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  for (;;) {
    state.wake.wait(lock, [&state] { return state.stopping || !state.queue.empty(); });
    if (state.queue.empty()) return;
    Task task = std::move(state.queue.front());
    state.queue.pop_front();
    lock.unlock();
    base::contained(task);
    task = nullptr;
    lock.lock();
  }
}

void Pool::parallel_for(size_t count, size_t grain, const Body& body, Control* control) {
  if (control != nullptr) control->check();
  if (count == 0) return;
  fork_.check("worker pool");
  if (grain == 0) grain = std::max<size_t>(1, count / (size_t{thread_count_} * 8));
  const auto loop = std::make_shared<Loop>(count, grain, body, control);
  // The caller is one of the hands, so one helper fewer than there are threads or chunks.
  const size_t helpers = std::min<size_t>(thread_count_, loop->chunks()) - 1;
  if (helpers > 0) call_helpers(helpers, [loop] { loop->work(); });
  try {
    loop->work();
  } catch (...) {
    loop->wait();  // the body is the caller's, and others may be inside it
    throw;
  }
  loop->wait();
  loop->check();
}

void Pool::call_helpers(size_t helpers, const Task& task) noexcept {
  try {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping) return;
    if (state_->threads.empty()) start_threads();
    while (helpers-- > 0) state_->queue.push_back(task);
  } catch (const std::exception&) {
    // No thread or no memory for a helper: those that came, and the caller, do the work.
  }
  state_->wake.notify_all();
}

void Pool::stop() {
  if (worker_of == this) {
    fail(Status::invalid, "a worker cannot stop its own pool: it would wait for itself");
  }
  std::vector<std::thread> ending;
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    ending.swap(state_->threads);
  }
  state_->wake.notify_all();
  for (std::thread& thread : ending) thread.join();
}

}  // namespace weir::work
