// SPDX-License-Identifier: Apache-2.0
// Copies: by the copy engines, many in one call where the driver has such a call, or by the
// multiprocessors.
#include <algorithm>

#include "device/cuda/kernels.cuh"
#include "device/cuda/state.hpp"

namespace weir::device::cuda {
namespace {

constexpr size_t kMostAtOnce = 4096;

cudaMemcpyKind kind_of(uint32_t dst_space, uint32_t src_space) {
  if (dst_space == kDevice) {
    return src_space == kDevice ? cudaMemcpyDeviceToDevice : cudaMemcpyHostToDevice;
  }
  return src_space == kDevice ? cudaMemcpyDeviceToHost : cudaMemcpyHostToHost;
}

int32_t copy(void* self, void* stream, void* dst, uint32_t dst_space, const void* src,
             uint32_t src_space, size_t bytes, Failure* failure) {
  return entry(self, failure, [&](Gpu&) {
    return cudaMemcpyAsync(dst, src, bytes, kind_of(dst_space, src_space), native(stream));
  });
}

cudaError_t one_by_one(const Copy* copies, size_t count, cudaMemcpyKind kind, cudaStream_t on) {
  for (size_t i = 0; i < count; ++i) {
    const cudaError_t error =
        cudaMemcpyAsync(copies[i].dst, copies[i].src, copies[i].bytes, kind, on);
    if (error != cudaSuccess) return error;
  }
  return cudaSuccess;
}

#if CUDART_VERSION >= 13000
// The batch call is refused on the legacy stream, and while a stream is captured it says no and
// loses the copies: then they go one by one.
bool takes_batches(cudaStream_t on) {
  if (on == nullptr || on == cudaStreamLegacy || on == cudaStreamPerThread) return false;
  cudaStreamCaptureStatus capturing = cudaStreamCaptureStatusNone;
  return cudaStreamIsCapturing(on, &capturing) == cudaSuccess &&
         capturing == cudaStreamCaptureStatusNone;
}

cudaError_t one_call(const Copy* copies, size_t count, cudaStream_t on) {
  void* to[kMostAtOnce];
  const void* from[kMostAtOnce];
  size_t bytes[kMostAtOnce];
  for (size_t i = 0; i < count; ++i) {
    to[i] = copies[i].dst;
    from[i] = copies[i].src;
    bytes[i] = copies[i].bytes;
  }
  cudaMemcpyAttributes how{};
  how.srcAccessOrder = cudaMemcpySrcAccessOrderStream;
  size_t first = 0;
  return cudaMemcpyBatchAsync(to, from, bytes, count, &how, &first, 1, on);
}
#else
bool takes_batches(cudaStream_t) {
  return false;
}
cudaError_t one_call(const Copy*, size_t, cudaStream_t) {
  return cudaErrorNotSupported;
}
#endif

int32_t copy_many(void* self, void* stream, const Copy* copies, size_t count, uint32_t dst_space,
                  uint32_t src_space, Failure* failure) {
  const cudaMemcpyKind kind = kind_of(dst_space, src_space);
  const cudaStream_t on = native(stream);
  return entry(self, failure, [&](Gpu&) {
    bool batches = takes_batches(on);
    for (size_t at = 0; at < count;) {
      const size_t part = std::min(kMostAtOnce, count - at);
      cudaError_t error = batches ? one_call(copies + at, part, on) : cudaErrorNotSupported;
      if (error == cudaErrorNotSupported || error == cudaErrorInvalidValue ||
          error == cudaErrorCallRequiresNewerDriver) {
        // A driver older than the call: nothing of this part was queued.
        static_cast<void>(cudaGetLastError());
        batches = false;
        error = one_by_one(copies + at, part, kind, on);
      }
      if (error != cudaSuccess) return error;
      at += part;
    }
    return cudaSuccess;
  });
}

int32_t copy_pieces(void* self, void* stream, const Copy* copies, size_t count, Failure* failure) {
  return entry(self, failure, [&](Gpu& on) {
    return launch_pieces(copies, count, on.processors, native(stream));
  });
}

int32_t copy_dims(void* self, void* stream, void* dst, const void* src, const Dim* dims,
                  uint32_t dim_count, uint64_t run, Failure* failure) {
  return entry(self, failure, [&](Gpu& on) {
    if (dim_count == 0 || dim_count > kMostCopyDims) return cudaErrorInvalidValue;
    return launch_dims(dst, src, dims, dim_count, run, on.processors, native(stream));
  });
}

}  // namespace

void fill_copies(Table* table) {
  table->copy = copy;
  table->copy_many = copy_many;
  table->copy_pieces = copy_pieces;
  table->copy_dims = copy_dims;
}

}  // namespace weir::device::cuda
