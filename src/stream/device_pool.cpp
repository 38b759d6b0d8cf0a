// SPDX-License-Identifier: Apache-2.0
#include "stream/device_pool.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "base/callback.hpp"

namespace weir::stream {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint64_t kLeastReserve = uint64_t{64} << 20;
constexpr uint64_t kDriverNeeds = uint64_t{512} << 20;

}  // namespace

std::shared_ptr<DevicePool> DevicePool::create(const Options& options, Parts parts) {
  if (options.capacity_bytes != 0 && options.reserve_bytes >= options.capacity_bytes) {
    fail(Status::invalid,
         "reserve_bytes is %llu and capacity_bytes %llu: the reserve is a part of the capacity",
         static_cast<unsigned long long>(options.reserve_bytes),
         static_cast<unsigned long long>(options.capacity_bytes));
  }
  return std::shared_ptr<DevicePool>(new DevicePool(options, std::move(parts)));
}

DevicePool::DevicePool(const Options& options, Parts parts)
    : options_(options),
      device_(std::move(parts.device)),
      budget_(std::move(parts.budget)),
      life_(std::move(parts.life)) {}

// What is known of the device only once it is open.
void DevicePool::ready() {
  if (ready_.load(std::memory_order_acquire)) return;
  const std::lock_guard lock(ready_mutex_);
  if (ready_.load(kRelaxed)) return;
  on_host_ = device_->is_host();
  const uint64_t total =
      on_host_ ? budget_->stats().limit_bytes : device_->memory_info().total_bytes;
  const uint64_t most = on_host_ ? total : total - std::min(kDriverNeeds, total / 16);
  capacity_ = options_.capacity_bytes != 0 ? options_.capacity_bytes : most;
  reserve_bytes_ = options_.reserve_bytes != 0
                       ? options_.reserve_bytes
                       : std::min(std::max(kLeastReserve, capacity_ / 50), capacity_ / 16);
  if (reserve_bytes_ >= capacity_) {
    fail(Status::no_memory,
         "the reserve of %llu bytes is not a part of the %llu that this device has: ask for less",
         static_cast<unsigned long long>(reserve_bytes_),
         static_cast<unsigned long long>(capacity_));
  }
  const auto give_back = [this](uint64_t wanted) { return release_idle(wanted, false); };
  constexpr auto kStep = memory::Reclaim::idle_pool_blocks;
  reclaimer_ = on_host_ ? budget_->add_reclaimer(kStep, give_back)
                        : memory::Reclaimers::add(device_->reclaimers(), kStep, give_back);
  ready_.store(true, std::memory_order_release);
}

DevicePool::~DevicePool() {
  reclaimer_ = {};
  for (Shard& shard : shards_) {
    if (stale()) {
      // The parent's memory: it must not go back to a driver that is not there.
      shard.heap.abandon();
    } else if (!base::contained([&] { end(shard); })) {
      shard.heap.abandon();  // for good: better than under a copy
    }
  }
  if (stale()) new std::shared_ptr<void>(std::move(reserve_));
}

void DevicePool::end(Shard& shard) {
  std::vector<PendingBlocks::Closing> closing = shard.pending.close_epochs(nullptr, 0);
  bool known = true;
  for (PendingBlocks::Closing& one : closing) {
    ask(one);
    known = known && one.epoch != 0;
  }
  for (auto& region : shard.heap.remove_all()) {
    const bool out = std::any_of(region->state.begin(), region->state.end(),
                                 [](uint8_t state) { return state >= Region::kUsed; });
    if (out || (!known && !region->idle())) {
      region.release();
    } else if (!region->idle()) {
      // Streams are at work on it: it goes with the last of them.
      const std::shared_ptr<Region> rest(std::move(region));
      for (const PendingBlocks::Closing& one : closing) {
        if (one.ticket != nullptr) one.ticket->keep(rest);
      }
    }
  }
}

// Streams of different numbers do not meet.
DevicePool::Shard& DevicePool::shard_of(const StreamPtr& stream) noexcept {
  return shards_[stream == nullptr ? 0 : stream->index() % kShards];
}

void* DevicePool::Shard::hand_out(const DeviceBlock& block, uint64_t size, Priority priority,
                                  bool reused) noexcept {
  Region& region = *block.region;
  region.state[block.at] = static_cast<uint8_t>(Region::kUsed + static_cast<uint8_t>(priority));
  region.spare[block.at] =
      static_cast<uint32_t>(std::min<uint64_t>(region.block_bytes - size, UINT32_MAX));
  ++used_count;
  ++get_count;
  reuse_count += reused ? 1 : 0;
  spare_bytes += region.spare[block.at];
  used_bytes[static_cast<size_t>(priority)] += region.block_bytes;
  return block.address();
}

void* DevicePool::take(Shard& shard, const Request& request, const Stream* own, bool loose) {
  const std::lock_guard lock(shard.mutex);
  DeviceBlock block = own != nullptr ? shard.pending.take(own, request.bytes) : DeviceBlock{};
  if (!block) block = shard.heap.take(request.bytes, loose);
  if (!block && !shard.pending.empty()) {
    shard.pending.reap(shard.heap);
    block = shard.heap.take(request.bytes, loose);
  }
  if (!block) return nullptr;
  return shard.hand_out(block, request.size, request.priority, true);
}

// The stream's own shard first, then the others.
void* DevicePool::search(const Request& request, bool loose) {
  Shard& own = shard_of(request.stream);
  if (void* const block = take(own, request, request.stream.get(), loose)) return block;
  for (Shard& shard : shards_) {
    if (&shard == &own) continue;
    if (void* const block = take(shard, request, request.stream.get(), loose)) return block;
  }
  return nullptr;
}

void* DevicePool::get(uint64_t size, Priority priority, const StreamPtr& stream) {
  check();
  if (size > kLargestBlock) {
    fail(Status::no_memory, "a block of %llu bytes is more than any device has",
         static_cast<unsigned long long>(size));
  }
  ready();
  const Request request{size, block_bytes(size), priority, stream};
  if (void* const block = search(request, false)) return block;
  if (void* const block = grow(request)) return block;
  return climb(request);
}

bool DevicePool::take_back(Shard& shard, void* block, const StreamPtr& stream, bool* close) {
  const std::lock_guard lock(shard.mutex);
  const DeviceBlock found = shard.heap.find(block);
  if (!found) return false;
  Region& region = *found.region;
  const uint8_t state = region.state[found.at];
  if (found.address() != block || state < Region::kUsed) {
    misuses_.fetch_add(1, kRelaxed);
    fail(Status::invalid, "%p %s of this pool: it was not taken back", block,
         found.address() != block ? "points into a block"
                                  : "was given back already, and is not a block that is out");
  }
  if (stream != nullptr) {
    *close = shard.pending.add(stream, found);
  } else {
    shard.heap.give(found);
  }
  --shard.used_count;
  ++shard.put_count;
  shard.spare_bytes -= region.spare[found.at];
  shard.used_bytes[size_t{state} - Region::kUsed] -= region.block_bytes;
  return true;
}

void DevicePool::put(void* block, const StreamPtr& stream) {
  if (block == nullptr) return;
  bool close = false;
  Shard& own = shard_of(stream);
  bool found = take_back(own, block, stream, &close);
  for (size_t i = 0; !found && i < kShards; ++i) {
    if (&shards_[i] != &own) found = take_back(shards_[i], block, stream, &close);
  }
  if (!found) {
    misuses_.fetch_add(1, kRelaxed);
    fail(Status::invalid, "%p is not a block of this pool", block);
  }
  if (!close) return;
  std::vector<PendingBlocks::Closing> closing;
  base::contained([&] { close_epochs(stream.get(), 0, closing); });
}

// NULL tickets: a stream that is gone, or was resized away, has finished all it had.
void DevicePool::ask(PendingBlocks::Closing& closing) noexcept {
  const StreamPtr stream = closing.stream.lock();
  if (stream == nullptr) return;
  try {
    closing.ticket = stream->record();
  } catch (const Error& error) {
    if (error.status() == Status::closed) return;
    closing.epoch = 0;  // nothing is known; the next epoch's ticket will stand for this one too
  } catch (const std::bad_alloc&) {
    closing.epoch = 0;
  }
}

void DevicePool::close_epochs(const Stream* only, uint64_t bytes,
                              std::vector<PendingBlocks::Closing>& all) {
  for (Shard& shard : shards_) {
    std::vector<PendingBlocks::Closing> closing;
    {
      const std::lock_guard lock(shard.mutex);
      closing = shard.pending.close_epochs(only, bytes);
    }
    for (PendingBlocks::Closing& one : closing) ask(one);
    const std::lock_guard lock(shard.mutex);
    for (const PendingBlocks::Closing& one : closing) {
      shard.pending.settle(one);
      if (one.ticket != nullptr) all.push_back(one);
    }
  }
}

void DevicePool::reap_all() {
  for (Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    shard.pending.reap(shard.heap);
  }
}

uint64_t DevicePool::idle_bytes() const {
  uint64_t idle = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    idle += shard.heap.figures().idle_bytes;
  }
  return idle;
}

uint64_t DevicePool::release_idle(uint64_t wanted, bool may_wait) {
  uint64_t freed = 0;
  for (Shard& shard : shards_) {
    if (freed >= wanted) break;
    std::vector<std::unique_ptr<Region>> removed;
    {
      std::unique_lock lock(shard.mutex, std::defer_lock);
      if (may_wait) {
        lock.lock();
      } else if (!lock.try_lock()) {
        continue;
      }
      shard.pending.reap(shard.heap);
      removed = shard.heap.remove_idle(wanted - freed);
    }
    for (const auto& region : removed) freed += region->held_bytes;
    for (auto& region : removed) {
      const uint64_t bytes = region->held_bytes;
      region.reset();
      held_.fetch_sub(bytes, kRelaxed);
    }
  }
  return freed;
}

uint64_t DevicePool::trim(uint64_t keep_bytes) {
  check();
  if (!ready_.load(std::memory_order_acquire)) return 0;
  // What streams are done with is idle too; the others are asked, for the next time.
  std::vector<PendingBlocks::Closing> closing;
  close_epochs(nullptr, 0, closing);
  reap_all();
  const uint64_t idle = idle_bytes();
  const uint64_t freed = idle > keep_bytes ? release_idle(idle - keep_bytes, true) : 0;
  device_->trim(keep_bytes);
  return freed;
}

}  // namespace weir::stream
