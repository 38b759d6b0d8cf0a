// SPDX-License-Identifier: Apache-2.0
// A pool's way to new memory, and what it tries when there is none. The rungs, each counted for the
// requests that it served:
//
//   search   what streams have finished since, and free blocks up to eight times as large
//   trim     idle regions back to the device, then new memory
//   wait     for what streams still use, those first that hold a block that fits, up to a limit
//   reclaim  others who hold memory of the device (or of the budget) and can do without
//   reserve  for CRITICAL requests
//
// What is left is a refusal that says what would have fitted.
#include <algorithm>
#include <cinttypes>
#include <utility>

#include "base/clock.hpp"
#include "stream/device_pool.hpp"
#include "work/wait.hpp"

namespace weir::stream {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint64_t kLargestSlab = uint64_t{32} << 20;

// The first slab of a class is small and each further one twice as large: a device with little
// memory is not cut up for sizes that are asked for once.
uint32_t slab_blocks(uint64_t block, size_t slabs) {
  if (block > kSmallBlock) return 1;
  const uint64_t first = std::max<uint64_t>(uint64_t{64} << 10, std::min(block * 8, kSmallBlock));
  const uint64_t bytes = std::min(first << std::min<size_t>(slabs, 10), kLargestSlab);
  return static_cast<uint32_t>(std::max<uint64_t>(1, bytes / block));
}

}  // namespace

// Up to where a request may push what the pool holds.
uint64_t DevicePool::limit(Priority priority) const noexcept {
  if (priority == Priority::critical) return capacity_;
  const uint64_t share = priority == Priority::low      ? capacity_ / 10
                         : priority == Priority::medium ? capacity_ / 20
                                                        : 0;
  const uint64_t kept = share + reserve_bytes_;
  return capacity_ > kept ? capacity_ - kept : 0;
}

bool DevicePool::hold(uint64_t bytes, Priority priority) noexcept {
  const uint64_t most = limit(priority);
  uint64_t held = held_.load(kRelaxed);
  do {
    if (bytes > most || held > most - bytes) return false;
  } while (!held_.compare_exchange_weak(held, held + bytes, kRelaxed));
  uint64_t peak = peak_.load(kRelaxed);
  while (held + bytes > peak && !peak_.compare_exchange_weak(peak, held + bytes, kRelaxed)) {
  }
  return true;
}

// False: it is not held, and the device has not enough for it.
bool DevicePool::fill_reserve() {
  if (on_host_) return true;  // the capacity keeps it
  const std::lock_guard lock(ready_mutex_);
  if (reserve_ != nullptr) return true;
  try {
    reserve_ = device_->allocate(reserve_bytes_);
  } catch (const device::DeviceError& error) {
    if (!error.out_of_memory()) throw;
  }
  return reserve_ != nullptr;
}

// NULL when there is no memory for it.
std::unique_ptr<Region> DevicePool::make_region(const Request& request, uint32_t count,
                                                bool reclaim) {
  auto region = std::make_unique<Region>(request.bytes, count);
  // The host's own blocks are not aligned as ours are.
  region->held_bytes = request.bytes * count + (on_host_ ? kBlockAlignment : 0);
  if (request.priority != Priority::critical && !fill_reserve()) return nullptr;
  if (!hold(region->held_bytes, request.priority)) return nullptr;
  struct Undo {
    std::atomic<uint64_t>* held;
    uint64_t bytes;
    ~Undo() { held->fetch_sub(bytes, kRelaxed); }
  } undo{&held_, region->held_bytes};
  try {
    if (on_host_) {
      constexpr auto kModule = memory::Module::pool;
      region->charge =
          reclaim ? budget_->charge(kModule, region->held_bytes, "a block of device memory")
                  : budget_->try_charge(kModule, region->held_bytes);
      if (region->charge.bytes() == 0) return nullptr;
    }
    region->memory = device_->allocate(region->held_bytes);
  } catch (const device::DeviceError& error) {
    if (!error.out_of_memory()) throw;
    return nullptr;
  } catch (const Error& error) {
    if (error.status() != Status::no_memory) throw;
    return nullptr;
  }
  region->base = reinterpret_cast<std::byte*>(
      round_up(reinterpret_cast<uintptr_t>(region->memory.get()), kBlockAlignment));
  undo.bytes = 0;
  return region;
}

void* DevicePool::grow(const Request& request, bool reclaim) {
  Shard& shard = shard_of(request.stream);
  size_t slabs = 0;
  {
    const std::lock_guard lock(shard.mutex);
    slabs = shard.heap.region_count(block_class(request.bytes));
  }
  const uint32_t many = slab_blocks(request.bytes, slabs);
  std::unique_ptr<Region> region = make_region(request, many, false);
  if (region == nullptr && many > 1) region = make_region(request, 1, false);
  if (region == nullptr && reclaim) region = make_region(request, 1, true);
  if (region == nullptr) return nullptr;
  const uint64_t bytes = region->held_bytes;
  const std::lock_guard lock(shard.mutex);
  try {
    Region* const added = shard.heap.add(region);
    return shard.hand_out(shard.heap.take(*added), request.size, request.priority, false);
  } catch (const std::bad_alloc&) {
    held_.fetch_sub(bytes, kRelaxed);
    throw;
  }
}

void* DevicePool::climb(const Request& request) {
  const auto served = [](std::atomic<uint64_t>& rung, void* block) {
    if (block != nullptr) rung.fetch_add(1, kRelaxed);
    return block;
  };
  if (void* const block = served(searches_, search(request, true))) return block;
  release_idle(UINT64_MAX, true);
  device_->trim(0);
  if (void* const block = served(trims_, grow(request))) return block;
  if (void* const block = served(waits_, wait_for_streams(request))) return block;
  void* block = nullptr;
  device_->reclaimers()->run([&]() -> uint64_t {
    try {
      if (block == nullptr) block = grow(request);
    } catch (const std::exception&) {
      return 0;  // not for want of memory: told below, by asking once more
    }
    return block == nullptr ? request.bytes : 0;
  });
  if (block == nullptr) {
    device_->trim(0);
    block = grow(request, true);
  }
  if (served(reclaims_, block) != nullptr) return block;
  if (request.priority == Priority::critical && !on_host_) {
    std::shared_ptr<void> reserve;
    {
      const std::lock_guard lock(ready_mutex_);
      reserve.swap(reserve_);
    }
    if (reserve != nullptr) {
      reserve.reset();
      device_->trim(0);
      block = served(emergencies_, grow(request));
      if (block != nullptr) return block;
      fill_reserve();
    }
  }
  refuse(request);
}

// A stream may itself be waiting for what this thread is to do next, so this wait has an end.
void* DevicePool::wait_for_streams(const Request& request) {
  if (work::NoWaiting::active()) return nullptr;
  std::vector<PendingBlocks::Closing> closing;
  close_epochs(nullptr, request.bytes, closing);
  std::stable_sort(closing.begin(), closing.end(), [](const auto& a, const auto& b) {
    if (a.fits != b.fits) return a.fits;
    return a.bytes > b.bytes;
  });
  const uint64_t begun_ns = base::monotonic_ns();
  for (const PendingBlocks::Closing& one : closing) {
    const uint64_t spent = base::monotonic_ns() - begun_ns;
    if (spent >= options_.wait_ns) break;
    try {
      if (one.ticket->wait(options_.wait_ns - spent) == Status::again) break;
    } catch (const Error&) {
      // What the stream failed at is not ours to tell: it is over.
    }
    if (void* const block = search(request, true)) return block;
    release_idle(UINT64_MAX, true);
    device_->trim(0);
    if (void* const block = grow(request)) return block;
  }
  return nullptr;
}

void DevicePool::refuse(const Request& request) {
  refusals_.fetch_add(1, kRelaxed);
  const Stats now = stats();
  const uint64_t most = limit(request.priority);
  uint64_t hint = most > now.held_bytes ? most - now.held_bytes : 0;
  if (!on_host_) hint = std::min(hint, now.device_free_bytes);
  hint = std::max(hint / kBlockAlignment * kBlockAlignment, now.largest_free_bytes);
  if (hint >= request.bytes) hint = request.bytes / 2;  // there is room, but not in one piece
  hint_.store(hint, kRelaxed);
  constexpr const char* kNames[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};
  const auto& by = now.priority_bytes;
  fail(Status::no_memory,
       "%" PRIu64 " bytes of device memory (%s) cannot be had: the pool holds %" PRIu64
       " of the %" PRIu64 " that such requests may fill, %" PRIu64 " of them out (CRITICAL %" PRIu64
       ", HIGH %" PRIu64 ", MEDIUM %" PRIu64 ", LOW %" PRIu64 "), %" PRIu64
       " still used by streams, the largest free block has %" PRIu64 "; the device has %" PRIu64
       " left. About %" PRIu64
       " bytes would fit: ask for less at a time, give blocks back sooner, or raise %s",
       request.size, kNames[static_cast<size_t>(request.priority)], now.held_bytes, most,
       now.used_bytes, by[0], by[1], by[2], by[3], now.pending_bytes, now.largest_free_bytes,
       now.device_free_bytes, hint,
       on_host_ && options_.capacity_bytes == 0 ? "the runtime's memory budget"
                                                : "capacity_bytes where the device has more");
}

}  // namespace weir::stream
