// SPDX-License-Identifier: Apache-2.0
#include "memory/spans.hpp"

#include <algorithm>
#include <cinttypes>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::memory {
namespace {

constexpr uint32_t kWindow = 1024;  // pieces
constexpr uint64_t kSlack = 16;     // of what is in use, so that sizes that differ find each other
constexpr uint64_t kAlwaysKept = uint64_t{1} << 20;  // not worth a system call

uint64_t headroom(Priority priority, uint64_t limit) noexcept {
  if (priority == Priority::low) return limit / 10;
  return priority == Priority::medium ? limit / 20 : 0;
}

}  // namespace

Spans::Spans(std::shared_ptr<Budget> budget, const Options& options)
    : budget_(std::move(budget)), options_(options) {
  reserve_ = options_.reserve_required
                 ? budget_->charge(Module::pool, options_.reserve_bytes, "a pool's reserve")
                 : budget_->try_charge(Module::pool, options_.reserve_bytes);
}

Spans::~Spans() {
  trim(0);
  const auto is_out = [](const BlockState& state) {
    return (state.load(std::memory_order_relaxed) & block_state::kOut) != 0;
  };
  for (std::unique_ptr<Span>& span : all_) {
    const Span::Use use = span->use.load(std::memory_order_relaxed);
    if (use == Span::Use::none) continue;
    const bool somebodys =
        use == Span::Use::slab
            ? std::any_of(&span->states[0], &span->states[span->block_count], is_out)
            : is_out(span->state);
    if (somebodys) {
      span.release();  // with its charge
    } else {
      heap::unmap(span->start, span->bytes);  // set aside as spoilt: nobody has it
    }
  }
}

uint64_t Spans::keep_bytes() const noexcept {
  return std::max({demand_now_, demand_before_, used_ + std::max(kAlwaysKept, used_ / kSlack)});
}

void Spans::count_demand() noexcept {
  demand_now_ = std::max(demand_now_, used_);
  if (++window_count_ < kWindow) return;
  window_count_ = 0;
  demand_before_ = std::exchange(demand_now_, used_);
}

void Spans::remove_idle(Span* span) noexcept {
  List& list = by_age_[static_cast<size_t>(span->priority)];
  (span->older ? span->older->newer : list.oldest) = span->newer;
  (span->newer ? span->newer->older : list.newest) = span->older;
  if (span->below) span->below->above = span->above;
  (span->above ? span->above->below : by_class_[span->span_class]) = span->below;
  span->older = span->newer = span->below = span->above = nullptr;
  idle_ -= span->bytes;
  --idle_count_;
}

Span* Spans::take_idle(uint32_t span_class, Priority priority, Span::Use use) noexcept {
  const std::lock_guard lock(mutex_);
  for (uint32_t at = span_class; at < std::min(span_class + kNearClasses, kSpanClasses); ++at) {
    Span* span = by_class_[at];
    if (span == nullptr) continue;
    remove_idle(span);
    span->priority = priority;
    span->use.store(use, std::memory_order_relaxed);
    used_ += span->bytes;
    count_demand();
    return span;
  }
  return nullptr;
}

Span* Spans::take(size_t bytes, Priority priority, Span::Use use) {
  const uint32_t span_class = span_class_of(heap::round_to_pages(bytes));
  if (Span* span = take_idle(span_class, priority, use)) return span;
  Span* span = make(span_class_size(span_class), kSpanAlignment, priority);
  span->span_class = span_class;
  span->odd = false;
  span->use.store(use, std::memory_order_relaxed);
  return span;
}

Span* Spans::take_odd(size_t bytes, size_t alignment, Priority priority) {
  Span* span = make(heap::round_to_pages(bytes), std::max(alignment, kSpanAlignment), priority);
  span->odd = true;
  span->use.store(Span::Use::large, std::memory_order_relaxed);
  return span;
}

// Under the pool's own limit: idle pieces of other sizes make room first.
void Spans::claim_capacity(uint64_t bytes) {
  const uint64_t capacity = options_.capacity_bytes;
  for (int round = 0; round < 2; ++round) {
    uint64_t keep = 0;
    {
      const std::lock_guard lock(mutex_);
      if (bytes <= capacity && held_ <= capacity - bytes) {
        held_ += bytes;
        peak_ = std::max(peak_, held_);
        return;
      }
      const uint64_t over = bytes <= capacity ? held_ - (capacity - bytes) : UINT64_MAX;
      keep = over < idle_ ? idle_ - over : 0;
      if (over > idle_) break;
    }
    trim(keep);
  }
  const Stats now = stats();
  fail(Status::no_memory,
       "a pool block needs %" PRIu64 " bytes; %" PRIu64 " of the pool's %" PRIu64
       " are in use and %" PRIu64 " idle (largest %" PRIu64
       "): give blocks back or raise capacity_bytes",
       bytes, now.used_bytes, capacity, now.idle_bytes, now.largest_idle_bytes);
}

Charge Spans::charge_from_reserve(uint64_t bytes) noexcept {
  const std::lock_guard lock(mutex_);
  Charge part = reserve_.split(bytes);
  if (part.bytes() < bytes) {
    Charge rest = budget_->try_charge(Module::pool, bytes - part.bytes());
    if (rest.bytes() == 0) {
      reserve_.join(std::move(part));
      return {};
    }
    part.join(std::move(rest));
  }
  ++emergencies_;
  return part;
}

Charge Spans::charge(uint64_t bytes, Priority priority) {
  try {
    return budget_->charge(Module::pool, bytes, "a pool block",
                           headroom(priority, budget_->stats().limit_bytes));
  } catch (const Error&) {
    if (priority != Priority::critical) throw;
    Charge reserved = charge_from_reserve(bytes);
    if (reserved.bytes() == 0) throw;
    return reserved;
  }
}

Span* Spans::make(size_t bytes, size_t alignment, Priority priority) {
  claim_capacity(bytes);
  void* memory = nullptr;
  try {
    Charge charged = charge(bytes, priority);
    try {
      memory = heap::map(bytes, alignment);
    } catch (const Error&) {
      // The machine is out of what the budget allows: all that lies idle may help.
      trim(0);
      memory = heap::map(bytes, alignment);
    }
    const std::lock_guard lock(mutex_);
    if (unused_ == nullptr) {
      all_.reserve(all_.size() + 1);
      all_.push_back(std::make_unique<Span>());
      unused_ = all_.back().get();
    }
    Span* span = unused_;
    map_.set(memory, bytes, span);
    unused_ = std::exchange(span->newer, nullptr);
    span->start = static_cast<char*>(memory);
    span->bytes = bytes;
    span->priority = priority;
    span->charge = std::move(charged);
    span->state.store(block_state::kFresh, std::memory_order_relaxed);
    used_ += bytes;
    count_demand();
    return span;
  } catch (...) {
    if (memory != nullptr) heap::unmap(memory, bytes);
    const std::lock_guard lock(mutex_);
    held_ -= bytes;
    throw;
  }
}

Span* Spans::oldest_idle() const noexcept {
  for (size_t at = kPriorities; at-- > 0;) {
    if (by_age_[at].oldest != nullptr) return by_age_[at].oldest;
  }
  return nullptr;
}

// Out of every list and of the map, into the chain that release() ends outside the lock.
void Spans::unlink_for_release(Span* span, Span*& released) noexcept {
  map_.clear(span->start, span->bytes);
  span->use.store(Span::Use::none, std::memory_order_relaxed);
  span->newer = released;
  released = span;
}

uint64_t Spans::release(Span* released) noexcept {
  uint64_t bytes = 0;
  for (Span* span = released; span != nullptr; span = span->newer) {
    heap::unmap(span->start, span->bytes);
    bytes += span->bytes;
  }
  if (released == nullptr) return 0;
  const std::lock_guard lock(mutex_);
  ++cleanups_;
  held_ -= bytes;
  uint64_t freed = bytes;
  while (released != nullptr) {
    Span* span = released;
    released = span->newer;
    if (reserve_.bytes() < options_.reserve_bytes) {
      Charge refill = span->charge.split(options_.reserve_bytes - reserve_.bytes());
      freed -= refill.bytes();
      reserve_.join(std::move(refill));
    }
    span->charge = Charge();
    span->newer = unused_;
    unused_ = span;
  }
  return freed;
}

void Spans::give(Span* span) noexcept {
  Span* released = nullptr;
  bool time_to_look = false;
  {
    const std::lock_guard lock(mutex_);
    used_ -= span->bytes;
    if (span->odd) {
      unlink_for_release(span, released);
    } else {
      span->use.store(Span::Use::idle, std::memory_order_relaxed);
      span->idle_since_ns = options_.clock();
      List& list = by_age_[static_cast<size_t>(span->priority)];
      span->older = list.newest;
      (list.newest ? list.newest->newer : list.oldest) = span;
      list.newest = span;
      span->below = by_class_[span->span_class];
      if (span->below) span->below->above = span;
      by_class_[span->span_class] = span;
      idle_ += span->bytes;
      ++idle_count_;
      for (const uint64_t keep = keep_bytes(); used_ + idle_ > keep;) {
        Span* oldest = oldest_idle();
        if (oldest == nullptr) break;
        remove_idle(oldest);
        unlink_for_release(oldest, released);
      }
    }
    count_demand();
    time_to_look = window_count_ == 0;
  }
  release(released);
  if (time_to_look) trim_old();
}

uint64_t Spans::trim(uint64_t keep) noexcept {
  Span* released = nullptr;
  {
    const std::lock_guard lock(mutex_);
    while (idle_ > keep) {
      Span* oldest = oldest_idle();
      remove_idle(oldest);
      unlink_for_release(oldest, released);
    }
  }
  return release(released);
}

uint64_t Spans::trim_old() noexcept {
  const uint64_t now = options_.clock();
  Span* released = nullptr;
  {
    const std::lock_guard lock(mutex_);
    for (size_t at = 0; at < kPriorities; ++at) {
      const uint64_t factor = at == static_cast<size_t>(Priority::low)      ? 1
                              : at == static_cast<size_t>(Priority::medium) ? 5
                                                                            : 10;
      while (Span* oldest = by_age_[at].oldest) {
        if (now - oldest->idle_since_ns <= options_.low_idle_ns * factor) break;
        remove_idle(oldest);
        unlink_for_release(oldest, released);
      }
    }
  }
  return release(released);
}

Spans::Stats Spans::stats() const noexcept {
  const uint64_t now = options_.clock();
  const std::lock_guard lock(mutex_);
  Stats stats{held_,       used_,        idle_,     peak_, 0, keep_bytes(), reserve_.bytes(),
              idle_count_, emergencies_, cleanups_, 0};
  for (uint32_t at = kSpanClasses; at-- > 0;) {
    if (by_class_[at] == nullptr) continue;
    stats.largest_idle_bytes = by_class_[at]->bytes;
    break;
  }
  uint64_t age = 0;
  for (const List& list : by_age_) {
    for (const Span* span = list.oldest; span != nullptr; span = span->newer) {
      age += now - std::min(now, span->idle_since_ns);
    }
  }
  stats.idle_age_ns = idle_count_ == 0 ? 0 : age / idle_count_;
  return stats;
}

}  // namespace weir::memory
