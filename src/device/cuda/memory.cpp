// SPDX-License-Identifier: Apache-2.0
// Device memory and staging memory. Blocks come from a CUDA pool of our own, which keeps what is
// given back; the policy above decides when a block is free, so nothing here waits for streams.
#include "device/cuda/state.hpp"

namespace weir::device::cuda {
namespace {

int32_t allocate(void* self, size_t bytes, void** out, Failure* failure) {
  return entry(self, failure, [&](Gpu& on) {
    if (on.pool == nullptr) return cudaMalloc(out, bytes);
    const cudaError_t error = cudaMallocFromPoolAsync(out, bytes, on.pool, on.memory);
    // Only then may any other stream use it.
    return error == cudaSuccess ? cudaStreamSynchronize(on.memory) : error;
  });
}

void release(void* self, void* block) {
  ending(self, [&](Gpu& on) {
    return on.pool == nullptr ? cudaFree(block) : cudaFreeAsync(block, on.memory);
  });
}

// What the pool holds for later is free to us.
int32_t memory_info(void* self, uint64_t* free_out, uint64_t* total_out, Failure* failure) {
  return entry(self, failure, [&](Gpu& on) {
    size_t free = 0;
    size_t total = 0;
    const cudaError_t error = cudaMemGetInfo(&free, &total);
    if (error != cudaSuccess) return error;
    uint64_t reserved = 0;
    uint64_t used = 0;
    if (on.pool != nullptr &&
        cudaMemPoolGetAttribute(on.pool, cudaMemPoolAttrReservedMemCurrent, &reserved) ==
            cudaSuccess &&
        cudaMemPoolGetAttribute(on.pool, cudaMemPoolAttrUsedMemCurrent, &used) == cudaSuccess &&
        reserved > used) {
      free += reserved - used;
    }
    *free_out = free;
    *total_out = total;
    return cudaSuccess;
  });
}

int32_t trim(void* self, uint64_t keep_bytes, Failure* failure) {
  return entry(self, failure, [&](Gpu& on) {
    if (on.pool == nullptr) return cudaSuccess;
    const cudaError_t error = cudaStreamSynchronize(on.memory);
    return error == cudaSuccess ? cudaMemPoolTrimTo(on.pool, keep_bytes) : error;
  });
}

int32_t staging_allocate(void* self, size_t bytes, void** out, Failure* failure) {
  return entry(self, failure,
               [&](Gpu&) { return cudaHostAlloc(out, bytes, cudaHostAllocPortable); });
}

void staging_release(void* self, void* block) {
  ending(self, [&](Gpu&) { return cudaFreeHost(block); });
}

bool pinned(const void* at) {
  cudaPointerAttributes about{};
  if (cudaPointerGetAttributes(&about, at) != cudaSuccess) {
    static_cast<void>(cudaGetLastError());
    return false;
  }
  return about.type == cudaMemoryTypeHost || about.type == cudaMemoryTypeManaged;
}

int32_t reachable(void* self, const void* at, size_t bytes) {
  Gpu& on = gpu(self);
  if (on.over() || bytes == 0) return 0;
  const Turn turn(on);
  return pinned(at) && pinned(static_cast<const char*>(at) + bytes - 1) ? 1 : 0;
}

}  // namespace

void fill_memory(Table* table) {
  table->memory_allocate = allocate;
  table->memory_release = release;
  table->memory_info = memory_info;
  table->memory_trim = trim;
  table->staging_allocate = staging_allocate;
  table->staging_release = staging_release;
  table->reachable = reachable;
}

}  // namespace weir::device::cuda
