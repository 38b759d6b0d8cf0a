// SPDX-License-Identifier: Apache-2.0
// What a start and an end usually do, in one place so that it compiles into one piece. A start:
// this thread's log (one comparison), the child's cell (one probe), the clock, a few stores. An
// end: the clock, and the stores.
#pragma once

#include "profile/here.hpp"
#include "profile/profiler.hpp"

namespace weir::profile {

inline ThreadLog& Profiler::this_thread() {
  life_->check("profiler");
  ThreadLog& log = here.profiler_id == id_ ? *here.log : find_log();
  if (log.generation != generation_.load(std::memory_order_acquire)) [[unlikely]]
    renew(log);
  return log;
}

inline PhaseCell& Profiler::child_of(ThreadLog& log, PhaseCell* parent, std::string_view name) {
  const uint64_t hash = hash_name(parent, name);
  if (PhaseCell* cell = log.phase_table.find(parent, name, hash)) [[likely]]
    return *cell;
  return new_child(log, parent, name);
}

inline void Profiler::push(ThreadLog& log, PhaseCell& cell) {
  if (log.frames.size() >= kOpenLimit) {
    fail(Status::limit, "%zu phases are open on this thread: an end_phase is missing", kOpenLimit);
  }
  log.frames.push_back({&cell, 0, -1, -1});
  if (const uint32_t tracking = tracking_.load(std::memory_order_relaxed)) [[unlikely]] {
    begin_stretches(log, tracking);
  }
  // The clock last: what it cost to get here is not the phase's.
  const uint64_t now = ticks_.now();
  log.frames.back().started = now;
  cell.start(now);
}

inline void Profiler::finish(const ThreadLog::Frame& frame, uint64_t now) noexcept {
  frame.cell->end(frame.started, now);
  if (frame.memory >= 0 || frame.gpu >= 0) [[unlikely]] {
    PhasePeaks peaks;
    end_stretches(frame, &peaks);
    frame.cell->add_peaks(peaks);
  }
}

}  // namespace weir::profile
