// SPDX-License-Identifier: Apache-2.0
#include "device/device.hpp"

#include <algorithm>
#include <utility>

namespace weir::device {
namespace {

Status status_of(int32_t code) {
  return code == kOutOfMemory ? Status::no_memory : Status::device;
}

void check_table(const Table& table) {
  if (table.abi_major != kTableMajor) {
    fail(Status::unsupported, "the device speaks table version %u, this library speaks %u",
         table.abi_major, kTableMajor);
  }
  if (table.struct_size < sizeof(Table) || table.info == nullptr || table.close == nullptr ||
      table.memory_allocate == nullptr || table.memory_release == nullptr ||
      table.memory_info == nullptr || table.staging_allocate == nullptr ||
      table.staging_release == nullptr || table.stream_create == nullptr ||
      table.stream_destroy == nullptr || table.copy == nullptr ||
      table.stream_synchronize == nullptr) {
    fail(Status::unsupported, "the device's table lacks entries that version %u must have",
         kTableMajor);
  }
}

}  // namespace

DeviceError::DeviceError(int32_t code, const std::string& text)
    : Error(status_of(code), text), code_(code) {}

Device::Device(const Table& table) : table_(table) {
  check_table(table);
  Failure failure{};
  const int32_t code = table_.info(table_.self, &info_, &failure);
  if (code != kOk) raise("asking what the device is", code, failure);
  info_.name[sizeof info_.name - 1] = '\0';
  if (info_.highest_priority > info_.lowest_priority) {
    fail(Status::unsupported,
         "the device \"%s\" says that the priorities of its streams go from %d, which goes first, "
         "to "
         "%d, which goes last: a lower number has to go first",
         info_.name, info_.highest_priority, info_.lowest_priority);
  }
}

Device::~Device() {
  table_.close(table_.self);
}

void Device::raise(const char* doing, int32_t code, const Failure& failure) {
  std::string text =
      format_text("%s failed: %.*s", doing, static_cast<int>(sizeof failure.text), failure.text);
  if (failure.native != 0) text += format_text(" (driver code %d)", failure.native);
  if (code == kLost) {
    const std::lock_guard lock(mutex_);
    if (lost_text_.empty()) lost_text_ = "the device was lost: " + text;
    lost_.store(true, std::memory_order_release);
    text = lost_text_;
  }
  throw DeviceError(code, text);
}

void Device::check_lost() const {
  if (!lost()) return;
  const std::lock_guard lock(mutex_);
  throw DeviceError(kLost, lost_text_);
}

Device::MemoryInfo Device::memory_info() {
  check_lost();
  MemoryInfo memory{};
  Failure failure{};
  const int32_t code =
      table_.memory_info(table_.self, &memory.free_bytes, &memory.total_bytes, &failure);
  if (code != kOk) raise("asking for the device's free memory", code, failure);
  return memory;
}

std::shared_ptr<void> Device::allocate(size_t bytes) {
  check_lost();
  void* block = nullptr;
  Failure failure{};
  const int32_t code = table_.memory_allocate(table_.self, bytes, &block, &failure);
  if (code != kOk) raise("taking device memory", code, failure);
  return {block, [device = shared_from_this()](void* old) {
            device->table_.memory_release(device->table_.self, old);
          }};
}

std::shared_ptr<void> Device::allocate_staging(size_t bytes) {
  check_lost();
  void* block = nullptr;
  Failure failure{};
  const int32_t code = table_.staging_allocate(table_.self, bytes, &block, &failure);
  if (code != kOk) raise("taking staging memory", code, failure);
  return {block, [device = shared_from_this()](void* old) {
            device->table_.staging_release(device->table_.self, old);
          }};
}

Device::Stream::Stream(std::shared_ptr<Device> device, int32_t priority)
    : device_(std::move(device)) {
  const Info& info = device_->info_;
  Failure failure{};
  const int32_t code = device_->table_.stream_create(
      device_->table_.self, std::clamp(priority, info.highest_priority, info.lowest_priority),
      &stream_, &failure);
  if (code != kOk) device_->raise("making a device stream", code, failure);
}

Device::Stream::~Stream() {
  device_->table_.stream_destroy(device_->table_.self, stream_);
}

void Device::Stream::copy(void* dst, Space dst_space, const void* src, Space src_space,
                          size_t bytes) {
  device_->check_lost();
  Failure failure{};
  const int32_t code = device_->table_.copy(device_->table_.self, stream_, dst, dst_space, src,
                                            src_space, bytes, &failure);
  if (code != kOk) device_->raise("copying", code, failure);
}

bool Device::Stream::synchronize(uint64_t timeout_ns) {
  device_->check_lost();
  Failure failure{};
  const int32_t code =
      device_->table_.stream_synchronize(device_->table_.self, stream_, timeout_ns, &failure);
  if (code == kNotReady) return false;
  if (code != kOk) device_->raise("copying", code, failure);
  return true;
}

}  // namespace weir::device
