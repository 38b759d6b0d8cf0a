// SPDX-License-Identifier: Apache-2.0
// One pair of hands: works off its share of a batch, counts, and remembers the last error. Every
// stream has one; a thread that waits for a batch lends its own.
//
// Threads: work_off() by one thread at a time; the counts by any.
#pragma once

#include <mutex>
#include <string>

#include "stream/batch.hpp"
#include "stream/common.hpp"
#include "stream/mover.hpp"
#include "stream/stats.hpp"

namespace weir::stream {

class Hand {
 public:
  explicit Hand(Common& common) : common_(common) {}

  // Claims chunks until none is left.
  void work_off(Batch& batch, Mover& mover);

  TransferStats stats() const { return counters_.read(); }
  std::string last_error() const;
  void add_latencies_to(profile::HistogramSum& sum) const { latencies_.add_to(sum); }

 private:
  void move_chunk(Batch& batch, const Batch::Chunk& chunk, Mover& mover);
  // Those of its items that have no outcome yet.
  void cancel_rest(Batch& batch, const Batch::Chunk& chunk);
  void fail_unsettled(Batch& batch, const Batch::Chunk& chunk, const char* why);
  void fail_item(Batch& batch, const Transfer& transfer, Status status, const char* text);

  Common& common_;
  Counters counters_;
  profile::Histogram latencies_;  // ns, of each pair that was copied and timed
  mutable std::mutex mutex_;      // guards last_error_
  std::string last_error_;
};

}  // namespace weir::stream
