// SPDX-License-Identifier: Apache-2.0
// What is asked of the streams at once: one transfer, or thousands. A Layout is what there is to
// do, grouped by size and cut into chunks of like work; it does not change and may be run many
// times. A Batch is one such run: each stream that is given it claims chunk after chunk until none
// is left, so that a slow stream takes fewer.
//
// Threads: a Layout is Frozen; a Batch is made by one, then Shared.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "stream/transfer.hpp"
#include "work/control.hpp"
#include "work/ticket.hpp"

namespace weir::stream {

class Layout {
 public:
  struct Chunk {
    const Transfer* first = nullptr;
    const Transfer* last = nullptr;
    uint64_t bytes = 0;
    size_t count() const { return static_cast<size_t>(last - first); }
  };

  // Groups by size and cuts into chunks: about `streams` times a few, none above `most_bytes`
  // unless one transfer alone is.
  Layout(Plan plan, size_t streams, uint64_t most_bytes);

  const Plan& plan() const noexcept { return plan_; }
  uint64_t bytes() const noexcept { return bytes_; }
  size_t chunk_count() const noexcept { return chunks_.size(); }
  const Chunk& chunk(size_t index) const noexcept { return chunks_[index]; }
  bool cut_for(size_t streams, uint64_t most_bytes) const noexcept {
    return streams == streams_ && most_bytes == most_bytes_;
  }

 private:
  void group_by_size();
  void cut();

  Plan plan_;
  const size_t streams_;
  const uint64_t most_bytes_;
  uint64_t bytes_ = 0;
  std::vector<Chunk> chunks_;
};
using LayoutPtr = std::shared_ptr<const Layout>;

class Batch {
 public:
  using Chunk = Layout::Chunk;

  Batch(LayoutPtr layout, std::shared_ptr<work::Ticket> ticket,
        std::shared_ptr<work::Control> control, uint64_t submitted_ns);

  // An empty chunk when none is left.
  Chunk claim() noexcept;
  bool cancelled() const noexcept {
    return ticket->cancelled() || (control && control->cancelled());
  }

  const Layout& layout() const noexcept { return *layout_; }
  const Plan& plan() const noexcept { return layout_->plan(); }
  const std::shared_ptr<work::Ticket> ticket;
  const std::shared_ptr<work::Control> control;  // may be NULL
  const uint64_t submitted_ns;

 private:
  const LayoutPtr layout_;
  std::atomic<size_t> next_{0};
};

}  // namespace weir::stream
