// SPDX-License-Identifier: Apache-2.0
// A pool of device memory: blocks in stream order, from free lists in front of the device.
//
// Where a block comes from, in this order: what the same stream gave back, however far it is; what
// is free; what other streams gave back and are done with; new memory, within the capacity. Only
// then come the rungs of the ladder (device_ladder.cpp), and a refusal with figures.
//
// Who gets what is left: a LOW request leaves a tenth of the capacity to others and a MEDIUM one a
// twentieth. The reserve is memory of the device itself, held for CRITICAL requests: when all else
// was in vain it is let go for them, and nobody else gets new memory before it is held again.
//
// Threads: Shared. Streams are spread over shards, each with a lock of its own; nothing is
// allocated, charged, waited for or reclaimed under one, and no two are held at once.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "base/life.hpp"
#include "device/device.hpp"
#include "memory/budget.hpp"
#include "memory/priority.hpp"
#include "stream/device_heap.hpp"
#include "stream/device_pending.hpp"

namespace weir::stream {

class DevicePool : public std::enable_shared_from_this<DevicePool> {
 public:
  using Priority = memory::Priority;
  using StreamPtr = std::shared_ptr<Stream>;

  struct Options {
    uint64_t capacity_bytes = 0;  // 0: the device's memory, less what a driver needs
    uint64_t reserve_bytes = 0;   // 0: a fiftieth of the capacity, between 64 MiB and a sixteenth
    uint64_t wait_ns = 1'000'000'000;
  };
  struct Parts {
    std::shared_ptr<device::Device> device;
    std::shared_ptr<memory::Budget> budget;  // pays where the device is the host
    base::LifePtr life;
  };
  struct Stats {
    uint32_t kind;
    uint64_t capacity_bytes, held_bytes, peak_bytes, used_bytes, used_count, pending_bytes;
    uint64_t idle_bytes, largest_free_bytes, reserve_bytes, device_free_bytes;
    uint64_t get_count, put_count, reuse_count, search_count, trim_count, wait_count;
    uint64_t reclaim_count, emergency_count, refusal_count, misuse_count, hint_bytes;
    std::array<uint64_t, memory::kPriorities> priority_bytes;
    uint64_t free_bytes, spare_bytes;
    double reuse_rate() const noexcept;
    double fragmentation() const noexcept;  // how much of what is free is not in one piece
    double waste() const noexcept;          // how much of what is out nobody asked for
  };

  // The device is opened by the first get().
  static std::shared_ptr<DevicePool> create(const Options& options, Parts parts);
  // Blocks that are out stay where they are, for good; those that streams still use go when these
  // are done.
  ~DevicePool();
  DevicePool(const DevicePool&) = delete;
  DevicePool& operator=(const DevicePool&) = delete;

  // Never NULL. `stream`: who is to use the block first; NULL: nobody in particular, so that it is
  // free of all streams. Error(no_memory) with figures; what the device says of itself.
  void* get(uint64_t size, Priority priority, const StreamPtr& stream);
  // `stream`: who may still have work to do on the block; NULL: nobody. Error(invalid) when it is
  // no block that is out; Error(no_memory), and it stays out.
  void put(void* block, const StreamPtr& stream);
  // Whole regions that nobody uses, back to the device, until no more than that is idle.
  uint64_t trim(uint64_t keep_bytes);

  Stats stats() const;
  std::string stats_json() const;
  void check() const { life_->check("device memory pool"); }
  bool stale() const noexcept { return life_->stale(); }

 private:
  struct Shard {
    mutable std::mutex mutex;  // guards what follows
    DeviceHeap heap;
    PendingBlocks pending;
    uint64_t used_count = 0, get_count = 0, put_count = 0, reuse_count = 0, spare_bytes = 0;
    std::array<uint64_t, memory::kPriorities> used_bytes{};

    void* hand_out(const DeviceBlock& block, uint64_t size, Priority priority,
                   bool reused) noexcept;
  };
  static constexpr size_t kShards = 8;

  struct Request {
    uint64_t size;   // as asked
    uint64_t bytes;  // of its block
    Priority priority;
    const StreamPtr& stream;
  };

  DevicePool(const Options& options, Parts parts);
  void ready();
  Shard& shard_of(const StreamPtr& stream) noexcept;
  void* take(Shard& shard, const Request& request, const Stream* own, bool loose);
  void* search(const Request& request, bool loose);
  bool take_back(Shard& shard, void* block, const StreamPtr& stream, bool* close);
  void close_epochs(const Stream* only, uint64_t bytes, std::vector<PendingBlocks::Closing>& all);
  static void ask(PendingBlocks::Closing& closing) noexcept;
  void end(Shard& shard);
  void reap_all();
  uint64_t release_idle(uint64_t wanted, bool may_wait);
  uint64_t idle_bytes() const;

  // device_ladder.cpp
  uint64_t limit(Priority priority) const noexcept;
  bool hold(uint64_t bytes, Priority priority) noexcept;
  bool fill_reserve();
  std::unique_ptr<Region> make_region(const Request& request, uint32_t count, bool reclaim);
  void* grow(const Request& request, bool reclaim = false);
  void* climb(const Request& request);
  void* wait_for_streams(const Request& request);
  [[noreturn]] void refuse(const Request& request);

  const Options options_;
  const std::shared_ptr<device::Device> device_;
  const std::shared_ptr<memory::Budget> budget_;
  const base::LifePtr life_;

  std::array<Shard, kShards> shards_;
  std::atomic<uint64_t> held_{0}, peak_{0};
  std::atomic<uint64_t> searches_{0}, trims_{0}, waits_{0}, reclaims_{0}, emergencies_{0};
  std::atomic<uint64_t> refusals_{0}, misuses_{0}, hint_{0};

  mutable std::mutex ready_mutex_;  // guards becoming ready, and the reserve
  std::atomic<bool> ready_{false};
  bool on_host_ = false;
  uint64_t capacity_ = 0;  // these two do not change once ready
  uint64_t reserve_bytes_ = 0;
  std::shared_ptr<void> reserve_;
  memory::Reclaimers::Registration reclaimer_;  // ends first
};

}  // namespace weir::stream
