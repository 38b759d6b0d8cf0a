// SPDX-License-Identifier: Apache-2.0
// A ticket stands for work that goes on without its asker: one item, or many that succeed or fail
// one by one. The asker waits, polls, cancels, or leaves a callback; the worker begins, settles
// each item once, and thereby finishes it.
//
// Promises: it finishes exactly once, after its last item; whoever waits and every callback sees
// the same outcome; an error that nobody looked at before letting the ticket go is handed to
// `lost`, so that it is never lost.
//
// Threads: Shared. `mutex_` guards the words and the callbacks; item statuses are atomics.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/fork.hpp"
#include "base/status.hpp"

namespace weir::work {

class Ticket {
 public:
  using Done = std::function<void(Status status)>;
  using Lost = std::function<void(Status status, const std::string& text)>;

  // In a fork's child a ticket is refused, and left alone at its end: its locks mean nothing there.
  static std::shared_ptr<Ticket> create(size_t item_count, Lost lost = {});
  explicit Ticket(size_t item_count, Lost lost = {});
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  // --- The asker's side -------------------------------------------------------------------------

  // ok when the work is done and well, again when time ran out; the work's own error is thrown.
  // Error(invalid) from inside a callback, unless the work is done already.
  Status wait(uint64_t timeout_ns) const;
  // Until it is done, however it ended; also inside a callback, and not a look at the outcome. For
  // those who know that it is not they who finish it.
  void wait_over() const;
  // again while it goes on, else the outcome.
  Status status() const;
  // Empty until done, then it stays as it is.
  const std::string& error() const;
  // Work that has not begun never will; work that has begun sees the wish.
  void cancel();
  // Called once, when done, by the thread that finished it; at once when that has happened.
  void on_done(Done done);
  // Let go when done, at once when that has happened. Not a look at the outcome.
  void keep(std::shared_ptr<void> what);
  // The asker lets go; the work goes on.
  void abandon();

  size_t item_count() const noexcept { return item_count_; }
  size_t settled() const noexcept { return settled_.load(std::memory_order_relaxed); }
  // Done, and what was left to be called or let go then is over too. Without any such, whoever saw
  // it done sees it quiet.
  bool quiet() const noexcept { return quiet_.load(std::memory_order_acquire); }
  // again while the item is not settled. Error(invalid) for an index out of range.
  Status item_status(size_t index) const;
  std::string item_error(size_t index) const;

  // --- The worker's side ------------------------------------------------------------------------

  // What a thread that waits without a time limit may do meanwhile. Set before anyone can wait.
  void set_help(std::function<void()> help) { help_ = std::move(help); }
  // False when the work was cancelled before it began: leave it alone.
  bool begin() noexcept;
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }
  // Each item once. These count the item as settled only by settle(), which the worker calls when
  // it no longer touches what the items borrowed; the last one finishes the ticket.
  void item_ok(size_t index) noexcept;
  void item_failed(size_t index, Status status, std::string text);
  void settle(size_t items);

 private:
  enum Stage : uint32_t { kQueued, kRunning, kDropped, kDone };

  void finish();
  void run_callback(const Done& done);
  void check_fork() const { fork_.check("ticket"); }
  void check_index(size_t index) const;

  const base::ForkGuard fork_;
  const size_t item_count_;
  std::atomic<int8_t> single_;  // the one item of a small ticket: no allocation for it
  std::unique_ptr<std::atomic<int8_t>[]> many_;
  std::atomic<int8_t>* const items_;
  std::atomic<size_t> settled_{0};
  std::atomic<uint32_t> stage_{kQueued};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> quiet_{false};

  mutable std::mutex mutex_;  // guards what follows
  mutable std::condition_variable finished_;
  mutable bool seen_ = false;
  bool abandoned_ = false;
  size_t failed_ = 0;
  size_t first_failed_ = 0;
  bool mixed_ = false;  // items failed for different reasons
  Status status_ = Status::ok;
  std::string text_;
  std::map<size_t, std::string> item_texts_;
  std::vector<Done> callbacks_;
  std::vector<std::shared_ptr<void>> kept_;
  const Lost lost_;
  std::function<void()> help_;
};

}  // namespace weir::work
