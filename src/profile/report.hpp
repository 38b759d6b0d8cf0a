// SPDX-License-Identifier: Apache-2.0
// A profiler's findings as text: JSON for programs, a tree for people.
#pragma once

#include <string>

#include "profile/profiler.hpp"

namespace weir::profile {

// `unix_seconds` is when the report is made; `pair_ns` what one start and end cost the program.
std::string report_json(const Snapshot& all, double unix_seconds, double pair_ns);
std::string report_text(const Snapshot& all, double pair_ns);

// What one phase costs on this machine, measured once in a process: what a report's overhead is
// computed from.
double phase_cost_ns();

// The share of the total time that the phases themselves cost, in percent of one thread.
double overhead_percent(const Totals& totals, double pair_ns);

// The ids of each row's children, in row order; index 0 holds the top ones.
std::vector<std::vector<uint32_t>> children_of(const Snapshot& all);

}  // namespace weir::profile
