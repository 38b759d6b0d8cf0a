// SPDX-License-Identifier: Apache-2.0
// The simulated device's table.
#include <cstdio>
#include <thread>

#include "sim_state.hpp"

namespace weir::sim {

using device::Failure;

struct SimTable {
  static SimDevice& sim(void* self) { return *static_cast<SimDevice*>(self); }
  static SimDevice::Stream& stream(void* at) { return *static_cast<SimDevice::Stream*>(at); }
  static SimDevice::Event& event(void* at) { return *static_cast<SimDevice::Event*>(at); }

  static int32_t info(void* self, device::Info* out, Failure*) {
    const SimOptions& options = sim(self).options_;
    *out = device::Info{};
    std::snprintf(out->name, sizeof out->name, "simulated device");
    out->memory_bytes = options.memory_bytes;
    out->needs_staging = options.needs_staging ? 1 : 0;
    out->highest_priority = -2;
    return device::kOk;
  }

  static int32_t memory_info(void* self, uint64_t* free_out, uint64_t* total_out, Failure*) {
    *total_out = sim(self).options_.memory_bytes;
    *free_out = *total_out - sim(self).allocated_bytes();
    return device::kOk;
  }

  static int32_t stream_create(void* self, int32_t, void** out, Failure*) {
    auto* made = new SimDevice::Stream;
    made->thread = std::thread([self, made] { sim(self).run(*made); });
    *out = made;
    return device::kOk;
  }

  // A wrapped stream is one of ours that somebody else made by the same table, or the default
  // stream by CUDA's number for it.
  static int32_t stream_wrap(void* self, void* native, void** out, Failure* failure) {
    const auto number = reinterpret_cast<uintptr_t>(native);
    if (number == 1) return stream_create(self, 0, out, failure);
    if (number <= 2) return say(failure, device::kFailed, "no stream of this device");
    ++stream(native).wraps;
    *out = native;
    return device::kOk;
  }

  static void stream_destroy(void*, void* at) {
    SimDevice::Stream& ended = stream(at);
    if (ended.wraps > 0) {
      --ended.wraps;
      return;
    }
    {
      const std::lock_guard lock(ended.mutex);
      ended.ending = true;
      ended.changed.notify_all();
    }
    ended.thread.join();
    delete &ended;
  }

  static int32_t event_elapsed(void*, void* begin, void* end, uint64_t* ns_out, Failure*) {
    const auto time = event(end).at - event(begin).at;
    *ns_out = static_cast<uint64_t>(std::chrono::nanoseconds(time).count());
    return device::kOk;
  }

  static device::Table make(SimDevice* self);
};

device::Table SimTable::make(SimDevice* self) {
  device::Table table{};
  table.struct_size = sizeof table;
  table.abi_major = device::kTableMajor;
  table.abi_minor = device::kTableMinor;
  table.kind = static_cast<uint32_t>(device::Kind::cuda);
  table.self = self;
  table.info = info;
  table.close = [](void* p) { delete static_cast<SimDevice*>(p); };
  table.memory_allocate = [](void* p, size_t bytes, void** out, Failure* failure) {
    return sim(p).allocate(bytes, out, failure);
  };
  table.memory_release = [](void* p, void* block) { sim(p).release_block(block); };
  table.memory_info = memory_info;
  table.staging_allocate = [](void* p, size_t bytes, void** out, Failure* failure) {
    return sim(p).allocate_staging(bytes, out, failure);
  };
  table.staging_release = [](void* p, void* block) { sim(p).release_staging(block); };
  table.reachable = [](void* p, const void* at, size_t bytes) {
    return !sim(p).options_.needs_staging || sim(p).is_staging(at, bytes) ? 1 : 0;
  };
  table.stream_create = stream_create;
  table.stream_destroy = stream_destroy;
  table.copy = [](void* p, void* s, void* dst, uint32_t dst_space, const void* src,
                  uint32_t src_space, size_t bytes, Failure* failure) {
    const device::Copy copy{dst, src, bytes};
    return sim(p).queue_copies(stream(s), &copy, 1, dst_space, src_space, failure);
  };
  table.stream_synchronize = [](void* p, void* s, uint64_t timeout_ns, Failure* failure) {
    return sim(p).synchronize(stream(s), timeout_ns, failure);
  };
  table.event_create = [](void*, uint32_t, void** out, Failure*) {
    *out = new SimDevice::Event;
    return static_cast<int32_t>(device::kOk);
  };
  table.event_destroy = [](void*, void* at) { delete &event(at); };
  table.event_record = [](void* p, void* at, void* s, Failure*) {
    return sim(p).record(stream(s), event(at));
  };
  table.event_wait = [](void* p, void* at, uint64_t timeout_ns, Failure* failure) {
    return sim(p).wait_for(event(at), timeout_ns, failure);
  };
  table.stream_wait = [](void* p, void* s, void* at, Failure*) {
    return sim(p).wait_in_stream(stream(s), event(at));
  };
  table.event_elapsed = event_elapsed;
  table.stream_wrap = stream_wrap;
  table.copy_many = [](void* p, void* s, const device::Copy* copies, size_t count,
                       uint32_t dst_space, uint32_t src_space, Failure* failure) {
    return sim(p).queue_copies(stream(s), copies, count, dst_space, src_space, failure);
  };
  if (self->options_.gathers) {
    table.copy_pieces = [](void* p, void* s, const device::Copy* copies, size_t count,
                           Failure* failure) {
      return sim(p).queue_pieces(stream(s), copies, count, failure);
    };
    table.copy_dims = [](void* p, void* s, void* dst, const void* src, const device::Dim* dims,
                         uint32_t dim_count, uint64_t run, Failure* failure) {
      return sim(p).queue_dims(stream(s), static_cast<std::byte*>(dst),
                               static_cast<const std::byte*>(src), dims, dim_count, run, failure);
    };
  }
  return table;
}

device::Table SimDevice::table() {
  return SimTable::make(this);
}

Sim make_sim(const SimOptions& options) {
  auto* sim = new SimDevice(options);
  return {std::make_shared<device::Device>(sim->table()), sim};
}

}  // namespace weir::sim
