// SPDX-License-Identifier: Apache-2.0
// Phases: a stack on each thread, one entry for each path over all threads.
//
// Each thread writes a log of its own (thread_log.hpp); readers add the logs up. What a reset must
// forget is an Epoch: the tree of names, what ended threads left behind, and the start of the total
// time. A reset puts a new epoch in place and raises `generation_`; each thread notices at its next
// call and drops its cells. The names it dropped live as long as any log points to their epoch.
//
// Once its life is over nothing is recorded any more, and all that was can still be read; in a
// fork's child not even that, because the locks may be held by threads that are not there.
//
// Threads: Shared. Make it with std::make_shared: logs hold weak pointers to it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/life.hpp"
#include "memory/charge.hpp"
#include "profile/paths.hpp"
#include "profile/peak.hpp"
#include "profile/sums.hpp"
#include "profile/thread_log.hpp"
#include "profile/ticks.hpp"

namespace weir::profile {

struct Epoch {
  uint64_t started;  // ticks
  Paths paths;
  std::vector<PhaseSum> ended;  // by id: what threads that are gone have recorded
  Counters ended_counters;
};

struct Totals {
  uint64_t total_ns = 0, phase_count = 0, open_count = 0, run_count = 0;
  Counters counters;
  bool tsc = false, gpu_available = false;
};

// All of it at one moment, for reports. Rows are in the order of first start, parents first.
struct Snapshot {
  struct Row {
    uint32_t id, parent;
    std::string name, path, key;
    PhaseStats stats;
    MetricSums metrics;
  };
  Totals totals;
  MetricSums top_metrics;
  std::vector<Row> rows;
};

class Profiler : public std::enable_shared_from_this<Profiler> {
 public:
  struct Settings {
    bool track_memory = false, track_gpu = false;
    uint32_t phase_limit = 0, metric_limit = 0;  // 0: the default
  };
  struct Parts {
    Ticks ticks = Ticks::best();
    PeakTracker* memory = nullptr;           // NULL: the process's; tests put their own
    std::shared_ptr<PeakTracker> gpu;        // NULL: there is no device
    std::shared_ptr<memory::Budget> budget;  // NULL: nothing is charged
    base::LifePtr life;                      // NULL: its own, which only fork() ends
  };

  static constexpr uint32_t kPhaseLimit = 65'536, kMetricLimit = 16'384;
  // Paths of deeper phases would be long texts, and their tree no JSON reader's meal.
  static constexpr uint32_t kDepthLimit = 1024;
  static constexpr size_t kNameLimit = 1024, kOpenLimit = 65'536;

  explicit Profiler(Parts parts);
  ~Profiler();
  Profiler(const Profiler&) = delete;
  Profiler& operator=(const Profiler&) = delete;

  void configure(const Settings& settings);
  void reset();

  void start_phase(std::string_view name);
  void start_phase_under(uint64_t parent, std::string_view name);
  uint64_t current();
  // Status::miss when there was nothing to end. `stats` may be NULL.
  Status end_phase(PhaseStats* stats);
  Status end_phase_named(std::string_view name, PhaseStats* stats);
  void record_metric(std::string_view name, double value);

  Totals totals();
  Snapshot snapshot();
  bool phase(std::string_view text, PhaseStats* stats);
  uint64_t phase_count();
  bool phase_at(uint64_t index, std::string* path, PhaseStats* stats);
  // "" is the top. False when there is no such phase.
  bool metrics(std::string_view phase, MetricSums* sums);
  MetricSum metric_everywhere(std::string_view name);

  // A thread's end: its open phases end now, and its figures move to the epoch.
  void retire(ThreadLog& log) noexcept;

 private:
  void check_fork() const;   // reading goes on after a shutdown
  ThreadLog& this_thread();  // Error(closed) when recording is over
  ThreadLog& find_log();
  void renew(ThreadLog& log);
  void merge_ended(ThreadLog& log, uint64_t now);

  void push(ThreadLog& log, PhaseCell& cell);
  PhaseCell& child_of(ThreadLog& log, PhaseCell* parent, std::string_view name);
  PhaseCell& new_child(ThreadLog& log, PhaseCell* parent, std::string_view name);
  PhaseCell& add_cell(ThreadLog& log, PhaseCell* parent, std::string_view name, uint32_t id,
                      memory::Charge charge);
  PhaseCell& cell_for(ThreadLog& log, uint32_t id);
  MetricCell& new_metric(ThreadLog& log, PhaseCell& phase, std::string_view name);
  bool try_charge(uint64_t bytes, memory::Charge* charge) noexcept;

  void begin_stretches(ThreadLog& log, uint32_t tracking);
  void finish(const ThreadLog::Frame& frame, uint64_t now) noexcept;
  void end_stretches(const ThreadLog::Frame& frame, PhasePeaks* peaks) noexcept;
  PeakTracker& memory_tracker() { return memory_ != nullptr ? *memory_ : process_memory(); }

  void check_name(std::string_view name) const;
  uint64_t token(uint64_t generation, uint32_t id) const { return generation << 32 | id; }
  // Under mutex_.
  PhaseSum sum_of(uint32_t id, uint64_t now);
  PhaseStats stats_of(uint32_t id, const PhaseSum& sum) const;
  std::vector<PhaseSum> all_sums(uint64_t now);
  Totals totals_of(const std::vector<PhaseSum>& sums, uint64_t now);

  const Ticks ticks_;
  PeakTracker* const memory_;
  const std::shared_ptr<PeakTracker> gpu_;
  const std::shared_ptr<memory::Budget> budget_;
  const uint64_t id_;
  const base::LifePtr life_;

  std::atomic<uint64_t> generation_{1};  // of epoch_: read without the lock, written under it
  std::atomic<uint32_t> tracking_{0};
  std::atomic<uint32_t> phase_limit_{kPhaseLimit}, metric_limit_{kMetricLimit};

  std::mutex mutex_;
  std::shared_ptr<Epoch> epoch_;
  std::vector<std::shared_ptr<ThreadLog>> logs_;
};

}  // namespace weir::profile
