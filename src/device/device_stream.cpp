// SPDX-License-Identifier: Apache-2.0
// The streams and events of a device.
#include <algorithm>
#include <utility>

#include "device/device.hpp"

namespace weir::device {

Device::Event::Event(std::shared_ptr<Device> device, bool timed) : device_(std::move(device)) {
  const Table& table = device_->table();
  device_->check_lost();
  Failure failure{};
  device_->check("making an event",
                 table.event_create(table.self, timed ? 1 : 0, &event_, &failure), failure);
}

Device::Event::~Event() {
  const Table& table = device_->table_;
  table.event_destroy(table.self, event_);
}

bool Device::Event::wait(uint64_t timeout_ns) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  const int32_t code = table.event_wait(table.self, event_, timeout_ns, &failure);
  if (code == kNotReady) return false;
  device_->check("copying", code, failure);
  return true;
}

uint64_t Device::Event::since_ns(const Event& begin) {
  const Table& table = device_->table_;
  if (table.event_elapsed == nullptr) return 0;
  uint64_t ns = 0;
  Failure failure{};
  const int32_t code = table.event_elapsed(table.self, begin.event_, event_, &ns, &failure);
  return code == kOk ? ns : 0;
}

Device::Stream::Stream(std::shared_ptr<Device> device, int32_t priority)
    : device_(std::move(device)) {
  const Table& table = device_->table();
  const Info& info = device_->info_;
  device_->check_lost();
  Failure failure{};
  const int32_t within = std::clamp(priority, info.highest_priority, info.lowest_priority);
  device_->check("making a device stream",
                 table.stream_create(table.self, within, &stream_, &failure), failure);
}

std::unique_ptr<Device::Stream> Device::Stream::wrap(std::shared_ptr<Device> device, void* native) {
  const Table& table = device->table();
  if (table.stream_wrap == nullptr) {
    fail(Status::unsupported, "the device \"%s\" has no streams of its own that could be wrapped",
         device->info_.name);
  }
  device->check_lost();
  std::unique_ptr<Stream> stream(new Stream(std::move(device)));
  Failure failure{};
  const int32_t code = table.stream_wrap(table.self, native, &stream->stream_, &failure);
  if (code != kOk) stream->device_->raise("wrapping a stream", code, failure);
  return stream;
}

Device::Stream::~Stream() {
  const Table& table = device_->table_;
  if (stream_ != nullptr) table.stream_destroy(table.self, stream_);
}

void Device::Stream::copy(void* dst, Space dst_space, const void* src, Space src_space,
                          size_t bytes) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  device_->check("copying",
                 table.copy(table.self, stream_, dst, dst_space, src, src_space, bytes, &failure),
                 failure);
}

void Device::Stream::copy_many(const Copy* copies, size_t count, Space dst_space, Space src_space) {
  const Table& table = device_->table_;
  if (table.copy_many == nullptr || count == 1) {
    for (size_t i = 0; i < count; ++i) {
      copy(copies[i].dst, dst_space, copies[i].src, src_space, copies[i].bytes);
    }
    return;
  }
  device_->check_lost();
  Failure failure{};
  device_->check(
      "copying",
      table.copy_many(table.self, stream_, copies, count, dst_space, src_space, &failure), failure);
}

void Device::Stream::copy_pieces(const Copy* copies, size_t count) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  device_->check("copying", table.copy_pieces(table.self, stream_, copies, count, &failure),
                 failure);
}

void Device::Stream::copy_dims(void* dst, const void* src, const Dim* dims, uint32_t dim_count,
                               uint64_t run) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  device_->check("copying",
                 table.copy_dims(table.self, stream_, dst, src, dims, dim_count, run, &failure),
                 failure);
}

void Device::Stream::record(Event& event) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  device_->check("recording an event",
                 table.event_record(table.self, event.event_, stream_, &failure), failure);
}

void Device::Stream::wait(const Event& event) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  device_->check("waiting for an event",
                 table.stream_wait(table.self, stream_, event.event_, &failure), failure);
}

bool Device::Stream::synchronize(uint64_t timeout_ns) {
  const Table& table = device_->table_;
  device_->check_lost();
  Failure failure{};
  const int32_t code = table.stream_synchronize(table.self, stream_, timeout_ns, &failure);
  if (code == kNotReady) return false;
  device_->check("copying", code, failure);
  return true;
}

}  // namespace weir::device
