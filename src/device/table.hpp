// SPDX-License-Identifier: Apache-2.0
// The device table: all that the library asks of a device, as plain C data, so that a device can be
// compiled apart and loaded at run time. `host` is always there, the simulated device lives in
// tests/sim, and libweir_cuda.so exports one function that fills in such a table.
//
// Policy (queues, batches, staging, pools, retries, statistics) is not here: it lives above, once,
// and is therefore tested on every device alike.
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

inline constexpr uint32_t kTableMajor = 2;
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
  uint32_t needs_staging;  // 1: copies between spaces want host memory that reachable() says yes to
  int32_t lowest_priority;  // streams: lower numbers go first, as in CUDA
  int32_t highest_priority;
  uint32_t compute_major;
  uint32_t compute_minor;
  uint32_t driver_version;  // as the driver counts, 0 when there is none
  uint32_t reserved;
  uint8_t uuid[16];
};

// One copy of contiguous bytes.
struct Copy {
  void* dst;
  const void* src;
  uint64_t bytes;
};

// One dimension of a strided copy, outermost first; strides in bytes.
struct Dim {
  uint64_t extent;
  int64_t dst_stride;
  int64_t src_stride;
};
inline constexpr uint32_t kMostCopyDims = 8;  // of copy_dims()

struct Table {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t kind;  // WEIR_DEVICE_HOST or WEIR_DEVICE_CUDA
  void* self;     // first argument of every entry

  int32_t (*info)(void* self, Info* out, Failure* failure);
  // Ends the device. No stream is in use, no call follows.
  void (*close)(void* self);

  // --- Memory. A block that is released is not in use by anything queued.
  // -------------------------
  int32_t (*memory_allocate)(void* self, size_t bytes, void** out, Failure* failure);
  void (*memory_release)(void* self, void* block);
  int32_t (*memory_info)(void* self, uint64_t* free_out, uint64_t* total_out, Failure* failure);
  // Host memory that the device's engines read and write by themselves.
  int32_t (*staging_allocate)(void* self, size_t bytes, void** out, Failure* failure);
  void (*staging_release)(void* self, void* block);
  // 1 when the engines reach this host memory by themselves: staging memory, or the caller's own.
  int32_t (*reachable)(void* self, const void* at, size_t bytes);

  // --- Streams
  // ------------------------------------------------------------------------------------
  int32_t (*stream_create)(void* self, int32_t priority, void** out, Failure* failure);
  void (*stream_destroy)(void* self, void* stream);
  // Queues a copy of contiguous bytes; copies of one stream happen in order. Both ends stay as they
  // are until the stream, or an event recorded behind it, is done.
  int32_t (*copy)(void* self, void* stream, void* dst, uint32_t dst_space, const void* src,
                  uint32_t src_space, size_t bytes, Failure* failure);
  // Waits for all that was queued. Tells the first failure that no event has told, once.
  int32_t (*stream_synchronize)(void* self, void* stream, uint64_t timeout_ns, Failure* failure);

  // --- Events
  // -------------------------------------------------------------------------------------
  int32_t (*event_create)(void* self, uint32_t timed, void** out, Failure* failure);
  void (*event_destroy)(void* self, void* event);
  int32_t (*event_record)(void* self, void* event, void* stream, Failure* failure);
  // Waits until the stream has come to where the event was last recorded; an event never recorded
  // is done. Tells the first failure of what was queued since the event recorded there before.
  int32_t (*event_wait)(void* self, void* event, uint64_t timeout_ns, Failure* failure);
  // What is queued from here on begins when the event is done.
  int32_t (*stream_wait)(void* self, void* stream, void* event, Failure* failure);

  // --- Optional from here: NULL means "this device cannot"
  // ----------------------------------------- Between two timed events that are done.
  int32_t (*event_elapsed)(void* self, void* begin, void* end, uint64_t* ns_out, Failure* failure);
  // A stream of the caller's own making, a cudaStream_t. stream_destroy() leaves it alone.
  int32_t (*stream_wrap)(void* self, void* native, void** out, Failure* failure);
  // Many copies in no order; no destination overlaps another copy.
  int32_t (*copy_many)(void* self, void* stream, const Copy* copies, size_t count,
                       uint32_t dst_space, uint32_t src_space, Failure* failure);
  // The same by the device's own hands: `copies` lies in staging memory and stays until done, both
  // ends are device or staging memory.
  int32_t (*copy_pieces)(void* self, void* stream, const Copy* copies, size_t count,
                         Failure* failure);
  // Strided, within the device; runs of `run` bytes, 1 to kMostCopyDims dimensions. Neither side
  // overlaps the other, nor the destination itself.
  int32_t (*copy_dims)(void* self, void* stream, void* dst, const void* src, const Dim* dims,
                       uint32_t dim_count, uint64_t run, Failure* failure);
  // Gives memory that is kept for later back to the driver, down to keep_bytes.
  int32_t (*memory_trim)(void* self, uint64_t keep_bytes, Failure* failure);
  // A named stretch of this thread's time, for the maker's own tools.
  void (*range_begin)(void* self, const char* name);
  void (*range_end)(void* self);
};

// What a plugin gets to know of its host.
struct HostApi {
  uint32_t struct_size;
  uint32_t abi_major;
  // Not 0 in a child made by fork(): the driver must not be called there; entries answer kLost, and
  // what ends is left to the system.
  int32_t (*over)(void);
};

// A plugin's one symbol: opens the first device and fills in its table. kOk, or why not.
using PluginEntry = int32_t (*)(const HostApi* host, Table* out, Failure* failure);
inline constexpr const char* kPluginSymbol = "weir_device_plugin_v2";

}  // namespace weir::device
