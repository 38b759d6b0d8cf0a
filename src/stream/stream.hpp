// SPDX-License-Identifier: Apache-2.0
// One stream: a queue, and the thread that works it off in order. The thread starts with the first
// transfer.
//
// Promises: batches are begun in the order they were submitted, and one is over (as far as this
// stream has a share in it) before the next begins; synchronize() returns when all that was
// submitted before it is over, and tells an error that nobody else would hear of.
//
// Locking: `mutex_` guards the queue and the thread's life; nothing is copied under it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "stream/batch.hpp"
#include "stream/common.hpp"
#include "stream/hand.hpp"
#include "stream/stats.hpp"

namespace weir::stream {

class Stream {
 public:
  // `native`: a device stream of the caller's own, on which all is queued; or NULL.
  Stream(std::shared_ptr<Common> common, uint32_t index, int32_t priority,
         std::shared_ptr<device::Device::Stream> native = nullptr);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  uint32_t index() const noexcept { return index_; }

  // Error(closed) when the pool was resized without this stream.
  void submit(std::shared_ptr<Batch> batch);
  // The same, with false for closed.
  bool try_submit(std::shared_ptr<Batch> batch);
  // A ticket that is done when all that was asked of this stream before is over, however it ended.
  std::shared_ptr<work::Ticket> record();
  // What is asked of this stream from now on begins when the ticket is done, however it ended.
  void wait_for(std::shared_ptr<work::Ticket> ticket);

  // False when time ran out. Throws what the ledger holds.
  bool synchronize(uint64_t timeout_ns);
  // The same, leaving the ledger alone.
  bool wait_idle(uint64_t timeout_ns);

  // Batches queued or under way, as far as this thread has noticed. To choose by, not to report.
  uint64_t pending() const noexcept { return pending_.load(std::memory_order_relaxed); }
  StreamStats stats() const;
  void add_latencies_to(profile::HistogramSum& sum) const { hand_.add_latencies_to(sum); }
  Ledger& ledger() noexcept { return ledger_; }

  // Waits for what is queued, then ends the thread; the next submit starts one with `priority`.
  void restart(int32_t priority);
  // Takes no more work; what is queued is done. Idempotent.
  void close();

 private:
  // What the thread does next: its share of a batch, or something short.
  struct Task {
    std::shared_ptr<Batch> batch;
    std::function<void()> other;
    std::shared_ptr<work::Ticket> ticket;  // quiet once there is nothing left that anyone could see
  };
  bool try_queue(Task task);
  void queue(Task task);
  void start_thread();
  void end_thread();
  void run();
  // Tasks from the first on that is not quiet: a batch may be over before this stream comes to its
  // share of it, or has put it away. Under the lock.
  uint64_t unfinished() const;

  const std::shared_ptr<Common> common_;
  const uint32_t index_;
  Hand hand_;
  Ledger ledger_;
  std::atomic<uint64_t> pending_{0};
  std::atomic<uint64_t> synchronizations_{0};

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<Task> queue_;
  Task current_;  // the one under way
  uint64_t submitted_ = 0;
  uint64_t finished_ = 0;
  bool running_ = false;
  bool ending_ = false;
  bool closed_ = false;
  int32_t priority_;
  const std::shared_ptr<device::Device::Stream> native_;
  std::thread thread_;
};

}  // namespace weir::stream
