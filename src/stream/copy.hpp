// SPDX-License-Identifier: Apache-2.0
// Copying within the host's memory.
//
// Threads: any; nothing is shared but what the arguments point at.
#pragma once

#include <functional>

#include "memory/charge.hpp"
#include "stream/transfer.hpp"
#include "work/pool.hpp"

namespace weir::stream {

// Calls piece(dst, src, bytes) for each run, in order, until it has covered the transfer.
using Piece = std::function<void(std::byte* dst, const std::byte* src, uint64_t bytes)>;
void for_each_run(const Transfer& transfer, const Dim* dims, const Piece& piece);

// Transfers of this many bytes and more are shared out to the worker pool.
inline constexpr uint64_t kSplitBytes = uint64_t{4} << 20;

// Whether copy_on_host() has to pay for a copy of the whole, under this name.
inline constexpr const char* kOverlapCopy = "the copy that overlapping arrays need";
inline bool pays_for_copy(const Transfer& transfer) {
  return transfer.staged && transfer.dim_count > 0;
}

// Copies. Overlapping strided arrays pass through a copy that `budget` pays for, so this may throw
// Error(no_memory). `workers` may be NULL.
void copy_on_host(const Transfer& transfer, const Dim* dims, work::Pool* workers,
                  memory::Budget& budget);

}  // namespace weir::stream
