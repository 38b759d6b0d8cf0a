// SPDX-License-Identifier: Apache-2.0
// What the files of the CUDA plugin share. The plugin translates and decides nothing: each entry of
// the device table is one or two calls of the CUDA runtime.
//
// Three rules, each for a crash that others have met. The process's primary context is used, with a
// memory pool of our own, so that PyTorch and CuPy may live beside us. The calling thread's current
// device is put back after each entry. Once it is over (exit has begun, or this is a fork's child),
// no CUDA call is made at all, and what ends is left to the system.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "device/table.hpp"

namespace weir::device::cuda {

// Whether the process has begun to end.
bool exiting() noexcept;

struct Gpu {
  HostApi host;
  int ordinal = 0;
  int processors = 1;             // multiprocessors
  cudaMemPool_t pool = nullptr;   // NULL: this driver has no pools
  cudaStream_t memory = nullptr;  // where blocks are taken and given back
  Info info{};

  bool over() const { return exiting() || (host.over != nullptr && host.over() != 0); }
};

struct Stream {
  cudaStream_t native;
  bool ours;
};

inline Gpu& gpu(void* self) {
  return *static_cast<Gpu*>(self);
}
inline cudaStream_t native(void* stream) {
  return static_cast<Stream*>(stream)->native;
}

// What an error is to the library, in words; kOk for success.
int32_t say(Failure* failure, cudaError_t error);
int32_t say(Failure* failure, int32_t code, int32_t native, const char* text);
int32_t say_over(Failure* failure);

// For the length of one entry: our device is this thread's current one.
class Turn {
 public:
  explicit Turn(const Gpu& gpu) {
    if (cudaGetDevice(&before_) != cudaSuccess) before_ = gpu.ordinal;
    if (before_ == gpu.ordinal) return;
    moved_ = cudaSetDevice(gpu.ordinal) == cudaSuccess;
  }
  ~Turn() {
    if (moved_) static_cast<void>(cudaSetDevice(before_));
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  int before_ = 0;
  bool moved_ = false;
};

// The body of every entry that can fail: `call` returns a cudaError_t.
template <class Call>
int32_t entry(void* self, Failure* failure, Call&& call) {
  Gpu& on = gpu(self);
  if (on.over()) return say_over(failure);
  const Turn turn(on);
  return say(failure, call(on));
}

// The body of every entry that ends something.
template <class Call>
void ending(void* self, Call&& call) {
  Gpu& on = gpu(self);
  if (on.over()) return;
  const Turn turn(on);
  static_cast<void>(call(on));
  static_cast<void>(cudaGetLastError());
}

void fill_memory(Table* table);
void fill_streams(Table* table);
void fill_copies(Table* table);

}  // namespace weir::device::cuda
