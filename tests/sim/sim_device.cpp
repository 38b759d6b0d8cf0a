// SPDX-License-Identifier: Apache-2.0
#include "sim_device.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "sim_state.hpp"
#include "work/wait.hpp"

namespace weir::sim {

using device::Failure;

namespace {

constexpr size_t kAlignment = 256;
constexpr const char* kGone = "the simulated device fell off the bus";
constexpr const char* kOutOfReach = "an address that the simulated device cannot reach";

std::byte* map(size_t bytes, int access) {
  void* at = mmap(nullptr, bytes, access, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) fail(Status::no_memory, "no address space for the simulated device");
  return static_cast<std::byte*>(at);
}

uint32_t engine_of(uint32_t dst_space, uint32_t src_space) {
  if (dst_space == src_space) return 0;
  return dst_space == device::kDevice ? 1 : 2;
}

}  // namespace

SimDevice::SimDevice(const SimOptions& options)
    : options_(options),
      addresses_(map(options.memory_bytes, PROT_NONE)),
      bytes_(map(options.memory_bytes, PROT_READ | PROT_WRITE)) {}

SimDevice::~SimDevice() {
  munmap(addresses_, options_.memory_bytes);
  munmap(bytes_, options_.memory_bytes);
}

void SimDevice::fail_copy_at(uint64_t k, int32_t code) {
  const std::lock_guard lock(mutex_);
  copy_fault_at_ = copies_ + k;
  copy_fault_code_ = code;
}

void SimDevice::hold() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void SimDevice::release() {
  const std::lock_guard lock(mutex_);
  held_ = false;
  released_.notify_all();
}

size_t SimDevice::allocated_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t sum = 0;
  for (const auto& [offset, size] : blocks_) sum += size;
  return sum;
}

size_t SimDevice::staging_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t sum = 0;
  for (const auto& [at, size] : staging_) sum += size;
  return sum;
}

bool SimDevice::refuse_allocation() {
  ++allocations_;
  uint64_t left = allocation_fault_;
  while (left > 0 && !allocation_fault_.compare_exchange_weak(left, left - 1)) {
  }
  return left == 1;
}

// First fit.
int32_t SimDevice::allocate(size_t bytes, void** out, Failure* failure) {
  if (lost_) return say(failure, device::kLost, kGone);
  if (refuse_allocation() || bytes > most_block_) {
    return say(failure, device::kOutOfMemory, "simulated refusal");
  }
  const size_t size = std::max(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
  const std::lock_guard lock(mutex_);
  size_t at = 0;
  for (const auto& [offset, taken] : blocks_) {
    if (offset - at >= size) break;
    at = offset + taken;
  }
  if (size > options_.memory_bytes || at > options_.memory_bytes - size) {
    return say(failure, device::kOutOfMemory, "the simulated device's memory is full");
  }
  blocks_[at] = size;
  *out = addresses_ + at;
  return device::kOk;
}

void SimDevice::release_block(void* block) {
  const std::lock_guard lock(mutex_);
  blocks_.erase(static_cast<size_t>(static_cast<std::byte*>(block) - addresses_));
}

int32_t SimDevice::allocate_staging(size_t bytes, void** out, Failure* failure) {
  if (lost_) return say(failure, device::kLost, kGone);
  if (refuse_allocation()) return say(failure, device::kOutOfMemory, "simulated refusal");
  auto* block = new std::byte[bytes];
  const std::lock_guard lock(mutex_);
  staging_[block] = bytes;
  *out = block;
  return device::kOk;
}

void SimDevice::release_staging(void* block) {
  {
    const std::lock_guard lock(mutex_);
    staging_.erase(static_cast<std::byte*>(block));
  }
  delete[] static_cast<std::byte*>(block);
}

bool SimDevice::is_staging(const void* address, size_t bytes) const {
  const auto* at = static_cast<const std::byte*>(address);
  const std::lock_guard lock(mutex_);
  auto block = staging_.upper_bound(at);
  if (block == staging_.begin()) return false;
  --block;
  return at + bytes <= block->first + block->second;
}

// Where the bytes of an address really are; NULL when the address is not good for this copy.
std::byte* SimDevice::locate(const void* address, size_t bytes, uint32_t space) const {
  auto* at = const_cast<std::byte*>(static_cast<const std::byte*>(address));
  if (space == device::kDevice) {
    const bool inside = at >= addresses_ && at + bytes <= addresses_ + options_.memory_bytes;
    return inside ? bytes_ + (at - addresses_) : nullptr;
  }
  return !options_.needs_staging || is_staging(address, bytes) ? at : nullptr;
}

std::byte* SimDevice::locate_anywhere(const void* address, size_t bytes) const {
  std::byte* const inside = locate(address, bytes, device::kDevice);
  return inside != nullptr ? inside : locate(address, bytes, device::kHost);
}

int32_t SimDevice::take_fault() {
  const uint64_t number = ++copies_;
  if (sticky_code_ != 0) return sticky_code_;
  const std::lock_guard lock(mutex_);
  if (number != copy_fault_at_) return device::kOk;
  if (copy_fault_code_ == device::kLost) lost_ = true;
  return copy_fault_code_;
}

int32_t SimDevice::queue(Stream& stream, Step step) {
  const std::lock_guard lock(stream.mutex);
  stream.queue.push_back(std::move(step));
  stream.changed.notify_all();
  return device::kOk;
}

int32_t SimDevice::queue_copies(Stream& stream, const device::Copy* copies, size_t count,
                                uint32_t dst_space, uint32_t src_space, Failure* failure) {
  for (size_t i = 0; i < count; ++i) {
    if (lost_) return say(failure, device::kLost, kGone);
    const size_t bytes = copies[i].bytes;
    std::byte* const to = locate(copies[i].dst, bytes, dst_space);
    const std::byte* const from = locate(copies[i].src, bytes, src_space);
    if (to == nullptr || from == nullptr) return say(failure, device::kFailed, kOutOfReach);
    const int32_t fault = take_fault();
    if (fault == device::kOutOfMemory) return say(failure, fault, "simulated lack of memory");
    // Other faults come to light when it runs.
    queue(stream, {[to, from, bytes] { std::memcpy(to, from, bytes); }, bytes,
                   engine_of(dst_space, src_space), true, fault});
  }
  return device::kOk;
}

int32_t SimDevice::queue_pieces(Stream& stream, const device::Copy* copies, size_t count,
                                Failure* failure) {
  if (lost_) return say(failure, device::kLost, kGone);
  if (!is_staging(copies, count * sizeof *copies)) {
    return say(failure, device::kFailed, "a list of pieces that does not lie in staging memory");
  }
  ++gathers_;
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; ++i) {
    bytes += copies[i].bytes;
    if (locate_anywhere(copies[i].dst, copies[i].bytes) == nullptr ||
        locate_anywhere(copies[i].src, copies[i].bytes) == nullptr) {
      return say(failure, device::kFailed, kOutOfReach);
    }
  }
  const int32_t fault = take_fault();
  if (fault == device::kOutOfMemory) return say(failure, fault, "simulated lack of memory");
  const auto work = [this, copies, count] {  // the list is read when it runs, as on a real device
    for (size_t i = 0; i < count; ++i) {
      std::memcpy(locate_anywhere(copies[i].dst, copies[i].bytes),
                  locate_anywhere(copies[i].src, copies[i].bytes), copies[i].bytes);
    }
  };
  return queue(stream, {work, bytes, 0, true, fault});
}

int32_t SimDevice::queue_dims(Stream& stream, std::byte* dst, const std::byte* src,
                              const device::Dim* dims, uint32_t dim_count, uint64_t run,
                              Failure* failure) {
  if (lost_) return say(failure, device::kLost, kGone);
  if (dim_count == 0 || dim_count > device::kMostCopyDims) {
    return say(failure, device::kFailed, "more dimensions than a device takes");
  }
  ++gathers_;
  const int32_t fault = take_fault();
  if (fault == device::kOutOfMemory) return say(failure, fault, "simulated lack of memory");
  const std::vector<device::Dim> kept(dims, dims + dim_count);
  const auto work = [this, kept, dst, src, run] {
    std::vector<uint64_t> at(kept.size(), 0);
    for (;;) {
      int64_t to = 0;
      int64_t from = 0;
      for (size_t d = 0; d < kept.size(); ++d) {
        to += static_cast<int64_t>(at[d]) * kept[d].dst_stride;
        from += static_cast<int64_t>(at[d]) * kept[d].src_stride;
      }
      std::memcpy(locate(dst + to, run, device::kDevice), locate(src + from, run, device::kDevice),
                  run);
      size_t d = kept.size();
      while (d > 0 && ++at[d - 1] == kept[d - 1].extent) at[--d] = 0;
      if (d == 0) return;
    }
  };
  return queue(stream, {work, 0, 0, true, fault});
}

void SimDevice::perform(const Step& step) {
  if (!step.copies) return step.run();
  std::unique_lock<std::mutex> engine;
  if (options_.one_engine) engine = std::unique_lock(engines_[step.engine]);
  const uint32_t now = ++at_once_;
  uint32_t most = most_at_once_;
  while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
  }
  {
    std::unique_lock lock(mutex_);
    released_.wait(lock, [this] { return !held_; });
  }
  uint64_t ns = options_.latency_ns;
  if (options_.bytes_per_us != 0 && step.engine != 0)
    ns += step.bytes * 1000 / options_.bytes_per_us;
  if (ns > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(ns));
  if (step.fault == device::kOk) step.run();
  --at_once_;
}

void SimDevice::run(Stream& stream) {
  std::unique_lock lock(stream.mutex);
  for (;;) {
    stream.changed.wait(lock, [&] { return stream.ending || !stream.queue.empty(); });
    if (stream.queue.empty()) return;
    const Step step = std::move(stream.queue.front());
    stream.queue.pop_front();
    stream.busy = true;
    lock.unlock();
    perform(step);
    lock.lock();
    stream.busy = false;
    if (stream.first_fault == device::kOk) stream.first_fault = step.fault;
    stream.changed.notify_all();
  }
}

int32_t SimDevice::synchronize(Stream& stream, uint64_t timeout_ns, Failure* failure) {
  std::unique_lock lock(stream.mutex);
  const auto idle = [&] { return stream.queue.empty() && !stream.busy; };
  if (!work::wait_for(stream.changed, lock, timeout_ns, idle)) return device::kNotReady;
  const int32_t fault = std::exchange(stream.first_fault, device::kOk);
  return fault == device::kOk ? fault : say(failure, fault, "simulated fault");
}

// The event takes over what went wrong before it.
int32_t SimDevice::record(Stream& stream, Event& event) {
  uint64_t number = 0;
  {
    const std::lock_guard lock(event.mutex);
    number = ++event.recorded;
  }
  return queue(stream, {[&stream, &event, number] {
                 int32_t fault = device::kOk;
                 {
                   const std::lock_guard lock(stream.mutex);
                   fault = std::exchange(stream.first_fault, device::kOk);
                 }
                 const std::lock_guard lock(event.mutex);
                 event.reached = number;
                 event.at = std::chrono::steady_clock::now();
                 if (event.fault == device::kOk) event.fault = fault;
                 event.changed.notify_all();
               }});
}

int32_t SimDevice::wait_in_stream(Stream& stream, Event& event) {
  uint64_t number = 0;
  {
    const std::lock_guard lock(event.mutex);
    number = event.recorded;
  }
  return queue(stream, {[&event, number] {
                 std::unique_lock lock(event.mutex);
                 event.changed.wait(lock, [&] { return event.reached >= number; });
               }});
}

int32_t SimDevice::wait_for(Event& event, uint64_t timeout_ns, Failure* failure) {
  if (lost_) return say(failure, device::kLost, kGone);
  std::unique_lock lock(event.mutex);
  const uint64_t number = event.recorded;
  const auto reached = [&] { return event.reached >= number; };
  if (!work::wait_for(event.changed, lock, timeout_ns, reached)) return device::kNotReady;
  const int32_t fault = std::exchange(event.fault, device::kOk);
  return fault == device::kOk ? fault : say(failure, fault, "simulated fault");
}

}  // namespace weir::sim
