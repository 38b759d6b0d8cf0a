// SPDX-License-Identifier: Apache-2.0
// How many accesses of a trace other policies would have answered, for comparison; written from
// their published descriptions. Every access is a look-up, and on a miss a put; every entry counts
// one.
#pragma once

#include <cstdint>

#include "cli/trace.hpp"

namespace weir::cli {

// Least recently used.
uint64_t hits_lru(const Trace& trace, uint32_t size);
// Megiddo and Modha, FAST 2003.
uint64_t hits_arc(const Trace& trace, uint32_t size);
// Yang and others, SOSP 2023: a small queue of a tenth, a ghost as long as the main queue.
uint64_t hits_s3fifo(const Trace& trace, uint32_t size);
// Einziger and others, 2017: a window of 1 %, a segmented main part, admission by frequency.
uint64_t hits_wtinylfu(const Trace& trace, uint32_t size);
// Belady's: the entry that is wanted last goes, and what is wanted later still does not come in.
uint64_t hits_optimum(const Trace& trace, uint32_t size);

}  // namespace weir::cli
