// SPDX-License-Identifier: Apache-2.0
#include "stream/stream.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
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

Stream::Stream(std::shared_ptr<Common> common, uint32_t index, int32_t priority,
               std::shared_ptr<device::Device::Stream> native)
    : common_(std::move(common)),
      index_(index),
      hand_(*common_),
      priority_(priority),
      native_(std::move(native)) {}

Stream::~Stream() {
  close();
}

void Stream::submit(std::shared_ptr<Batch> batch) {
  std::shared_ptr<work::Ticket> ticket = batch->ticket;
  queue({std::move(batch), {}, std::move(ticket)});
}

bool Stream::try_submit(std::shared_ptr<Batch> batch) {
  std::shared_ptr<work::Ticket> ticket = batch->ticket;
  return try_queue({std::move(batch), {}, std::move(ticket)});
}

std::shared_ptr<work::Ticket> Stream::record() {
  const auto ticket = work::Ticket::create(1);
  queue({nullptr,
         [ticket, native = native_] {
           if (!ticket->begin()) return;
           try {
             // What the caller queued there itself is part of what came before.
             while (native && !native->synchronize(work::kForever)) {
             }
             ticket->item_ok(0);
           } catch (const Error& error) {
             ticket->item_failed(0, error.status(), error.what());
           }
           ticket->settle(1);
         },
         ticket});
  return ticket;
}

// The ticket was there before this call, so what it stands for was asked before what waits for it:
// no two streams can wait for one another.
void Stream::wait_for(std::shared_ptr<work::Ticket> ticket) {
  queue({nullptr, [ticket] { ticket->wait_over(); }, ticket});
}

void Stream::queue(Task task) {
  if (try_queue(std::move(task))) return;
  fail(Status::closed, "stream %u is gone: its pool was resized without it, or has ended", index_);
}

bool Stream::try_queue(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (!running_) start_thread();
    queue_.push_back(std::move(task));
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
  Mover mover(*common_, priority, native_);
  lock.lock();
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) break;
    current_ = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    if (current_.batch) {
      hand_.work_off(*current_.batch, mover);
    } else {
      base::contained(current_.other);
    }
    lock.lock();
    Task over = std::move(current_);
    current_ = {};
    lock.unlock();
    over = {};
    lock.lock();
    ++finished_;
    pending_.fetch_sub(1, std::memory_order_relaxed);
    idle_.notify_all();
  }
  running_ = false;
  lock.unlock();  // what the mover holds of the device is given back while others may ask
}

bool Stream::wait_idle(uint64_t timeout_ns) {
  std::unique_lock lock(mutex_);
  const uint64_t goal = submitted_;
  const auto reached = [&] { return finished_ >= goal; };
  if (reached()) return true;
  // Out of time, it is enough that all is done and only this stream's thread has still to notice.
  if (timeout_ns == 0) return unfinished() == 0;
  work::NoWaiting::check("waiting for a stream");
  return work::wait_for(idle_, lock, timeout_ns, reached) || unfinished() == 0;
}

uint64_t Stream::unfinished() const {
  const auto quiet = [](const Task& task) { return task.ticket->quiet(); };
  if (current_.ticket && !quiet(current_)) return queue_.size() + 1;
  const auto first = std::find_if_not(queue_.begin(), queue_.end(), quiet);
  return static_cast<uint64_t>(queue_.end() - first);
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
  stats.synchronizations = synchronizations_.load(std::memory_order_relaxed);
  stats.transfers = hand_.stats();
  stats.last_error = hand_.last_error();
  profile::HistogramSum latencies;
  hand_.add_latencies_to(latencies);
  stats.latency = Percentiles::of(latencies);
  const std::lock_guard lock(mutex_);
  stats.queue_depth = unfinished();
  stats.priority = priority_;
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
  ending_ = false;  // what came in meanwhile has started a thread of its own
}

void Stream::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  end_thread();
}

}  // namespace weir::stream
