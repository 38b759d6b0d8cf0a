// SPDX-License-Identifier: Apache-2.0
#include "cache/events.hpp"

#include <utility>

namespace weir::cache {

void Events::watch(uint32_t kinds, Fn fn, base::User user) {
  auto sink = fn == nullptr ? nullptr : std::make_shared<const Sink>(Sink{fn, std::move(user)});
  const std::lock_guard lock(mutex_);
  sink_.swap(sink);  // the old one ends after the lock
  kinds_.store(kinds, std::memory_order_relaxed);
  if (kinds == 0) {
    kept_.clear();
    lost_ = 0;
  }
}

void Events::tell(Left kind, const char* key, size_t key_size, uint64_t value_size) {
  std::shared_ptr<const Sink> sink;
  {
    const std::lock_guard lock(mutex_);
    sink = sink_;
    if (sink == nullptr) {
      if (kept_.size() == kMostKept) {
        kept_.pop_front();
        ++lost_;
      }
      if (!base::contained([&] { kept_.push_back({kind, value_size, {key, key_size}}); })) ++lost_;
      return;
    }
  }
  base::contained(
      [&] { sink->fn(sink->user.get(), static_cast<uint32_t>(kind), key, key_size, value_size); });
}

bool Events::next(Event& event) {
  const std::lock_guard lock(mutex_);
  if (lost_ != 0) {
    event = {Left::lost, std::exchange(lost_, 0), {}};
    return true;
  }
  if (kept_.empty()) return false;
  event = std::move(kept_.front());
  kept_.pop_front();
  return true;
}

}  // namespace weir::cache
