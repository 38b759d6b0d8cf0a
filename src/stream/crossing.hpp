// SPDX-License-Identifier: Apache-2.0
// One mover's way over one lane: gathers pieces into parts, queues the parts, and ends them in
// order. Pieces of host memory that the device does not reach, and small ones, are packed into the
// part's staging slot: one copy then carries them, and the device takes them apart by itself when
// there are many. While one part is carried, the next is packed.
//
// Threads: Confined to its mover's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "stream/common.hpp"
#include "stream/lane.hpp"

namespace weir::stream {

class Crossing {
 public:
  Crossing(Common& common, Lane& lane, bool to_device, int32_t priority)
      : common_(common), lane_(lane), to_device_(to_device), priority_(priority) {}
  ~Crossing() { drain(); }
  Crossing(const Crossing&) = delete;
  Crossing& operator=(const Crossing&) = delete;

  // The caller's own device stream to queue on, or NULL for the lane's.
  void use(device::Device::Stream* instead) { instead_ = instead; }

  // Copies `bytes`. direct: the device reaches the host's end, and the piece is worth a copy of its
  // own. in_order: destinations of what is added may overlap, the last one added wins.
  void add(std::byte* dst, const std::byte* src, uint64_t bytes, bool direct, bool in_order);
  // Until all that was added has arrived; throws what went wrong.
  void finish();
  // After a failure: whatever is still in flight ends before its memory is used again.
  void drain() noexcept;

  // How long the device was at it, since this was made.
  uint64_t device_ns() const noexcept { return device_ns_; }

 private:
  struct Arrival {
    std::byte* dst;
    const std::byte* slot;
    uint64_t bytes;
  };
  struct Flight {
    Lane::Part* part;
    std::vector<Arrival> arrivals;
  };

  void begin();
  void take_slot();
  void add_direct(std::byte* dst, const std::byte* src, uint64_t bytes);
  void add_packed(std::byte* dst, const std::byte* src, uint64_t bytes);
  void flush();
  void queue_packed(device::Device::Stream& on, Lane::Part& part);
  void end_oldest();
  void copy_bytes(std::byte* dst, const std::byte* src, uint64_t bytes) const;

  Common& common_;
  Lane& lane_;
  const bool to_device_;
  const int32_t priority_;
  device::Device::Stream* instead_ = nullptr;
  uint64_t device_ns_ = 0;

  Lane::Part* part_ = nullptr;  // being gathered
  std::byte* slot_ = nullptr;   // its staging memory, once needed
  uint64_t bytes_ = 0;          // in it
  uint64_t packed_bytes_ = 0;   // of those, in the slot
  bool in_order_ = false;
  std::vector<device::Copy> direct_;
  std::vector<device::Copy> packed_;
  std::vector<Arrival> arrivals_;
  std::deque<Flight> flying_;
};

}  // namespace weir::stream
