// SPDX-License-Identifier: Apache-2.0
// The host behind the device table: one memory, and copies that are done when they are asked for.
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

#include "device/device.hpp"
#include "memory/heap.hpp"

namespace weir::device {
namespace {

int32_t say(Failure* failure, int32_t code, const char* text) {
  failure->code = code;
  failure->native = 0;
  std::snprintf(failure->text, sizeof failure->text, "%s", text);
  return code;
}

int32_t host_info(void*, Info* out, Failure* failure) {
  struct sysinfo machine;
  utsname kernel;
  if (sysinfo(&machine) != 0 || uname(&kernel) != 0) {
    return say(failure, kFailed, "the kernel does not tell what machine this is");
  }
  *out = Info{};
  std::snprintf(out->name, sizeof out->name, "host (%.50s)", kernel.machine);
  out->memory_bytes = static_cast<uint64_t>(machine.totalram) * machine.mem_unit;
  out->host_is_device = 1;
  out->lowest_priority = 19;
  out->highest_priority = -20;
  return kOk;
}

void host_close(void*) {}

int32_t host_allocate(void*, size_t bytes, void** out, Failure* failure) {
  try {
    *out = memory::heap::allocate(bytes);
    return kOk;
  } catch (const std::exception& error) {
    return say(failure, kOutOfMemory, error.what());
  }
}

void host_release(void*, void* block) {
  memory::heap::release(block);
}

int32_t host_memory_info(void*, uint64_t* free_out, uint64_t* total_out, Failure* failure) {
  struct sysinfo machine;
  if (sysinfo(&machine) != 0) return say(failure, kFailed, "sysinfo() failed");
  *free_out = static_cast<uint64_t>(machine.freeram + machine.bufferram) * machine.mem_unit;
  *total_out = static_cast<uint64_t>(machine.totalram) * machine.mem_unit;
  return kOk;
}

int32_t host_stream_create(void* self, int32_t, void** out, Failure*) {
  *out = self;  // nothing is ever in flight, so a stream has nothing to remember
  return kOk;
}

void host_stream_destroy(void*, void*) {}

int32_t host_copy(void*, void*, void* dst, uint32_t, const void* src, uint32_t, size_t bytes,
                  Failure*) {
  std::memmove(dst, src, bytes);
  return kOk;
}

int32_t host_synchronize(void*, void*, uint64_t, Failure*) {
  return kOk;
}

int32_t host_reachable(void*, const void*, size_t) {
  return 1;
}

// An event is done as soon as it is recorded; all that it has to remember is when.
using Moment = std::chrono::steady_clock::time_point;

int32_t host_event_create(void*, uint32_t, void** out, Failure* failure) {
  *out = new (std::nothrow) Moment();
  return *out != nullptr ? kOk : say(failure, kOutOfMemory, "no memory for an event");
}

void host_event_destroy(void*, void* event) {
  delete static_cast<Moment*>(event);
}

int32_t host_event_record(void*, void* event, void*, Failure*) {
  *static_cast<Moment*>(event) = std::chrono::steady_clock::now();
  return kOk;
}

int32_t host_event_wait(void*, void*, uint64_t, Failure*) {
  return kOk;
}

int32_t host_stream_wait(void*, void*, void*, Failure*) {
  return kOk;
}

int32_t host_event_elapsed(void*, void* begin, void* end, uint64_t* ns_out, Failure*) {
  const auto time = *static_cast<Moment*>(end) - *static_cast<Moment*>(begin);
  *ns_out = static_cast<uint64_t>(std::chrono::nanoseconds(time).count());
  return kOk;
}

constexpr Table kHostTable = {
    .struct_size = sizeof(Table),
    .abi_major = kTableMajor,
    .abi_minor = kTableMinor,
    .kind = static_cast<uint32_t>(Kind::host),
    .self = nullptr,
    .info = host_info,
    .close = host_close,
    .memory_allocate = host_allocate,
    .memory_release = host_release,
    .memory_info = host_memory_info,
    .staging_allocate = host_allocate,
    .staging_release = host_release,
    .reachable = host_reachable,
    .stream_create = host_stream_create,
    .stream_destroy = host_stream_destroy,
    .copy = host_copy,
    .stream_synchronize = host_synchronize,
    .event_create = host_event_create,
    .event_destroy = host_event_destroy,
    .event_record = host_event_record,
    .event_wait = host_event_wait,
    .stream_wait = host_stream_wait,
    .event_elapsed = host_event_elapsed,
    .stream_wrap = nullptr,
    .copy_many = nullptr,
    .copy_pieces = nullptr,
    .copy_dims = nullptr,
    .memory_trim = nullptr,
    .range_begin = nullptr,
    .range_end = nullptr,
};

}  // namespace

Table host_table() {
  return kHostTable;
}

std::shared_ptr<Device> make_host() {
  return std::make_shared<Device>(kHostTable);
}

}  // namespace weir::device
