// SPDX-License-Identifier: Apache-2.0
// A device table as the rest of the library likes it: errors thrown with their class, blocks that
// end by themselves, and one memory of the device being lost.
//
// Threads: Shared; a Stream is used by one thread at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/status.hpp"
#include "device/table.hpp"

namespace weir::device {

enum class Kind : uint32_t { automatic = 0, host = 1, cuda = 2 };

// What a device said no to. transient(): worth another try; out_of_memory(): worth a smaller one.
class DeviceError : public Error {
 public:
  DeviceError(int32_t code, const std::string& text);
  bool transient() const noexcept { return code_ == kTransient; }
  bool out_of_memory() const noexcept { return code_ == kOutOfMemory; }
  bool lost() const noexcept { return code_ == kLost; }

 private:
  int32_t code_;
};

class Device : public std::enable_shared_from_this<Device> {
 public:
  // Takes the table over: it is closed when the last owner goes. Error(unsupported) when the table
  // is of another ABI, lacks an entry, or describes a device that cannot be; it is then not closed.
  explicit Device(const Table& table);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  Kind kind() const noexcept { return static_cast<Kind>(table_.kind); }
  const Info& info() const noexcept { return info_; }
  // Both spaces are one: every copy is a host copy.
  bool is_host() const noexcept { return info_.host_is_device != 0; }

  struct MemoryInfo {
    uint64_t free_bytes, total_bytes;
  };
  MemoryInfo memory_info();
  // Blocks end through their deleter, which keeps the device alive.
  std::shared_ptr<void> allocate(size_t bytes);
  std::shared_ptr<void> allocate_staging(size_t bytes);

  // Throws the first loss again, with its words, once the device is lost.
  void check_lost() const;
  bool lost() const noexcept { return lost_.load(std::memory_order_acquire); }

  class Stream {
   public:
    Stream(std::shared_ptr<Device> device, int32_t priority);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void copy(void* dst, Space dst_space, const void* src, Space src_space, size_t bytes);
    // False when time ran out.
    bool synchronize(uint64_t timeout_ns);

   private:
    const std::shared_ptr<Device> device_;
    void* stream_ = nullptr;
  };

 private:
  [[noreturn]] void raise(const char* doing, int32_t code, const Failure& failure);

  const Table table_;
  Info info_{};
  std::atomic<bool> lost_{false};
  mutable std::mutex mutex_;  // guards lost_text_
  std::string lost_text_;
};

// The device that is always there: this machine's own memory and CPUs.
std::shared_ptr<Device> make_host();

}  // namespace weir::device
