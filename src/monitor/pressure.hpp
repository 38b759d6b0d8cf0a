// SPDX-License-Identifier: Apache-2.0
// Watches how full memory is and relieves it: a round samples, judges the level, asks the
// reclaimers that the level allows in their documented order, sampling again before each, and tells
// whoever listens that the level changed. Rounds are made by one thread while somebody has started
// it, or by whoever waits.
//
// What each level does: rising lets go what is expired or idle and compresses what is cold; high
// spills idle buffers too; severe makes the heap give its free pages back; critical evicts cold
// cache entries as well. Nothing that somebody holds or has pinned is touched. Below severe nothing
// is done while the ratio is falling by itself.
//
// Life: its thread holds it, so what create() gives is a hold whose end stops the thread.
//
// Threads: Shared. The meter runs under `sampling_`, the reclaimers and the listener under no lock
// that a caller could want; of two rounds at once one relieves.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/callback.hpp"
#include "base/clock.hpp"
#include "base/life.hpp"
#include "base/log.hpp"
#include "base/memory_meter.hpp"
#include "memory/budget.hpp"
#include "monitor/level.hpp"

namespace weir::monitor {

class Pressure : public std::enable_shared_from_this<Pressure> {
 public:
  using Fn = void (*)(void* user, uint32_t level, const char* text);
  static constexpr size_t kHistory = 128;

  struct Parts {
    std::shared_ptr<memory::Budget> budget;
    std::shared_ptr<base::Log> log;
    base::LifePtr life;
    std::function<base::MemoryReading()> meter;
    std::function<int()> open_trigger;  // a file to poll, or -1; closed by the monitor
    short trigger_events = 0;
    base::ClockFn clock = base::monotonic_ns;
  };
  struct Options {
    LevelJudge::Bounds bounds;
    uint64_t interval_ns = 250'000'000;
    bool relieve = true;
  };
  enum Source : uint32_t { kNone = 0, kBudget = 1, kMachine = 2, kGroup = 3, kProcess = 4 };

  struct Stats {
    Level level = Level::normal;
    uint32_t source = kNone;
    bool watched = false;
    double ratio = 0;
    uint64_t budget_bytes = 0, budget_used_bytes = 0;
    uint64_t group_bytes = 0, group_used_bytes = 0;  // of the fullest group with a limit
    uint64_t machine_bytes = 0, machine_available_bytes = 0;
    uint64_t resident_bytes = 0, peak_resident_bytes = 0;
    double some_stall_percent = 0, full_stall_percent = 0;
    uint64_t sample_count = 0, relief_count = 0;
    uint64_t freed_bytes = 0;     // what the budget got back
    uint64_t returned_bytes = 0;  // by how much the resident memory shrank meanwhile
  };

  // The process's own machine, unless tests hold up another.
  static Parts parts_of_machine();
  // Error(invalid) for bounds that are not between 0 and 1, or that fall.
  static std::shared_ptr<Pressure> create(Parts parts, const Options& options);
  Pressure(const Pressure&) = delete;
  Pressure& operator=(const Pressure&) = delete;

  // Error(closed) after the runtime's shutdown and in a fork's child.
  void check() const { parts_.life->check("pressure monitor"); }
  // In a child alone.
  void check_fork() const {
    if (parts_.life->stale()) check();
  }

  // A sample and its judgement, and nothing else.
  Stats stats();
  // One round; the level after it.
  Level round();
  // Until the level is another than `known`: makes rounds where no thread does. False when the time
  // ran out.
  bool wait(Level known, uint64_t timeout_ns, Stats& stats);
  // `fn` may be NULL: relief alone. The one set before is replaced.
  void start(Fn fn, base::User user);
  // When it returns the function runs no more, unless it is the function that calls.
  void stop() noexcept;
  // What `level` allows, until nothing is left to let go; how many bytes the budget got.
  uint64_t optimize(Level level);
  std::string json();
  const Options& options() const noexcept { return options_; }

 private:
  struct Listener {
    Fn fn;
    base::User user;
  };
  struct Past {
    uint64_t at_ns;
    double ratio;
    uint64_t resident_bytes;
    Level level;
    uint32_t source;
  };
  class Thread;

  Pressure(Parts parts, const Options& options);
  Stats sample();
  bool watched();
  uint64_t missing(const base::MemoryReading& reading) const noexcept;
  uint64_t relieve(Level level, bool everything);
  void tell(const Stats& stats, uint64_t freed);

  const Parts parts_;
  const Options options_;
  std::mutex sampling_;  // guards the four below; the meter runs under it
  LevelJudge judge_;
  Stats now_;
  std::string fullest_;  // the name of what is fullest
  std::deque<Past> history_;
  std::atomic<bool> falling_{false};
  std::atomic<Level> level_{Level::normal};

  std::mutex relieving_;  // held by who relieves: a second one leaves it at that
  uint64_t collected_at_ns_ = 0;
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::shared_ptr<const Listener> listener_;
  std::shared_ptr<Thread> thread_;
  Level told_ = Level::normal;
};

}  // namespace weir::monitor
