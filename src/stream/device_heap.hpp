// SPDX-License-Identifier: Apache-2.0
// Regions of device memory cut into blocks, and which of them are free. Nothing of it is written
// into the memory itself, which the host may not touch.
//
// Invariants: a region is listed under its class exactly while it has a free block; giving a block
// back needs no memory, so it cannot fail.
//
// Threads: Confined; whoever has it locks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "memory/budget.hpp"
#include "memory/priority.hpp"
#include "stream/device_class.hpp"

namespace weir::stream {

struct Region {
  // Of `block_count` blocks, all free. `memory` and `base` come with add().
  Region(uint64_t block_size, uint32_t block_count);

  static constexpr uint8_t kFree = 0, kPending = 1, kUsed = 2;  // kUsed + a Priority

  const uint64_t block_bytes;
  const uint32_t count;
  const uint32_t index;  // its class
  std::byte* base = nullptr;
  uint64_t held_bytes = 0;  // of the device
  std::vector<uint8_t> state;
  std::vector<uint32_t> spare;  // of each block that is out: bytes beyond those asked for
  std::vector<uint32_t> free;
  std::shared_ptr<void> memory;
  memory::Charge charge;  // where the device is the host

  bool idle() const noexcept { return free.size() == count; }
};

struct DeviceBlock {
  Region* region = nullptr;
  uint32_t at = 0;
  explicit operator bool() const noexcept { return region != nullptr; }
  std::byte* address() const noexcept { return region->base + at * region->block_bytes; }
};

class DeviceHeap {
 public:
  struct Figures {
    uint64_t free_bytes = 0;     // in blocks that are free
    uint64_t idle_bytes = 0;     // of the device, in regions that are free as a whole
    uint64_t largest_bytes = 0;  // the largest free block
  };

  // Takes a region in; Error(no_memory) leaves it the caller's.
  Region* add(std::unique_ptr<Region>& region);
  // A free block of `bytes`, or one that is not much larger; up to eight times as large when
  // `loose`.
  DeviceBlock take(uint64_t bytes, bool loose) noexcept;
  // The block that this region would hand out next.
  DeviceBlock take(Region& region) noexcept;
  // The block that begins or contains `address`, whatever its state; empty when it is none of ours.
  DeviceBlock find(const void* address) const noexcept;
  // Back among the free.
  void give(const DeviceBlock& block) noexcept;
  // Takes regions that are free as a whole out, largest first, until they hold `wanted` bytes.
  std::vector<std::unique_ptr<Region>> remove_idle(uint64_t wanted);
  std::vector<std::unique_ptr<Region>> remove_all();
  // Leaves all of it where it is, for good.
  void abandon() noexcept;
  size_t region_count(uint32_t index) const noexcept { return class_regions_[index]; }
  Figures figures() const noexcept;

 private:
  void list(Region* region) noexcept { with_free_[region->index].push_back(region); }
  void unlist(Region* region) noexcept;

  std::map<const std::byte*, std::unique_ptr<Region>> regions_;  // by base
  std::array<std::vector<Region*>, kBlockClasses> with_free_;
  std::array<uint32_t, kBlockClasses> class_regions_{};
};

}  // namespace weir::stream
