// SPDX-License-Identifier: Apache-2.0
#include "stream/stream.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "base/callback.hpp"
#include "work/wait.hpp"

namespace weir::stream {
namespace {

// A stream of lower priority (a higher number) steps back before other threads. Raising priority
// needs rights that most processes lack; where refused, the thread stays as it is.
void apply_priority(int32_t priority) {
  if (priority == 0) return;
  const auto thread = static_cast<id_t>(gettid());
  const int now = getpriority(PRIO_PROCESS, thread);
  static_cast<void>(setpriority(PRIO_PROCESS, thread, now + priority));
}

}  // namespace

Stream::Stream(std::shared_ptr<Common> common, uint32_t index, int32_t priority)
    : common_(std::move(common)), index_(index), priority_(priority) {}

Stream::~Stream() {
  close();
}

void Stream::submit(std::shared_ptr<Batch> batch) {
  if (try_submit(std::move(batch))) return;
  fail(Status::closed, "stream %u is gone: its pool was resized without it, or has ended", index_);
}

bool Stream::try_submit(std::shared_ptr<Batch> batch) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (!running_) start_thread();
    queue_.push_back(std::move(batch));
    ++submitted_;
    pending_.fetch_add(1, std::memory_order_relaxed);
  }
  wake_.notify_one();
  return true;
}

void Stream::start_thread() {
  if (thread_.joinable()) thread_.join();  // one that has just ended
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    fail(Status::limit, "cannot start the thread of stream %u: %s", index_, error.what());
  }
  running_ = true;
}

void Stream::run() {
  const work::NoWaiting scope("a stream's own thread");
  std::unique_lock lock(mutex_);
  const int32_t priority = priority_;
  lock.unlock();
  apply_priority(priority);
  Mover mover(*common_, priority);
  lock.lock();
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) break;
    std::shared_ptr<Batch> batch = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    run_batch(*batch, mover);
    batch.reset();
    lock.lock();
    ++finished_;
    pending_.fetch_sub(1, std::memory_order_relaxed);
    idle_.notify_all();
  }
  running_ = false;
}

void Stream::run_batch(Batch& batch, Mover& mover) {
  if (!batch.ticket->begin()) return;  // cancelled while it was queued
  const bool timed = common_->profiling.load(std::memory_order_relaxed);
  if (timed) common_->active.enter(common_->clock());
  for (Batch::Chunk chunk = batch.claim(); chunk.count() > 0; chunk = batch.claim()) {
    if (batch.cancelled()) {
      cancel_chunk(batch, chunk);
    } else {
      common_->window.acquire(chunk.bytes);
      run_chunk(batch, chunk, mover);
    }
    // The progress callback is foreign code. One that throws cancels the rest, as its header says.
    if (batch.control) base::contained([&] { batch.control->advance(chunk.count()); });
    batch.ticket->settle(chunk.count());
  }
  if (timed) common_->active.leave(common_->clock());
}

void Stream::run_chunk(Batch& batch, const Batch::Chunk& chunk, Mover& mover) {
  TransferStats stats;
  const bool timed = common_->profiling.load(std::memory_order_relaxed);
  const uint64_t begun_ns = timed ? common_->clock() : 0;
  const uint64_t retries_before = mover.retries();
  try {
    mover.move(batch.plan(), chunk.first, chunk.last,
               [&](const Transfer& transfer, Status status, std::string text) {
                 if (status == Status::ok) {
                   batch.ticket->item_ok(transfer.item);
                   ++stats.count;
                   stats.bytes += transfer.bytes;
                   return;
                 }
                 ++stats.failures;
                 keep_error(text);
                 batch.ticket->item_failed(transfer.item, status, std::move(text));
               });
  } catch (const std::exception& error) {  // memory for our own lists, at the worst
    stats.failures = chunk.count() - stats.count;
    fail_unsettled(batch, chunk, error.what());
  }
  common_->window.release(chunk.bytes);
  stats.retries = mover.retries() - retries_before;
  if (timed) {
    const uint64_t now_ns = common_->clock();
    const uint64_t latency_ns = now_ns - batch.submitted_ns;
    stats.timed_count = stats.count;
    stats.timed_bytes = stats.bytes;
    stats.latency_total_ns = latency_ns * stats.count;
    stats.latency_max_ns = stats.count > 0 ? latency_ns : 0;
    stats.busy_ns = now_ns - begun_ns;
  }
  counters_.add(stats);
}

void Stream::cancel_chunk(Batch& batch, const Batch::Chunk& chunk) {
  for (const Transfer* transfer = chunk.first; transfer != chunk.last; ++transfer) {
    batch.ticket->item_failed(transfer->item, Status::cancelled, {});
  }
}

void Stream::fail_unsettled(Batch& batch, const Batch::Chunk& chunk, const char* why) {
  keep_error(why);
  for (const Transfer* transfer = chunk.first; transfer != chunk.last; ++transfer) {
    if (batch.ticket->item_status(transfer->item) != Status::again) continue;
    batch.ticket->item_failed(transfer->item, Status::no_memory, why);
  }
}

void Stream::keep_error(const std::string& text) {
  const std::lock_guard lock(mutex_);
  last_error_ = text;
}

bool Stream::wait_idle(uint64_t timeout_ns) {
  std::unique_lock lock(mutex_);
  const uint64_t goal = submitted_;
  const auto reached = [&] { return finished_ >= goal; };
  if (reached()) return true;
  if (timeout_ns == 0) return false;
  work::NoWaiting::check("waiting for a stream");
  return work::wait_for(idle_, lock, timeout_ns, reached);
}

bool Stream::synchronize(uint64_t timeout_ns) {
  synchronizations_.fetch_add(1, std::memory_order_relaxed);
  if (!wait_idle(timeout_ns)) return false;
  ledger_.settle();
  return true;
}

StreamStats Stream::stats() const {
  StreamStats stats;
  stats.index = index_;
  stats.queue_depth = pending();
  stats.synchronizations = synchronizations_.load(std::memory_order_relaxed);
  stats.transfers = counters_.read();
  const std::lock_guard lock(mutex_);
  stats.priority = priority_;
  stats.last_error = last_error_;
  return stats;
}

void Stream::end_thread() {
  std::thread ended;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    ended.swap(thread_);
  }
  wake_.notify_all();
  if (ended.joinable()) ended.join();
}

void Stream::restart(int32_t priority) {
  {
    const std::lock_guard lock(mutex_);
    if (priority == priority_) return;
    priority_ = priority;
  }
  end_thread();
  const std::lock_guard lock(mutex_);
  ending_ = false;
  // Work that came in between the last look at the queue and the join.
  if (!queue_.empty() && !running_) start_thread();
}

void Stream::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  end_thread();
}

}  // namespace weir::stream
