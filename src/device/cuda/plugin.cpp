// SPDX-License-Identifier: Apache-2.0
// The plugin's one symbol: opens the first visible GPU, proves that it runs our code, and fills in
// the device table.
#include <nvtx3/nvToolsExt.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "device/cuda/kernels.cuh"
#include "device/cuda/state.hpp"

namespace weir::device::cuda {
namespace {

std::atomic<bool> ended{false};

// Exit handlers run last first, and CUDA registers its own as it starts: asked for again after
// that, ours comes before them.
void watch_exit() {
  static_cast<void>(std::atexit([] { ended.store(true, std::memory_order_release); }));
}

// Why there is no device, as far as CUDA's own numbers tell; what to do about it.
int32_t say_why_none(Failure* failure, cudaError_t error) {
  int driver = 0;
  static_cast<void>(cudaDriverGetVersion(&driver));
  const auto native = static_cast<int32_t>(error);
  char text[sizeof failure->text];
  switch (error) {
    case cudaErrorInsufficientDriver:
      if (driver == 0) {
        return say(failure, kFailed, native,
                   "no NVIDIA driver is installed (libcuda.so.1 is not there)");
      }
      std::snprintf(text, sizeof text,
                    "the NVIDIA driver is too old: it is for CUDA %d.%d, this library needs %d.%d",
                    driver / 1000, driver % 1000 / 10, CUDART_VERSION / 1000,
                    CUDART_VERSION % 1000 / 10);
      return say(failure, kFailed, native, text);
    case cudaErrorStubLibrary:
      return say(failure, kFailed, native,
                 "the libcuda.so.1 that was found is the toolkit's stub: take it off the library "
                 "path");
    case cudaErrorNoDevice:
      return say(failure, kFailed, native,
                 "the driver shows no GPU: see CUDA_VISIBLE_DEVICES and nvidia-smi");
    case cudaErrorNoKernelImageForDevice:
      return say(failure, kFailed, native,
                 "this build has no code for this GPU: build with -Dgpu_arch for it");
    case cudaErrorInitializationError:
      return say(failure, kFailed, native,
                 "the driver does not start here; in a child made by fork() it cannot when the "
                 "parent had started it");
    case cudaErrorSystemDriverMismatch:
      return say(failure, kFailed, native,
                 "the driver's library and the running kernel module differ: reboot, or load the "
                 "module anew");
    default:
      std::snprintf(text, sizeof text, "the GPU cannot be used: %s: %s", cudaGetErrorName(error),
                    cudaGetErrorString(error));
      return say(failure, kFailed, native, text);
  }
}

cudaError_t read_info(Gpu& on) {
  cudaDeviceProp about{};
  cudaError_t error = cudaGetDeviceProperties(&about, on.ordinal);
  if (error != cudaSuccess) return error;
  std::snprintf(on.info.name, sizeof on.info.name, "%.63s", about.name);
  on.info.memory_bytes = about.totalGlobalMem;
  on.info.needs_staging = 1;
  on.info.compute_major = static_cast<uint32_t>(about.major);
  on.info.compute_minor = static_cast<uint32_t>(about.minor);
  std::memcpy(on.info.uuid, &about.uuid, sizeof on.info.uuid);
  on.processors = std::max(1, about.multiProcessorCount);
  int driver = 0;
  if (cudaDriverGetVersion(&driver) == cudaSuccess) {
    on.info.driver_version = static_cast<uint32_t>(driver);
  }
  int lowest = 0;
  int highest = 0;
  error = cudaDeviceGetStreamPriorityRange(&lowest, &highest);
  on.info.lowest_priority = lowest;
  on.info.highest_priority = highest;
  return error;
}

// Our own pool, which keeps what is given back: the driver's default pool is shared with others.
void make_pool(Gpu& on) {
  int pools = 0;
  if (cudaDeviceGetAttribute(&pools, cudaDevAttrMemoryPoolsSupported, on.ordinal) != cudaSuccess ||
      pools == 0) {
    return;
  }
  cudaMemPoolProps props{};
  props.allocType = cudaMemAllocationTypePinned;
  props.location.type = cudaMemLocationTypeDevice;
  props.location.id = on.ordinal;
  uint64_t keep_all = ~uint64_t{0};
  if (cudaMemPoolCreate(&on.pool, &props) != cudaSuccess ||
      cudaMemPoolSetAttribute(on.pool, cudaMemPoolAttrReleaseThreshold, &keep_all) != cudaSuccess) {
    static_cast<void>(cudaGetLastError());
    on.pool = nullptr;
  }
}

// A GPU for which this build has no code fails at its first launch, not before.
cudaError_t prove(Gpu& on) {
  uint32_t* answer = nullptr;
  cudaError_t error =
      cudaHostAlloc(reinterpret_cast<void**>(&answer), sizeof *answer, cudaHostAllocPortable);
  if (error != cudaSuccess) return error;
  *answer = 0;
  error = launch_probe(answer, on.memory);
  if (error == cudaSuccess) error = cudaStreamSynchronize(on.memory);
  const bool right = *static_cast<volatile uint32_t*>(answer) == 42;
  static_cast<void>(cudaFreeHost(answer));
  return error != cudaSuccess ? error : right ? cudaSuccess : cudaErrorUnknown;
}

void end(Gpu* on) {
  if (!on->over()) {
    const Turn turn(*on);
    if (on->memory != nullptr) {
      static_cast<void>(cudaStreamSynchronize(on->memory));
      static_cast<void>(cudaStreamDestroy(on->memory));
    }
    if (on->pool != nullptr) static_cast<void>(cudaMemPoolDestroy(on->pool));
    static_cast<void>(cudaGetLastError());
  }
  delete on;
}

cudaError_t open(Gpu& on) {
  int count = 0;
  cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) return error;
  if (count == 0) return cudaErrorNoDevice;
  const Turn turn(on);
  error = cudaFree(nullptr);  // makes the primary context
  if (error == cudaSuccess) error = read_info(on);
  if (error == cudaSuccess) error = cudaStreamCreateWithFlags(&on.memory, cudaStreamNonBlocking);
  if (error == cudaSuccess) error = prove(on);
  if (error == cudaSuccess) make_pool(on);
  return error;
}

int32_t info(void* self, Info* out, Failure*) {
  *out = gpu(self).info;
  return kOk;
}

void close(void* self) {
  end(static_cast<Gpu*>(self));
}

void range_begin(void*, const char* name) {
  static_cast<void>(nvtxRangePushA(name));
}

void range_end(void*) {
  static_cast<void>(nvtxRangePop());
}

int32_t open_first(const HostApi* host, Table* out, Failure* failure) {
  if (host == nullptr || host->struct_size < sizeof(HostApi) || host->abi_major != kTableMajor) {
    return say(failure, kFailed, 0, "this CUDA part belongs to another version of Weir");
  }
  auto* on = new (std::nothrow) Gpu;
  if (on == nullptr) return say(failure, kOutOfMemory, 0, "no host memory");
  on->host = *host;
  watch_exit();
  const cudaError_t error = open(*on);
  watch_exit();
  if (error != cudaSuccess) {
    const int32_t code = say_why_none(failure, error);
    static_cast<void>(cudaGetLastError());
    end(on);
    return code;
  }
  *out = Table{};
  out->struct_size = sizeof(Table);
  out->abi_major = kTableMajor;
  out->abi_minor = kTableMinor;
  out->kind = 2;  // WEIR_DEVICE_CUDA
  out->self = on;
  out->info = info;
  out->close = close;
  out->range_begin = range_begin;
  out->range_end = range_end;
  fill_memory(out);
  fill_streams(out);
  fill_copies(out);
  return kOk;
}

}  // namespace

bool exiting() noexcept {
  return ended.load(std::memory_order_acquire);
}

}  // namespace weir::device::cuda

extern "C" __attribute__((visibility("default"))) int32_t weir_device_plugin_v2(
    const weir::device::HostApi* host, weir::device::Table* out, weir::device::Failure* failure);

int32_t weir_device_plugin_v2(const weir::device::HostApi* host, weir::device::Table* out,
                              weir::device::Failure* failure) {
  return weir::device::cuda::open_first(host, out, failure);
}
