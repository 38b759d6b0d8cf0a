// SPDX-License-Identifier: Apache-2.0
// Copies that the multiprocessors make: many pieces at once, and strided arrays. Both are bound by
// memory, so they only have to read and write as wide as addresses allow.
#include "device/cuda/kernels.cuh"

namespace weir::device::cuda {
namespace {

constexpr unsigned kThreads = 256;
constexpr unsigned kBlocksPerProcessor = 8;

__global__ void probe(uint32_t* out) {
  *out = 42;
}

// A part of a piece, by all threads of a block, T at a time.
template <class T>
__device__ void copy_as(char* dst, const char* src, uint64_t bytes) {
  const uint64_t whole = bytes / sizeof(T);
  for (uint64_t i = threadIdx.x; i < whole; i += blockDim.x) {
    reinterpret_cast<T*>(dst)[i] = reinterpret_cast<const T*>(src)[i];
  }
  for (uint64_t i = whole * sizeof(T) + threadIdx.x; i < bytes; i += blockDim.x) dst[i] = src[i];
}

__global__ void pieces(const Copy* copies, size_t count) {
  for (size_t i = blockIdx.x; i < count; i += gridDim.x) {
    const Copy piece = copies[i];
    auto* dst = static_cast<char*>(piece.dst);
    const auto* src = static_cast<const char*>(piece.src);
    const uint64_t both = reinterpret_cast<uint64_t>(dst) | reinterpret_cast<uint64_t>(src);
    if (both % 16 == 0) {
      copy_as<int4>(dst, src, piece.bytes);
    } else if (both % 8 == 0) {
      copy_as<int2>(dst, src, piece.bytes);
    } else if (both % 4 == 0) {
      copy_as<int>(dst, src, piece.bytes);
    } else {
      copy_as<char>(dst, src, piece.bytes);
    }
  }
}

struct Dims {
  Dim dim[kMostCopyDims];
  uint32_t count;
  uint64_t units;  // of one run
  uint64_t total;  // units in all
};

// One unit each: which run it is of, and where that lies on either side.
template <class T>
__global__ void strided(char* dst, const char* src, Dims dims) {
  const uint64_t step = uint64_t{gridDim.x} * blockDim.x;
  for (uint64_t i = uint64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < dims.total; i += step) {
    uint64_t run = i / dims.units;
    const uint64_t within = (i - run * dims.units) * sizeof(T);
    auto to = static_cast<int64_t>(within);
    auto from = static_cast<int64_t>(within);
    for (uint32_t d = dims.count; d-- > 0;) {
      const Dim& dim = dims.dim[d];
      const uint64_t outer = run / dim.extent;
      const auto at = static_cast<int64_t>(run - outer * dim.extent);
      to += at * dim.dst_stride;
      from += at * dim.src_stride;
      run = outer;
    }
    *reinterpret_cast<T*>(dst + to) = *reinterpret_cast<const T*>(src + from);
  }
}

template <class T>
cudaError_t launch_strided(char* dst, const char* src, Dims dims, uint64_t run, int processors,
                           cudaStream_t stream) {
  dims.units = run / sizeof(T);
  dims.total = dims.units;
  for (uint32_t d = 0; d < dims.count; ++d) dims.total *= dims.dim[d].extent;
  if (dims.total == 0) return cudaSuccess;
  const uint64_t most = uint64_t{kBlocksPerProcessor} * static_cast<unsigned>(processors);
  const uint64_t wanted = (dims.total + kThreads - 1) / kThreads;
  strided<T><<<static_cast<unsigned>(wanted < most ? wanted : most), kThreads, 0, stream>>>(
      dst, src, dims);
  return cudaGetLastError();
}

}  // namespace

cudaError_t launch_probe(uint32_t* out, cudaStream_t stream) {
  probe<<<1, 1, 0, stream>>>(out);
  return cudaGetLastError();
}

cudaError_t launch_pieces(const Copy* copies, size_t count, int processors, cudaStream_t stream) {
  if (count == 0) return cudaSuccess;
  const size_t most = size_t{kBlocksPerProcessor} * static_cast<unsigned>(processors);
  pieces<<<static_cast<unsigned>(count < most ? count : most), kThreads, 0, stream>>>(copies,
                                                                                      count);
  return cudaGetLastError();
}

cudaError_t launch_dims(void* dst, const void* src, const Dim* given, uint32_t dim_count,
                        uint64_t run, int processors, cudaStream_t stream) {
  Dims dims{};
  dims.count = dim_count;
  auto* to = static_cast<char*>(dst);
  const auto* from = static_cast<const char*>(src);
  // All that an access has to be a multiple of.
  uint64_t all = run | reinterpret_cast<uint64_t>(to) | reinterpret_cast<uint64_t>(from);
  for (uint32_t d = 0; d < dim_count; ++d) {
    dims.dim[d] = given[d];
    all |= static_cast<uint64_t>(given[d].dst_stride) | static_cast<uint64_t>(given[d].src_stride);
  }
  if (all % 16 == 0) return launch_strided<int4>(to, from, dims, run, processors, stream);
  if (all % 8 == 0) return launch_strided<int2>(to, from, dims, run, processors, stream);
  if (all % 4 == 0) return launch_strided<int>(to, from, dims, run, processors, stream);
  if (all % 2 == 0) return launch_strided<short>(to, from, dims, run, processors, stream);
  return launch_strided<char>(to, from, dims, run, processors, stream);
}

}  // namespace weir::device::cuda
