// SPDX-License-Identifier: Apache-2.0
// Moves transfers, one stream's share at a time: host to host by the processor, everything else by
// the device. What fails is taken apart until each transfer has its own outcome, and tried again
// when the failure is of the passing kind, until the batch is cancelled or the runtime shut down.
//
// Threads: Confined to its stream's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "stream/batch.hpp"
#include "stream/common.hpp"

namespace weir::stream {

class Mover {
 public:
  // Told once for each transfer; ok comes without text. Not of those that a cancel came before.
  using Outcome = std::function<void(const Transfer& transfer, Status status, std::string text)>;

  Mover(Common& common, int32_t priority) : common_(common), priority_(priority) {}

  void move(const Batch& batch, const Batch::Chunk& chunk, const Outcome& outcome);

  // Tries after the first, since this was made.
  uint64_t retries() const noexcept { return retries_; }

 private:
  using Items = std::vector<const Transfer*>;

  bool by_host(const Transfer& transfer) const;
  void move_on_host(const Plan& plan, const Transfer& transfer, const Outcome& outcome);
  void move_by_device(const Plan& plan, const Transfer* const* items, size_t count,
                      const Outcome& outcome);
  void prepare();
  void queue_all(const Plan& plan, const Transfer* const* items, size_t count);
  void queue_piece(const Transfer& transfer, std::byte* dst, const std::byte* src, uint64_t bytes);
  void queue_staged(const Transfer& transfer, std::byte* dst, const std::byte* src, uint64_t bytes);
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
  std::unique_ptr<device::Device::Stream> stream_;  // made when first needed
  // The staging slot: what comes from the host waits in it for the device, what goes to the host
  // arrives in it and is unpacked by finish().
  struct Arrival {
    std::byte* dst;
    const std::byte* slot;
    uint64_t bytes;
  };
  static constexpr uint64_t kSlotBytes = uint64_t{8} << 20;
  memory::Charge slot_charge_;
  std::shared_ptr<void> slot_;
  uint64_t slot_used_ = 0;
  std::vector<Arrival> arrivals_;
};

}  // namespace weir::stream
