// SPDX-License-Identifier: Apache-2.0
// What is asked of the streams at once: one transfer, or thousands. The transfers are grouped by
// size and cut into chunks of like work; each stream that is given the batch claims chunk after
// chunk until none is left, so that a slow stream takes fewer.
//
// Threads: made by one, then Shared.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "stream/transfer.hpp"
#include "work/control.hpp"
#include "work/ticket.hpp"

namespace weir::stream {

class Batch {
 public:
  struct Chunk {
    const Transfer* first = nullptr;
    const Transfer* last = nullptr;
    uint64_t bytes = 0;
    size_t count() const { return static_cast<size_t>(last - first); }
  };

  Batch(Plan plan, std::shared_ptr<work::Ticket> ticket, std::shared_ptr<work::Control> control,
        uint64_t submitted_ns);

  // Groups by size and cuts into chunks: about `streams` times a few, none above `most_bytes`
  // unless one transfer alone is.
  void cut(size_t streams, uint64_t most_bytes);

  size_t chunk_count() const noexcept { return starts_.size() - 1; }
  uint64_t bytes() const noexcept { return bytes_; }
  // An empty chunk when none is left.
  Chunk claim() noexcept;
  bool cancelled() const noexcept {
    return ticket->cancelled() || (control && control->cancelled());
  }

  const Plan& plan() const noexcept { return plan_; }
  const std::shared_ptr<work::Ticket> ticket;
  const std::shared_ptr<work::Control> control;  // may be NULL
  const uint64_t submitted_ns;

 private:
  void group_by_size();

  Plan plan_;
  uint64_t bytes_ = 0;
  std::vector<uint32_t> starts_;  // of each chunk, and the end
  std::atomic<size_t> next_{0};
};

}  // namespace weir::stream
