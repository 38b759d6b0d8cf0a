// SPDX-License-Identifier: Apache-2.0
// What one thread recorded in one profiler: its stack of open phases, and a cell of figures for
// each phase and metric it ever touched.
//
// Only the owning thread writes. It takes `mutex` only to add or drop cells, so the usual start and
// end of a phase lock nothing; readers take `mutex` to walk the cells, whose figures are safe to
// read while they change (figure.hpp). Locks are taken in the order Profiler's, then this one.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "profile/cells.hpp"
#include "profile/name_table.hpp"
#include "profile/sums.hpp"

namespace weir::profile {

class Profiler;
struct Epoch;

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
