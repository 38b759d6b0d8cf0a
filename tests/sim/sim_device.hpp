// SPDX-License-Identifier: Apache-2.0
// A device that is not there: the device table over an address space of its own, with threads as
// streams, one copy engine per direction, and with whatever can go wrong going wrong when asked.
//
// Its memory cannot be touched by the host: the addresses it hands out are mapped without access,
// so a stray read is a crash with or without a sanitizer. The bytes live elsewhere.
//
// Users cannot choose it: it is linked into tests, or loaded by tests as the plugin that
// WEIR_DEVICE_PLUGIN names (tests/sim/plugin.cpp), and never installed.
//
// Threads: Shared. Owned by its table: close() ends it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "device/device.hpp"

namespace weir::sim {

struct SimOptions {
  size_t memory_bytes = size_t{8} << 20;
  uint64_t latency_ns = 0;     // of each copy
  uint64_t bytes_per_us = 0;   // of each copy between host and device; 0: as fast as it goes
  bool needs_staging = false;  // host ends of copies must come from staging_allocate()
  bool one_engine = false;     // copies of one direction take turns, as on a real link
  bool gathers = true;         // has copy_pieces and copy_dims
};

class SimDevice {
 public:
  explicit SimDevice(const SimOptions& options);
  ~SimDevice();
  SimDevice(const SimDevice&) = delete;
  SimDevice& operator=(const SimDevice&) = delete;

  device::Table table();

  // The k-th copy from now (1 is the next) fails with `code`, once; a kLost stays.
  void fail_copy_at(uint64_t k, int32_t code);
  // Every copy fails with `code` until 0 is given.
  void fail_copies(int32_t code) { sticky_code_ = code; }
  // The k-th allocation from now (device or staging) is refused, once.
  void fail_allocation_at(uint64_t k) { allocation_fault_ = k; }
  // Every allocation of device memory above this is refused.
  void refuse_blocks_above(size_t bytes) { most_block_ = bytes; }
  // Copies begin and do not end, until release().
  void hold();
  void release();

  uint64_t copies() const { return copies_; }    // a batch call counts each of its copies
  uint64_t gathers() const { return gathers_; }  // calls of copy_pieces and copy_dims
  uint64_t allocations() const { return allocations_; }
  uint32_t most_at_once() const { return most_at_once_; }
  size_t allocated_bytes() const;
  size_t staging_bytes() const;

 private:
  struct Stream;
  struct Event;
  friend struct SimTable;
  // What a stream does in order.
  struct Step {
    std::function<void()> run;
    uint64_t bytes = 0;   // that cross the link
    uint32_t engine = 0;  // 1: to the device, 2: from it, 0: none
    bool copies = false;
    int32_t fault = device::kOk;
  };

  int32_t allocate(size_t bytes, void** out, device::Failure* failure);
  void release_block(void* block);
  int32_t allocate_staging(size_t bytes, void** out, device::Failure* failure);
  void release_staging(void* block);
  bool is_staging(const void* at, size_t bytes) const;
  int32_t queue_copies(Stream& stream, const device::Copy* copies, size_t count, uint32_t dst_space,
                       uint32_t src_space, device::Failure* failure);
  int32_t queue_pieces(Stream& stream, const device::Copy* copies, size_t count,
                       device::Failure* failure);
  int32_t queue_dims(Stream& stream, std::byte* dst, const std::byte* src, const device::Dim* dims,
                     uint32_t dim_count, uint64_t run, device::Failure* failure);
  int32_t queue(Stream& stream, Step step);
  int32_t record(Stream& stream, Event& event);
  int32_t wait_in_stream(Stream& stream, Event& event);
  int32_t wait_for(Event& event, uint64_t timeout_ns, device::Failure* failure);
  int32_t synchronize(Stream& stream, uint64_t timeout_ns, device::Failure* failure);
  void run(Stream& stream);
  void perform(const Step& step);
  std::byte* locate(const void* address, size_t bytes, uint32_t space) const;
  std::byte* locate_anywhere(const void* address, size_t bytes) const;
  int32_t take_fault();
  bool refuse_allocation();

  const SimOptions options_;
  std::byte* const addresses_;  // PROT_NONE
  std::byte* const bytes_;      // where they really are
  std::atomic<uint64_t> copies_{0};
  std::atomic<uint64_t> gathers_{0};
  std::atomic<uint64_t> allocations_{0};
  std::atomic<uint32_t> at_once_{0};
  std::atomic<uint32_t> most_at_once_{0};
  std::atomic<int32_t> sticky_code_{0};
  std::atomic<uint64_t> allocation_fault_{0};
  std::atomic<size_t> most_block_{~size_t{0}};
  std::atomic<bool> lost_{false};
  std::mutex engines_[3];

  mutable std::mutex mutex_;         // guards what follows
  std::map<size_t, size_t> blocks_;  // offset, size
  std::map<const std::byte*, size_t> staging_;
  uint64_t copy_fault_at_ = 0;
  int32_t copy_fault_code_ = 0;
  bool held_ = false;
  std::condition_variable released_;
};

// The device, and the handle to its faults, which lives as long as the device.
struct Sim {
  std::shared_ptr<device::Device> device;
  SimDevice* faults;
};
Sim make_sim(const SimOptions& options = {});

}  // namespace weir::sim
