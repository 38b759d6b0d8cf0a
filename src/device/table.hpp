// SPDX-License-Identifier: Apache-2.0
// The device table: all that the library asks of a device, as plain C data, so that a device can be
// compiled apart and loaded at run time. `host` is always there, the simulated device lives in
// tests/sim, and a plugin exports one function that returns such a table.
//
// Policy (queues, batches, staging, retries, statistics) is not here: it lives above, once, and is
// therefore tested on every device alike.
//
// Growing: entries are only appended and abi_minor counts them. A table with another abi_major is
// refused; an entry beyond a table's struct_size, or NULL, means "this device cannot".
//
// Threads: every entry may be called from any thread. One device stream is used by one thread at a
// time; different streams are used at the same time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::device {

inline constexpr uint32_t kTableMajor = 1;
inline constexpr uint32_t kTableMinor = 0;

// What a device answers. Everything but ok and not_ready comes with a Failure filled in.
enum Code : int32_t {
  kOk = 0,
  kNotReady = 1,     // time ran out: the work goes on
  kOutOfMemory = 2,  // the device's memory; less at a time may do
  kTransient = 3,    // this call failed, the same call again may not
  kFailed = 4,       // this call failed and would again
  kLost = 5,         // the device is gone until the process ends: nothing will work again
};

struct Failure {
  int32_t code;
  int32_t native;  // the driver's own number, 0 when there is none
  char text[240];
};

// Where an address is good.
enum Space : uint32_t { kHost = 0, kDevice = 1 };

struct Info {
  char name[64];
  uint64_t memory_bytes;    // in total
  uint32_t host_is_device;  // 1: both spaces are one, any address does
  uint32_t needs_staging;   // 1: copies between spaces want host memory from staging_allocate()
  int32_t lowest_priority;  // streams: lower numbers go first, as in CUDA
  int32_t highest_priority;
};

struct Table {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t kind;  // WEIR_DEVICE_HOST or WEIR_DEVICE_CUDA
  void* self;     // first argument of every entry

  int32_t (*info)(void* self, Info* out, Failure* failure);
  // Ends the device. No stream is in use, no call follows.
  void (*close)(void* self);

  int32_t (*memory_allocate)(void* self, size_t bytes, void** out, Failure* failure);
  void (*memory_release)(void* self, void* block);
  int32_t (*memory_info)(void* self, uint64_t* free_out, uint64_t* total_out, Failure* failure);
  // Host memory that the device's engines read and write by themselves.
  int32_t (*staging_allocate)(void* self, size_t bytes, void** out, Failure* failure);
  void (*staging_release)(void* self, void* block);

  int32_t (*stream_create)(void* self, int32_t priority, void** out, Failure* failure);
  void (*stream_destroy)(void* self, void* stream);
  // Queues a copy of contiguous bytes; copies of one stream happen in order. Both ends stay as they
  // are until stream_synchronize() says kOk.
  int32_t (*copy)(void* self, void* stream, void* dst, uint32_t dst_space, const void* src,
                  uint32_t src_space, size_t bytes, Failure* failure);
  // Waits for all that was queued. Tells the first failure since the last call, once.
  int32_t (*stream_synchronize)(void* self, void* stream, uint64_t timeout_ns, Failure* failure);
};

}  // namespace weir::device
