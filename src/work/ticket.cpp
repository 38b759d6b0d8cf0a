// SPDX-License-Identifier: Apache-2.0
#include "work/ticket.hpp"

#include <algorithm>
#include <utility>

#include "base/callback.hpp"
#include "work/control.hpp"
#include "work/wait.hpp"

namespace weir::work {
namespace {

constexpr int8_t code(Status status) {
  return static_cast<int8_t>(status);
}

// Of an item that failed without words of its own.
constexpr const char* text_of(Status status) {
  if (status == Status::cancelled) return kCancelledText;
  return status == Status::callback ? kCallbackText : "no memory left";
}

}  // namespace

constinit thread_local const char* NoWaiting::where_ = nullptr;

Ticket::Ticket(size_t item_count, Lost lost)
    : item_count_(item_count),
      single_(code(Status::again)),
      many_(item_count > 1 ? std::make_unique<std::atomic<int8_t>[]>(item_count) : nullptr),
      items_(item_count > 1 ? many_.get() : &single_),
      lost_(std::move(lost)) {
  for (size_t i = 0; i < item_count && item_count > 1; ++i) {
    items_[i].store(code(Status::again), std::memory_order_relaxed);
  }
  if (item_count == 0) {  // done, and well
    stage_ = kDone;
    quiet_ = true;
  }
}

std::shared_ptr<Ticket> Ticket::create(size_t item_count, Lost lost) {
  return {new Ticket(item_count, std::move(lost)), [](Ticket* ticket) {
            if (!ticket->fork_.stale()) delete ticket;
          }};
}

Status Ticket::wait(uint64_t timeout_ns) const {
  check_fork();
  std::unique_lock lock(mutex_);
  const auto done = [this] { return stage_.load(std::memory_order_relaxed) == kDone; };
  if (!done()) {
    if (timeout_ns == 0) return Status::again;
    NoWaiting::check("waiting for a ticket");
    if (help_ && timeout_ns == kForever) {
      lock.unlock();
      help_();
      lock.lock();
    }
    if (!wait_for(finished_, lock, timeout_ns, done)) return Status::again;
  }
  seen_ = true;
  if (status_ != Status::ok) throw Error(status_, text_);
  return Status::ok;
}

void Ticket::wait_over() const {
  check_fork();
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return stage_.load(std::memory_order_relaxed) == kDone; });
}

Status Ticket::status() const {
  check_fork();
  const std::lock_guard lock(mutex_);
  if (stage_.load(std::memory_order_relaxed) != kDone) return Status::again;
  seen_ = true;
  return status_;
}

const std::string& Ticket::error() const {
  check_fork();
  static const std::string& none = *new std::string;
  const std::lock_guard lock(mutex_);
  if (stage_.load(std::memory_order_relaxed) != kDone) return none;
  seen_ = true;
  return text_;
}

bool Ticket::begin() noexcept {
  uint32_t queued = kQueued;
  return stage_.compare_exchange_strong(queued, kRunning) || queued == kRunning;
}

void Ticket::cancel() {
  check_fork();
  cancelled_.store(true, std::memory_order_relaxed);
  uint32_t queued = kQueued;
  // Whoever moves the stage out of kQueued owns the items that are not settled yet.
  if (!stage_.compare_exchange_strong(queued, kDropped)) return;
  size_t open = 0;
  for (size_t i = 0; i < item_count_; ++i) {
    if (items_[i].load(std::memory_order_relaxed) != code(Status::again)) continue;
    item_failed(i, Status::cancelled, {});
    ++open;
  }
  settle(open);
}

void Ticket::item_ok(size_t index) noexcept {
  items_[index].store(code(Status::ok), std::memory_order_relaxed);
}

void Ticket::item_failed(size_t index, Status status, std::string text) {
  const std::lock_guard lock(mutex_);
  items_[index].store(code(status), std::memory_order_relaxed);
  if (failed_++ == 0) {
    status_ = status;
    first_failed_ = index;
  } else {
    mixed_ = mixed_ || status != status_;
    first_failed_ = std::min(first_failed_, index);
  }
  // Without memory for the words the item still failed.
  if (!text.empty()) base::contained([&] { item_texts_[index] = std::move(text); });
}

void Ticket::settle(size_t items) {
  if (items == 0) return;
  const size_t before = settled_.fetch_add(items, std::memory_order_acq_rel);
  if (before + items == item_count_) finish();
}

void Ticket::finish() {
  std::vector<Done> callbacks;
  std::vector<std::shared_ptr<void>> kept;  // let go outside the lock
  bool unseen = false;
  {
    const std::lock_guard lock(mutex_);
    if (failed_ > 0) {
      const auto found = item_texts_.find(first_failed_);
      const Status first = static_cast<Status>(items_[first_failed_].load());
      // All that failed was stopped on purpose: that is how the whole ended, however much was done.
      const bool stopped = !mixed_ && (first == Status::cancelled || first == Status::callback);
      if (item_count_ > 1 && !stopped && (mixed_ || failed_ < item_count_)) {
        status_ = Status::partial;
      }
      const bool told = base::contained([&] {
        text_ = found != item_texts_.end() ? found->second : text_of(first);
        if (item_count_ > 1) {
          text_ =
              format_text("%zu of %zu items %s; the first is item %zu: %s", failed_, item_count_,
                          stopped ? "were not done" : "failed", first_failed_, text_.c_str());
        }
      });
      if (!told) text_ = "no memory left";  // short enough to need none
    }
    callbacks.swap(callbacks_);
    kept.swap(kept_);
    if (!callbacks.empty()) seen_ = true;
    unseen = failed_ > 0 && abandoned_ && !seen_;
    seen_ = seen_ || unseen;
    // Before anyone can see it done: the streams' own statistics must not lag behind the ticket.
    if (callbacks.empty() && kept.empty() && !unseen) quiet_.store(true, std::memory_order_release);
    stage_.store(kDone, std::memory_order_release);
    // Under the lock: a waiter that wakes may end the ticket's last owner but us.
    finished_.notify_all();
  }
  // Foreign to the stream's thread: not even a lack of memory may end it.
  if (unseen && lost_) base::contained([&] { lost_(status_, text_); });
  for (const Done& done : callbacks) run_callback(done);
  callbacks.clear();  // which ends what came with them
  kept.clear();
  quiet_.store(true, std::memory_order_release);
}

void Ticket::on_done(Done done) {
  check_fork();
  {
    const std::lock_guard lock(mutex_);
    if (stage_.load(std::memory_order_relaxed) != kDone) {
      callbacks_.push_back(std::move(done));
      return;
    }
    seen_ = true;
  }
  run_callback(done);
}

void Ticket::keep(std::shared_ptr<void> what) {
  check_fork();
  const std::lock_guard lock(mutex_);
  if (stage_.load(std::memory_order_relaxed) != kDone) kept_.push_back(std::move(what));
}

void Ticket::run_callback(const Done& done) {
  const NoWaiting scope("a completion callback");
  if (base::contained([&] { done(status_); })) return;
  // What a callback throws must neither end the stream's thread nor vanish: it goes where lost
  // errors go.
  if (lost_) {
    base::contained([&] { lost_(Status::callback, "a completion callback threw an exception"); });
  }
}

void Ticket::abandon() {
  if (fork_.stale()) return;
  bool unseen = false;
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    const bool done = stage_.load(std::memory_order_relaxed) == kDone;
    unseen = done && failed_ > 0 && !seen_;
    seen_ = seen_ || unseen;
  }
  if (unseen && lost_) lost_(status_, text_);
}

void Ticket::check_index(size_t index) const {
  check_fork();
  if (index >= item_count_) {
    fail(Status::invalid, "item %zu is out of range: this ticket has %zu", index, item_count_);
  }
}

Status Ticket::item_status(size_t index) const {
  check_index(index);
  return static_cast<Status>(items_[index].load(std::memory_order_relaxed));
}

std::string Ticket::item_error(size_t index) const {
  check_index(index);
  const std::lock_guard lock(mutex_);
  const auto found = item_texts_.find(index);
  if (found != item_texts_.end()) return found->second;
  const Status status = item_status(index);
  return status < Status::ok ? text_of(status) : "";
}

}  // namespace weir::work
