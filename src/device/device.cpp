// SPDX-License-Identifier: Apache-2.0
#include "device/device.hpp"

#include <algorithm>
#include <cstring>
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
  const bool whole = table.info && table.close && table.memory_allocate && table.memory_release &&
                     table.memory_info && table.staging_allocate && table.staging_release &&
                     table.reachable && table.stream_create && table.stream_destroy && table.copy &&
                     table.stream_synchronize && table.event_create && table.event_destroy &&
                     table.event_record && table.event_wait && table.stream_wait;
  if (!whole) {
    fail(Status::unsupported, "the device's table lacks entries that version %u must have",
         kTableMajor);
  }
}

}  // namespace

DeviceError::DeviceError(int32_t code, const std::string& text)
    : Error(status_of(code), text), code_(code) {}

Device::Device(const Table& table) {
  take(table);
}

Device::Device(Opener opener) : opener_(std::move(opener)) {}

// A table from a shorter time has no tail: what it lacks reads as NULL.
void Device::take(const Table& table) {
  Table read{};
  std::memcpy(&read, &table, std::min<size_t>(table.struct_size, sizeof read));
  check_table(read);
  table_ = read;
  Failure failure{};
  check("asking what the device is", table_.info(table_.self, &info_, &failure), failure);
  info_.name[sizeof info_.name - 1] = '\0';
  if (info_.highest_priority > info_.lowest_priority) {
    fail(Status::unsupported,
         "the device \"%s\" says that the priorities of its streams go from %d, which goes first, "
         "to "
         "%d, which goes last: a lower number has to go first",
         info_.name, info_.highest_priority, info_.lowest_priority);
  }
  opened_.store(true, std::memory_order_release);
}

void Device::open() {
  const std::lock_guard lock(mutex_);
  if (opened()) return;
  take(opener_());
}

Device::~Device() {
  if (opened()) table_.close(table_.self);
}

void Device::raise(const char* doing, int32_t code, const Failure& failure) {
  std::string text =
      format_text("%s failed: %.*s", doing, static_cast<int>(sizeof failure.text), failure.text);
  if (failure.native != 0) text += format_text(" (driver code %d)", failure.native);
  if (code == kLost && opened()) {
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

const Info& Device::info() {
  table();
  return info_;
}

Device::MemoryInfo Device::memory_info() {
  const Table& table = this->table();
  check_lost();
  MemoryInfo memory{};
  Failure failure{};
  check("asking for the device's free memory",
        table.memory_info(table.self, &memory.free_bytes, &memory.total_bytes, &failure), failure);
  return memory;
}

std::shared_ptr<void> Device::allocate(size_t bytes) {
  const Table& table = this->table();
  check_lost();
  void* block = nullptr;
  Failure failure{};
  check("taking device memory", table.memory_allocate(table.self, bytes, &block, &failure),
        failure);
  return {block, [device = shared_from_this()](void* old) {
            device->table_.memory_release(device->table_.self, old);
          }};
}

std::shared_ptr<void> Device::allocate_staging(size_t bytes) {
  const Table& table = this->table();
  check_lost();
  void* block = nullptr;
  Failure failure{};
  check("taking staging memory", table.staging_allocate(table.self, bytes, &block, &failure),
        failure);
  return {block, [device = shared_from_this()](void* old) {
            device->table_.staging_release(device->table_.self, old);
          }};
}

bool Device::reachable(const void* at, size_t bytes) {
  const Table& table = this->table();
  return table.reachable(table.self, at, bytes) != 0;
}

void Device::trim(uint64_t keep_bytes) {
  const Table& table = this->table();
  check_lost();
  if (table.memory_trim == nullptr) return;
  Failure failure{};
  check("giving device memory back", table.memory_trim(table.self, keep_bytes, &failure), failure);
}

Device::Range::Range(Device& device, const char* name) : device_(device) {
  const Table& table = device_.table();
  if (table.range_begin != nullptr) table.range_begin(table.self, name);
}

Device::Range::~Range() {
  const Table& table = device_.table_;
  if (table.range_end != nullptr) table.range_end(table.self);
}

}  // namespace weir::device
