// SPDX-License-Identifier: Apache-2.0
// A piece of a pool's memory: idle, one large block, or a slab cut into blocks of one class. What
// is known about the blocks lies beside them, not in them, so a program that writes past a block
// cannot harm the pool. A Span object is used again for other memory, and lives as long as its
// pool: so a pointer that comes too late meets a Span that says so, not freed memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "memory/charge.hpp"
#include "memory/priority.hpp"

namespace weir::memory {

// Of each block: never given out, free, set aside as spoilt, or out (with the priority in the low
// bits).
namespace block_state {
inline constexpr uint8_t kFresh = 0, kFree = 1, kSpoilt = 2, kOut = 0x80;
}
using BlockState = std::atomic<uint8_t>;

struct Span {
  enum class Use : uint8_t { none, idle, large, slab };

  char* start = nullptr;
  size_t bytes = 0;
  uint32_t span_class = 0;
  std::atomic<Use> use{Use::none};
  bool odd = false;                      // an alignment of its own: never kept
  BlockState state{block_state::kFree};  // of the large block
  Priority priority = Priority::medium;  // of who had it last
  uint64_t idle_since_ns = 0;
  Charge charge;
  Span *older = nullptr, *newer = nullptr;  // idle ones of one priority
  Span *below = nullptr, *above = nullptr;  // idle ones of one size; slabs of one class with room

  // A slab. The states may be read by any thread that has a block; the rest is its class's to
  // guard.
  uint32_t block_class = 0, block_size = 0, block_count = 0, inverse = 0;
  uint32_t stacked = 0, fresh_at = 0;  // free ones: those on the stack, those from fresh_at on
  std::unique_ptr<uint16_t[]> stack;
  std::unique_ptr<BlockState[]> states;

  uint32_t free_count() const noexcept { return stacked + (block_count - fresh_at); }

  // Which block begins at `address`, or block_count when none does. The rounded-up inverse is exact
  // where a block begins (offsets are below 2^18); elsewhere it may name the next one, which the
  // comparison refuses.
  uint32_t index_of(const void* address) const noexcept {
    const auto offset = static_cast<uint64_t>(static_cast<const char*>(address) - start);
    const auto index = static_cast<uint32_t>(offset * inverse >> 32);
    return index < block_count && uint64_t{index} * block_size == offset ? index : block_count;
  }
  void* block(uint32_t index) const noexcept { return start + size_t{index} * block_size; }
};

}  // namespace weir::memory
