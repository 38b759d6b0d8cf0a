// SPDX-License-Identifier: Apache-2.0
#include "sim_device.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <thread>

#include "work/wait.hpp"

namespace weir::sim {
namespace {

using device::Failure;
constexpr size_t kAlignment = 256;

int32_t say(Failure* failure, int32_t code, const char* text) {
  failure->code = code;
  failure->native = 700;
  std::snprintf(failure->text, sizeof failure->text, "%s", text);
  return code;
}

std::byte* map(size_t bytes, int access) {
  void* at = mmap(nullptr, bytes, access, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) fail(Status::no_memory, "no address space for the simulated device");
  return static_cast<std::byte*>(at);
}

}  // namespace

struct SimDevice::Stream {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Copy> queue;
  bool busy = false;
  bool ending = false;
  int32_t first_fault = device::kOk;
  std::thread thread;
};

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

bool SimDevice::refuse_allocation() {
  uint64_t left = allocation_fault_;
  while (left > 0 && !allocation_fault_.compare_exchange_weak(left, left - 1)) {
  }
  return left == 1;
}

// First fit.
int32_t SimDevice::allocate(size_t bytes, void** out, Failure* failure) {
  if (lost_) return say(failure, device::kLost, "the simulated device fell off the bus");
  if (refuse_allocation()) return say(failure, device::kOutOfMemory, "simulated refusal");
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
  if (lost_) return say(failure, device::kLost, "the simulated device fell off the bus");
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

// Where the bytes of an address really are; NULL when the address is not good for this copy.
std::byte* SimDevice::locate(const void* address, size_t bytes, uint32_t space) const {
  auto* at = const_cast<std::byte*>(static_cast<const std::byte*>(address));
  if (space == device::kDevice) {
    const bool inside = at >= addresses_ && at + bytes <= addresses_ + options_.memory_bytes;
    return inside ? bytes_ + (at - addresses_) : nullptr;
  }
  if (!options_.needs_staging) return at;
  const std::lock_guard lock(mutex_);
  auto block = staging_.upper_bound(at);
  if (block == staging_.begin()) return nullptr;
  --block;
  return at + bytes <= block->first + block->second ? at : nullptr;
}

int32_t SimDevice::take_fault() {
  const uint64_t number = ++copies_;
  if (sticky_code_ != 0) return sticky_code_;
  const std::lock_guard lock(mutex_);
  if (number != copy_fault_at_) return device::kOk;
  if (copy_fault_code_ == device::kLost) lost_ = true;
  return copy_fault_code_;
}

int32_t SimDevice::queue_copy(Stream& stream, void* dst, uint32_t dst_space, const void* src,
                              uint32_t src_space, size_t bytes, Failure* failure) {
  if (lost_) return say(failure, device::kLost, "the simulated device fell off the bus");
  std::byte* to = locate(dst, bytes, dst_space);
  const std::byte* from = locate(src, bytes, src_space);
  if (to == nullptr || from == nullptr) {
    return say(failure, device::kFailed, "an address that the simulated device cannot reach");
  }
  const int32_t fault = take_fault();
  if (fault == device::kOutOfMemory) return say(failure, fault, "simulated lack of memory");
  const std::lock_guard lock(stream.mutex);
  stream.queue.push_back({to, from, bytes, fault});  // other faults come to light when it runs
  stream.changed.notify_all();
  return device::kOk;
}

void SimDevice::perform(const Copy& copy) {
  const uint32_t now = ++at_once_;
  uint32_t most = most_at_once_;
  while (now > most && !most_at_once_.compare_exchange_weak(most, now)) {
  }
  {
    std::unique_lock lock(mutex_);
    released_.wait(lock, [this] { return !held_; });
  }
  uint64_t ns = options_.latency_ns;
  if (options_.bytes_per_us != 0) ns += copy.bytes * 1000 / options_.bytes_per_us;
  if (ns > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(ns));
  if (copy.fault == device::kOk) std::memcpy(copy.dst, copy.src, copy.bytes);
  --at_once_;
}

void SimDevice::run(Stream& stream) {
  std::unique_lock lock(stream.mutex);
  for (;;) {
    stream.changed.wait(lock, [&] { return stream.ending || !stream.queue.empty(); });
    if (stream.queue.empty()) return;
    const Copy copy = stream.queue.front();
    stream.queue.pop_front();
    stream.busy = true;
    lock.unlock();
    perform(copy);
    lock.lock();
    stream.busy = false;
    if (stream.first_fault == device::kOk) stream.first_fault = copy.fault;
    stream.changed.notify_all();
  }
}

int32_t SimDevice::synchronize(Stream& stream, uint64_t timeout_ns, Failure* failure) {
  std::unique_lock lock(stream.mutex);
  const auto idle = [&] { return stream.queue.empty() && !stream.busy; };
  if (!work::wait_for(stream.changed, lock, timeout_ns, idle)) return device::kNotReady;
  const int32_t fault = stream.first_fault;
  stream.first_fault = device::kOk;
  return fault == device::kOk ? fault : say(failure, fault, "simulated fault");
}

device::Table SimDevice::table() {
  device::Table table{};
  table.struct_size = sizeof table;
  table.abi_major = device::kTableMajor;
  table.abi_minor = device::kTableMinor;
  table.kind = static_cast<uint32_t>(device::Kind::cuda);
  table.self = this;
  table.info = [](void* p, device::Info* out, Failure*) {
    const SimOptions& options = static_cast<SimDevice*>(p)->options_;
    *out = device::Info{};
    std::snprintf(out->name, sizeof out->name, "simulated device");
    out->memory_bytes = options.memory_bytes;
    out->needs_staging = options.needs_staging ? 1 : 0;
    out->highest_priority = -2;
    return static_cast<int32_t>(device::kOk);
  };
  table.close = [](void* p) { delete static_cast<SimDevice*>(p); };
  table.memory_allocate = [](void* p, size_t bytes, void** out, Failure* failure) {
    return static_cast<SimDevice*>(p)->allocate(bytes, out, failure);
  };
  table.memory_release = [](void* p, void* block) {
    static_cast<SimDevice*>(p)->release_block(block);
  };
  table.memory_info = [](void* p, uint64_t* free_out, uint64_t* total_out, Failure*) {
    const auto* sim = static_cast<SimDevice*>(p);
    *total_out = sim->options_.memory_bytes;
    *free_out = *total_out - sim->allocated_bytes();
    return static_cast<int32_t>(device::kOk);
  };
  table.staging_allocate = [](void* p, size_t bytes, void** out, Failure* failure) {
    return static_cast<SimDevice*>(p)->allocate_staging(bytes, out, failure);
  };
  table.staging_release = [](void* p, void* block) {
    static_cast<SimDevice*>(p)->release_staging(block);
  };
  table.stream_create = [](void* p, int32_t, void** out, Failure*) {
    auto* stream = new Stream;
    stream->thread = std::thread([p, stream] { static_cast<SimDevice*>(p)->run(*stream); });
    *out = stream;
    return static_cast<int32_t>(device::kOk);
  };
  table.stream_destroy = [](void*, void* s) {
    auto* stream = static_cast<Stream*>(s);
    {
      const std::lock_guard lock(stream->mutex);
      stream->ending = true;
      stream->changed.notify_all();
    }
    stream->thread.join();
    delete stream;
  };
  table.copy = [](void* p, void* s, void* dst, uint32_t dst_space, const void* src,
                  uint32_t src_space, size_t bytes, Failure* failure) {
    return static_cast<SimDevice*>(p)->queue_copy(*static_cast<Stream*>(s), dst, dst_space, src,
                                                  src_space, bytes, failure);
  };
  table.stream_synchronize = [](void* p, void* s, uint64_t timeout_ns, Failure* failure) {
    return static_cast<SimDevice*>(p)->synchronize(*static_cast<Stream*>(s), timeout_ns, failure);
  };
  return table;
}

Sim make_sim(const SimOptions& options) {
  auto* sim = new SimDevice(options);
  return {std::make_shared<device::Device>(sim->table()), sim};
}

}  // namespace weir::sim
