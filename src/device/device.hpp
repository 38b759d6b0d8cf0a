// SPDX-License-Identifier: Apache-2.0
// A device table as the rest of the library likes it: errors thrown with their class, blocks,
// streams and events that end by themselves, and one memory of the device being lost. A device may
// be opened late, by the first call that needs it: a process that never uses its GPU never starts
// the driver, and may fork.
//
// Threads: Shared; a Stream is used by one thread at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/status.hpp"
#include "device/table.hpp"
#include "memory/reclaim.hpp"

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
  // Returns a table, or throws why there is none.
  using Opener = std::function<Table()>;

  // Takes the table over: it is closed when the last owner goes. Error(unsupported) when the table
  // is of another ABI, lacks an entry, or describes a device that cannot be; it is then not closed.
  explicit Device(const Table& table);
  // Opened by the first call that needs it; what the opener throws is thrown there.
  explicit Device(Opener opener);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // These open the device.
  Kind kind() { return static_cast<Kind>(table().kind); }
  const Info& info();
  // Both spaces are one: every copy is a host copy.
  bool is_host() { return info().host_is_device != 0; }
  bool can_copy_pieces() { return table().copy_pieces != nullptr; }
  bool can_copy_dims() { return table().copy_dims != nullptr; }
  bool can_time() { return table().event_elapsed != nullptr; }

  bool opened() const noexcept { return opened_.load(std::memory_order_acquire); }

  struct MemoryInfo {
    uint64_t free_bytes, total_bytes;
  };
  MemoryInfo memory_info();
  // Blocks end through their deleter, which keeps the device alive.
  std::shared_ptr<void> allocate(size_t bytes);
  std::shared_ptr<void> allocate_staging(size_t bytes);
  bool reachable(const void* at, size_t bytes);
  void trim(uint64_t keep_bytes);
  // Who else holds memory of this device and could do without some of it.
  const std::shared_ptr<memory::Reclaimers>& reclaimers() const noexcept { return reclaimers_; }

  // Throws the first loss again, with its words, once the device is lost.
  void check_lost() const;
  bool lost() const noexcept { return lost_.load(std::memory_order_acquire); }

  class Stream;

  class Event {
   public:
    Event(std::shared_ptr<Device> device, bool timed);
    ~Event();
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    // False when time ran out.
    bool wait(uint64_t timeout_ns);
    // From `begin` to this; both are timed and done. 0 when the device does not tell.
    uint64_t since_ns(const Event& begin);

   private:
    friend class Stream;
    const std::shared_ptr<Device> device_;
    void* event_ = nullptr;
  };

  class Stream {
   public:
    Stream(std::shared_ptr<Device> device, int32_t priority);
    // One that the caller made, and ends, by other means. Error(unsupported) where there is no such
    // thing.
    static std::unique_ptr<Stream> wrap(std::shared_ptr<Device> device, void* native);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void copy(void* dst, Space dst_space, const void* src, Space src_space, size_t bytes);
    void copy_many(const Copy* copies, size_t count, Space dst_space, Space src_space);
    void copy_pieces(const Copy* copies, size_t count);
    void copy_dims(void* dst, const void* src, const Dim* dims, uint32_t dim_count, uint64_t run);
    void record(Event& event);
    void wait(const Event& event);
    // False when time ran out.
    bool synchronize(uint64_t timeout_ns);

   private:
    explicit Stream(std::shared_ptr<Device> device) : device_(std::move(device)) {}
    const std::shared_ptr<Device> device_;
    void* stream_ = nullptr;
  };

  // A stretch of time in the maker's tools.
  class Range {
   public:
    Range(Device& device, const char* name);
    ~Range();
    Range(const Range&) = delete;
    Range& operator=(const Range&) = delete;

   private:
    Device& device_;
  };

 private:
  [[noreturn]] void raise(const char* doing, int32_t code, const Failure& failure);
  void check(const char* doing, int32_t code, const Failure& failure) {
    if (code != kOk) raise(doing, code, failure);
  }
  const Table& table() {
    if (!opened()) open();
    return table_;
  }
  void open();
  void take(const Table& table);

  std::atomic<bool> opened_{false};
  Table table_{};  // this and info_ do not change once opened
  Info info_{};
  std::atomic<bool> lost_{false};
  mutable std::mutex mutex_;  // guards lost_text_, and opening
  Opener opener_;
  std::string lost_text_;
  const std::shared_ptr<memory::Reclaimers> reclaimers_ = memory::Reclaimers::create();
};

// The device that is always there: this machine's own memory and CPUs.
Table host_table();
std::shared_ptr<Device> make_host();

}  // namespace weir::device
