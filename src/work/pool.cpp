// SPDX-License-Identifier: Apache-2.0
#include "work/pool.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

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

  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return finished_ == chunks_; });
    if (error_) std::rethrow_exception(error_);
    lock.unlock();
    if (control_ != nullptr) control_->check();
  }

 private:
  void run(size_t chunk) {
    const size_t begin = chunk * grain_;
    try {
      body_(begin, begin + std::min(grain_, count_ - begin));
    } catch (...) {
      {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
      }
      drop_rest();
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

Pool::Pool(unsigned threads) : thread_count_(threads != 0 ? threads : base::usable_cpus()) {}

Pool::~Pool() {
  if (fork_.stale()) {
    // The threads were the parent's: joining them would wait for ever, so their handles are leaked.
    new std::vector<std::thread>(std::move(threads_));
    return;
  }
  stop();
}

bool Pool::on_worker() noexcept {
  return worker_of != nullptr;
}

void Pool::submit(Task task) {
  fork_.check("worker pool");
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) fail(Status::closed, "the worker pool was stopped: it takes no more work");
    if (threads_.empty()) start_threads();
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void Pool::start_threads() {
  threads_.reserve(thread_count_);
  try {
    while (threads_.size() < thread_count_) threads_.emplace_back([this] { run_worker(); });
  } catch (const std::bad_alloc&) {
    if (threads_.empty()) throw;
  } catch (const std::system_error& error) {
    // Fewer workers than asked for still do the work; none at all do not.
    if (threads_.empty()) fail(Status::limit, "cannot start a worker thread: %s", error.what());
  }
}

void Pool::run_worker() {
  worker_of = this;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    run_task(task);
    task = nullptr;
    lock.lock();
  }
}

void Pool::run_task(Task& task) noexcept {
  std::string words;
  try {
    task();
    return;
  } catch (const std::exception& error) {
    words = error.what();
  } catch (...) {
    words = "an exception of an unknown type";
  }
  const std::lock_guard lock(mutex_);
  ++failures_;
  last_failure_ = std::move(words);
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
  loop->work();
  loop->wait();
}

void Pool::call_helpers(size_t helpers, const Task& task) noexcept {
  try {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (threads_.empty()) start_threads();
    while (helpers-- > 0) queue_.push_back(task);
  } catch (const std::exception&) {
    // No thread or no memory for a helper: those that came, and the caller, do the work.
  }
  wake_.notify_all();
}

size_t Pool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Pool::stop() {
  if (worker_of == this) {
    fail(Status::invalid, "a worker cannot stop its own pool: it would wait for itself");
  }
  std::vector<std::thread> ending;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ending.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : ending) thread.join();
}

uint64_t Pool::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::string Pool::last_failure() const {
  const std::lock_guard lock(mutex_);
  return last_failure_;
}

}  // namespace weir::work
