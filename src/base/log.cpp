// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <cinttypes>
#include <cstdarg>

#include "base/status.hpp"

namespace weir::base {
namespace {

// Set while this thread is inside a caller's log function: a function that logs would never end.
thread_local bool inside_fn = false;

}  // namespace

void Log::write(Level level, const char* format, ...) {
  if (!enabled(level)) return;
  va_list list;
  va_start(list, format);
  std::string text = format_list(format, list);
  va_end(list);

  std::shared_ptr<const Sink> sink;
  {
    std::lock_guard lock(mutex_);
    keep(level, text);
    if (!inside_fn) sink = sink_;
  }
  if (!sink || sink->fn == nullptr) return;
  inside_fn = true;
  const bool returned =
      contained([&] { sink->fn(sink->user.get(), static_cast<uint32_t>(level), text.c_str()); });
  inside_fn = false;
  if (!returned) {
    std::lock_guard lock(mutex_);
    keep(Level::warning, "the log function threw an exception; the line before this one caused it");
  }
}

void Log::keep(Level level, std::string text) {
  if (ring_.size() >= kRingLines) {
    ring_.pop_front();
    ++lost_;
  }
  ring_.push_back({level, std::move(text)});
}

void Log::set(Level min_level, Fn fn, User user) {
  auto sink = std::make_shared<const Sink>(Sink{fn, std::move(user)});
  {
    std::lock_guard lock(mutex_);
    sink_.swap(sink);
    min_level_.store(static_cast<uint32_t>(min_level), std::memory_order_relaxed);
  }
  // The old user_free runs here, outside the lock: it may log or call set() itself.
}

bool Log::next(Level& level, std::string& text) {
  std::lock_guard lock(mutex_);
  if (lost_ != 0) {
    level = Level::warning;
    text = format_text("%" PRIu64 " older lines were lost: the log keeps %zu", lost_, kRingLines);
    lost_ = 0;
    return true;
  }
  if (ring_.empty()) return false;
  level = ring_.front().level;
  text = std::move(ring_.front().text);
  ring_.pop_front();
  return true;
}

void Log::unread(Level level, std::string text) {
  std::lock_guard lock(mutex_);
  ring_.push_front({level, std::move(text)});
}

}  // namespace weir::base
