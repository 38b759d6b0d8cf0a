// SPDX-License-Identifier: Apache-2.0
#include "stream/hand.hpp"

#include <utility>

#include "base/callback.hpp"

namespace weir::stream {

void Hand::work_off(Batch& batch, Mover& mover) {
  if (!batch.ticket->begin()) return;  // cancelled while it was queued
  const bool timed = common_.profiling.load(std::memory_order_relaxed);
  if (timed) common_.active.enter(common_.clock());
  for (Batch::Chunk chunk = batch.claim(); chunk.count() > 0; chunk = batch.claim()) {
    if (batch.cancelled()) {
      cancel_rest(batch, chunk);
    } else {
      common_.window.acquire(chunk.bytes);
      move_chunk(batch, chunk, mover);
    }
    // The progress callback is foreign code. One that throws cancels the rest, as its header says.
    if (batch.control) base::contained([&] { batch.control->advance(chunk.count()); });
    base::contained([&] { batch.ticket->settle(chunk.count()); });
  }
  if (timed) common_.active.leave(common_.clock());
}

void Hand::move_chunk(Batch& batch, const Batch::Chunk& chunk, Mover& mover) {
  TransferStats stats;
  const bool timed = common_.profiling.load(std::memory_order_relaxed);
  const uint64_t begun_ns = timed ? common_.clock() : 0;
  const uint64_t retries_before = mover.retries();
  const uint64_t device_ns_before = mover.device_ns();
  try {
    mover.move(batch, chunk, [&](const Transfer& transfer, Status status, std::string text) {
      if (status == Status::ok) {
        batch.ticket->item_ok(transfer.item);
        ++stats.count;
        stats.bytes += transfer.bytes;
        return;
      }
      ++stats.failures;
      fail_item(batch, transfer, status, text.c_str());
    });
    if (batch.cancelled()) cancel_rest(batch, chunk);
  } catch (const std::exception& error) {  // memory for our own lists, at the worst
    stats.failures = chunk.count() - stats.count;
    fail_unsettled(batch, chunk, error.what());
  }
  common_.window.release(chunk.bytes);
  stats.retries = mover.retries() - retries_before;
  if (timed) {
    const uint64_t now_ns = common_.clock();
    const uint64_t latency_ns = now_ns - batch.submitted_ns;
    stats.timed_count = stats.count;
    stats.timed_bytes = stats.bytes;
    stats.latency_total_ns = latency_ns * stats.count;
    stats.latency_max_ns = stats.count > 0 ? latency_ns : 0;
    stats.busy_ns = now_ns - begun_ns;
    if (stats.count > 0) latencies_.add(latency_ns, stats.count);
    stats.device_ns = mover.device_ns() - device_ns_before;
  }
  counters_.add(stats);
}

void Hand::cancel_rest(Batch& batch, const Batch::Chunk& chunk) {
  const bool threw = batch.control && batch.control->callback_failed();
  const Status why = threw ? Status::callback : Status::cancelled;
  for (const Transfer* transfer = chunk.first; transfer != chunk.last; ++transfer) {
    if (batch.ticket->item_status(transfer->item) != Status::again) continue;
    batch.ticket->item_failed(transfer->item, why, {});
  }
}

void Hand::fail_unsettled(Batch& batch, const Batch::Chunk& chunk, const char* why) {
  for (const Transfer* transfer = chunk.first; transfer != chunk.last; ++transfer) {
    if (batch.ticket->item_status(transfer->item) != Status::again) continue;
    fail_item(batch, *transfer, Status::no_memory, why);
  }
}

// With its text, or without when there is no memory for it.
void Hand::fail_item(Batch& batch, const Transfer& transfer, Status status, const char* text) {
  work::Ticket& ticket = *batch.ticket;
  base::contained([&] {
    const std::lock_guard lock(mutex_);
    last_error_ = text;
  });
  base::contained([&] { ticket.item_failed(transfer.item, status, text); });
  if (ticket.item_status(transfer.item) != Status::again) return;
  ticket.item_failed(transfer.item, status, {});
}

std::string Hand::last_error() const {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

}  // namespace weir::stream
