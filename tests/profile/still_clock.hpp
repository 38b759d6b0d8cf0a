// SPDX-License-Identifier: Apache-2.0
// A profiler whose time moves only when a test says so.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "profile/profiler.hpp"

namespace weir::profile {

inline std::atomic<uint64_t> still_ns{1'000'000};

inline void pass(uint64_t ns) {
  still_ns.fetch_add(ns);
}

inline Profiler::Parts still_parts() {
  Profiler::Parts parts;
  parts.ticks = Ticks([]() noexcept { return still_ns.load(); });
  return parts;
}

inline std::shared_ptr<Profiler> still_profiler() {
  return std::make_shared<Profiler>(still_parts());
}

// One run of a phase that takes `ns`.
inline void run(Profiler& profiler, std::string_view name, uint64_t ns) {
  profiler.start_phase(name);
  pass(ns);
  profiler.end_phase(nullptr);
}

// The phase must be there.
inline PhaseStats stats_of(Profiler& profiler, std::string_view phase) {
  PhaseStats stats;
  if (!profiler.phase(phase, &stats))
    fail(Status::not_found, "no phase %s", std::string(phase).c_str());
  return stats;
}

}  // namespace weir::profile
