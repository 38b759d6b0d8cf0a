// SPDX-License-Identifier: Apache-2.0
#include "stream/common.hpp"

#include <algorithm>

#include "base/callback.hpp"

namespace weir::stream {

void Window::acquire(uint64_t bytes) {
  std::unique_lock lock(mutex_);
  const uint64_t turn = came_++;
  // `used_` belongs to threads that are copying right now, and those before this one wait for no
  // more than that, so this wait ends without our help.
  freed_.wait(lock, [&] {
    return turn == served_ && (used_ == 0 || (used_ < limit_ && bytes <= limit_ - used_));
  });
  ++served_;
  used_ += bytes;
  peak_ = std::max(peak_, used_);
  const bool others = served_ != came_;
  lock.unlock();
  if (others) freed_.notify_all();
}

void Window::release(uint64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    used_ -= bytes;
  }
  freed_.notify_all();
}

void Window::set_limit(uint64_t limit) {
  {
    const std::lock_guard lock(mutex_);
    limit_ = limit;
  }
  freed_.notify_all();
}

uint64_t Window::limit() const {
  const std::lock_guard lock(mutex_);
  return limit_;
}

uint64_t Window::waiting() const {
  const std::lock_guard lock(mutex_);
  return came_ - served_;
}

uint64_t Window::peak() const {
  const std::lock_guard lock(mutex_);
  return peak_;
}

void Ledger::record(Status status, const std::string& text) noexcept {
  const std::lock_guard lock(mutex_);
  if (count_++ > 0) return;
  status_ = status;
  if (!base::contained([&] { text_ = text; })) text_.clear();
}

void Ledger::settle() {
  std::unique_lock lock(mutex_);
  if (count_ == 0) return;
  const uint64_t more = count_ - 1;
  std::string text = "a transfer that nobody held a ticket for failed: " + text_;
  if (more > 0) text += format_text(" (and %llu more)", static_cast<unsigned long long>(more));
  count_ = 0;
  throw Error(status_, std::move(text));
}

void Ledger::move_to(Ledger& other) {
  const std::scoped_lock lock(mutex_, other.mutex_);
  if (count_ == 0) return;
  if (other.count_ == 0) {
    other.status_ = status_;
    other.text_.swap(text_);  // which needs no memory
  }
  other.count_ += count_;
  count_ = 0;
}

void ActiveTime::enter(uint64_t now_ns) {
  const std::lock_guard lock(mutex_);
  if (busy_++ == 0) since_ns_ = now_ns;
}

void ActiveTime::leave(uint64_t now_ns) {
  const std::lock_guard lock(mutex_);
  if (--busy_ == 0 && now_ns > since_ns_) total_ns_ += now_ns - since_ns_;
}

uint64_t ActiveTime::total_ns(uint64_t now_ns) const {
  const std::lock_guard lock(mutex_);
  return total_ns_ + (busy_ > 0 && now_ns > since_ns_ ? now_ns - since_ns_ : 0);
}

}  // namespace weir::stream
