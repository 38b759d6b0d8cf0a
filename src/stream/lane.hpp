// SPDX-License-Identifier: Apache-2.0
// One direction of the link between host and device. One copy engine moves one direction, so all
// streams of all pools send through the same device stream, in parts of at most a few MiB.
//
// Promises: at most kParts parts are in flight; whoever is more urgent is let in first, in the
// order of asking among equals, so that an urgent transfer waits for a part and not for somebody's
// gigabyte; staging memory is taken part by part as it is needed, and charged to the budget. What
// device memory its idle parts have goes back when somebody else has none.
//
// Who holds no part may wait for one. Who holds some must not: it ends its own oldest first, and so
// the parts that others wait for always come back.
//
// Threads: Shared; a Part belongs to whoever entered. `mutex_` guards the window, `queue_mutex_`
// the device stream.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "device/device.hpp"
#include "memory/charge.hpp"

namespace weir::stream {

class Lane {
 public:
  static constexpr size_t kParts = 4;
  static constexpr uint64_t kMostPartBytes = uint64_t{8} << 20;
  static constexpr uint64_t kLeastPartBytes = uint64_t{64} << 10;
  // What one part lists for the device's own hands.
  static constexpr size_t kMostPieces = 4096;

  class Part {
   private:
    friend class Lane;
    bool taken_ = false;
    std::shared_ptr<void> slot_;   // staging memory: part_bytes(), then the list of pieces
    std::shared_ptr<void> stage_;  // device memory: part_bytes()
    bool no_stage_ = false;        // the device had none: not asked again while this part is held
    memory::Charge charge_;
    std::unique_ptr<device::Device::Event> done_, begun_, ended_;
    bool timed_ = false;
  };

  Lane(std::shared_ptr<device::Device> device, std::shared_ptr<memory::Budget> budget);

  uint64_t part_bytes() const noexcept { return part_bytes_; }

  // Lower numbers go first. NULL when the window is full, or somebody as urgent waits.
  Part* try_enter(int32_t priority);
  Part* enter(int32_t priority);
  // How many wait in enter().
  size_t waiting() const;
  // Once nothing of the part is in flight.
  void leave(Part* part) noexcept;

  // The part's memory, made when first asked for. slot() throws what the budget or the device says;
  // stage() is NULL when the device has none to spare.
  std::byte* slot(Part& part);
  device::Copy* list(Part& part);
  std::byte* stage(Part& part);

  // Calls work(stream) and marks the end of what it queued, also when it throws. `instead`: the
  // caller's own device stream, or NULL.
  using Work = std::function<void(device::Device::Stream& stream)>;
  void queue(Part& part, device::Device::Stream* instead, bool timed, const Work& work);
  // Until what was queued is over; throws what went wrong. Returns how long the device took, 0 when
  // it was not timed.
  uint64_t wait(Part& part);

  // From how many bytes on a piece of reachable host memory is worth a copy of its own: measured
  // when first asked, in some milliseconds.
  uint64_t worth_a_copy(int32_t priority);

 private:
  uint64_t measure(Part& part);
  uint64_t time(Part& part, const Work& work);
  device::Device::Stream& stream();
  Part* free_part() noexcept;
  uint64_t give_stages_back(uint64_t wanted) noexcept;

  const std::shared_ptr<device::Device> device_;
  const std::shared_ptr<memory::Budget> budget_;
  const uint64_t part_bytes_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable left_;
  std::array<Part, kParts> parts_;
  std::set<std::pair<int32_t, uint64_t>> waiting_;  // priority, turn
  uint64_t next_turn_ = 0;

  std::mutex queue_mutex_;
  std::unique_ptr<device::Device::Stream> stream_;

  std::mutex measure_mutex_;
  uint64_t worth_a_copy_ = 0;
  memory::Reclaimers::Registration reclaimer_;  // ends first
};

// Both directions.
struct Link {
  Link(const std::shared_ptr<device::Device>& device, const std::shared_ptr<memory::Budget>& budget)
      : to_device(device, budget), from_device(device, budget) {}
  Lane to_device;
  Lane from_device;
};

}  // namespace weir::stream
