// SPDX-License-Identifier: Apache-2.0
// What one thread recorded in one profiler: its stack of open phases, and a cell of figures for
// each phase and metric it ever touched.
//
// Only the owning thread writes. It takes `mutex` only to add or drop cells, so the usual start and
// end of a phase lock nothing; readers take `mutex` to walk the cells, whose figures are safe to
// read while they change (cell.hpp). Locks are taken in the order Profiler's, then this one.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "memory/budget.hpp"
#include "profile/cell.hpp"
#include "profile/histogram.hpp"
#include "profile/name_table.hpp"
#include "profile/sums.hpp"

namespace weir::profile {

class Profiler;
struct Epoch;

struct PhaseCell {
  PhaseCell() = default;
  PhaseCell(const PhaseCell&) = delete;
  PhaseCell& operator=(const PhaseCell&) = delete;
  ~PhaseCell() { delete histogram.load(std::memory_order_relaxed); }

  void start(uint64_t now) noexcept;
  void end(uint64_t started, uint64_t now) noexcept;
  void add_peaks(const PhasePeaks& peaks) noexcept;
  void add_to(PhaseSum& sum, uint64_t now) const;

  const void* parent = nullptr;  // the parent's cell in this log
  uint64_t hash = 0;
  std::string_view name;  // kept by the epoch's Paths
  uint32_t id = 0;        // in the epoch's Paths
  memory::Charge charge;

 private:
  void add_to_histogram(uint64_t ticks) noexcept;

  Sequence sequence;
  Figure<uint64_t> count, total, min, max, last, last_at;
  Figure<uint64_t> open, open_starts;  // open times now, and the sum of their starts
  Figure<uint64_t> memory_bytes, gpu_bytes;
  Figure<uint32_t> peak_flags;
  std::atomic<Histogram*> histogram{nullptr};  // from the second run on
};

struct MetricCell {
  void record(double value, uint64_t now) noexcept;
  void add_to(MetricSum& sum) const;

  const void* parent = nullptr;
  uint64_t hash = 0;
  std::string_view name;
  std::string text;
  memory::Charge charge;

 private:
  Sequence sequence;
  Figure<uint64_t> count, nonfinite_count, last_at;
  Figure<double> last, min, max, mean, m2;
};

class ThreadLog {
 public:
  struct Frame {
    PhaseCell* cell;  // NULL: forgotten by a reset
    uint64_t started;
    int32_t memory, gpu;  // stretches of the peak trackers, or -1
  };

  explicit ThreadLog(std::weak_ptr<Profiler> owner) : profiler(std::move(owner)) {}

  // The innermost open phase that is still known, or the top.
  PhaseCell& innermost() noexcept {
    return frames.empty() || frames.back().cell == nullptr ? *top : *frames.back().cell;
  }

  // For readers, under `mutex`.
  const PhaseCell* cell(uint32_t id) const { return id < by_id.size() ? by_id[id] : nullptr; }
  void add_metrics_to(MetricSums& sums, const PhaseCell& phase) const;
  Counters counters() const { return {stray.get(), swept.get(), overflow.get()}; }

  const std::weak_ptr<Profiler> profiler;
  uint64_t generation = 0;  // of `epoch`; the owner's copy, to be compared without a lock
  std::vector<Frame> frames;

  std::mutex mutex;
  std::shared_ptr<Epoch> epoch;
  PhaseCell* top = nullptr;
  std::deque<PhaseCell> phases;
  std::deque<MetricCell> metrics;
  std::vector<PhaseCell*> by_id;
  NameTable<PhaseCell> phase_table;
  NameTable<MetricCell> metric_table;
  Figure<uint64_t> stray, swept, overflow;
};

}  // namespace weir::profile
