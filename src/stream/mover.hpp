// SPDX-License-Identifier: Apache-2.0
// Moves transfers, one stream's share at a time: host to host by the processor, between host and
// device over the lanes, within the device on a device stream of the mover's own. What fails is
// taken apart until each transfer has its own outcome, and tried again when the failure is of the
// passing kind, until the batch is cancelled or the runtime shut down.
//
// Threads: Confined to its stream's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "stream/batch.hpp"
#include "stream/common.hpp"
#include "stream/crossing.hpp"

namespace weir::stream {

class Mover {
 public:
  // Told once for each transfer; ok comes without text. Not of those that a cancel came before.
  using Outcome = std::function<void(const Transfer& transfer, Status status, std::string text)>;

  // `native`: a stream of the caller's own, on which everything is queued; or NULL.
  Mover(Common& common, int32_t priority, std::shared_ptr<device::Device::Stream> native = nullptr)
      : common_(common),
        priority_(priority),
        stream_(std::move(native)),
        wrapped_(stream_ != nullptr) {}

  void move(const Batch& batch, const Batch::Chunk& chunk, const Outcome& outcome);

  // Tries after the first, since this was made.
  uint64_t retries() const noexcept { return retries_; }
  // How long the device carried our parts, since this was made; 0 while nothing is timed.
  uint64_t device_ns() const noexcept;

 private:
  using Items = std::vector<const Transfer*>;

  bool by_host(const Transfer& transfer) const;
  void move_on_host(const Plan& plan, const Transfer& transfer, const Outcome& outcome);
  void move_by_device(const Plan& plan, const Transfer* const* items, size_t count,
                      const Outcome& outcome);
  device::Device::Stream& own_stream();
  void cross_all(const Plan& plan, const Transfer* const* items, size_t count, bool to_device);
  void copy_within(const Plan& plan, const Transfer& transfer);
  bool goes_directly(const Plan& plan, const Transfer& transfer, bool few, Lane& lane);
  void move_overlapping(const Plan& plan, const Transfer& transfer, const Outcome& outcome);
  template <class Work>
  void with_retries(Work&& work);
  void finish();
  void drain() noexcept;
  bool pause_before_retry(uint32_t attempt);
  // Error(no_memory), which no other try would change, when the whole budget is less.
  void check_budget(uint64_t bytes, const char* what) const;

  Common& common_;
  const Batch* batch_ = nullptr;  // while move() goes on
  const int32_t priority_;
  uint64_t retries_ = 0;
  // The caller's own device stream, or made when first needed.
  std::shared_ptr<device::Device::Stream> stream_;
  const bool wrapped_ = false;
  // The way over each lane, made when first needed.
  std::unique_ptr<Crossing> to_device_;
  std::unique_ptr<Crossing> from_device_;
};

}  // namespace weir::stream
