// SPDX-License-Identifier: Apache-2.0
// A runtime's log. Lines at or above the minimum level go to the caller's function when there is
// one, and into a bounded ring that the caller can drain instead; when the ring is full the oldest
// line goes, and the next reader is told how many went. Nothing is ever written to the terminal.
//
// Threads: Shared. The caller's function runs in the thread that logs, outside our lock, perhaps in
// several at once; what it throws is contained. Lines logged from inside it reach the ring only.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "base/callback.hpp"

namespace weir::base {

enum class Level : uint32_t { debug = 1, info = 2, warning = 3, error = 4 };

class Log {
 public:
  using Fn = void (*)(void* user, uint32_t level, const char* text);
  static constexpr size_t kRingLines = 256;

  // A disabled level costs this one load.
  bool enabled(Level level) const noexcept {
    return static_cast<uint32_t>(level) >= min_level_.load(std::memory_order_relaxed);
  }

  void write(Level level, const char* format, ...) __attribute__((format(printf, 3, 4)));

  // `fn` may be NULL: the ring only. The old `user` is freed when the last thread has left its fn.
  void set(Level min_level, Fn fn, User user);

  // The oldest line not read yet; false when there is none.
  bool next(Level& level, std::string& text);

  // Gives a line back that next() took and that could not be delivered.
  void unread(Level level, std::string text);

 private:
  struct Sink {
    Fn fn;
    User user;
  };
  struct Line {
    Level level;
    std::string text;
  };

  void keep(Level level, std::string text);

  std::atomic<uint32_t> min_level_{static_cast<uint32_t>(Level::warning)};
  std::mutex mutex_;  // guards all below
  std::shared_ptr<const Sink> sink_;
  std::deque<Line> ring_;
  uint64_t lost_ = 0;
};

}  // namespace weir::base
