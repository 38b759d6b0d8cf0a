// SPDX-License-Identifier: Apache-2.0
#include "device/nvml.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <memory>

namespace weir::device {
namespace {

// The few calls that are needed, as the library has had them since its second version.
struct Memory {
  unsigned long long total, free, used;
};
using Gpu = struct nvmlDevice_st*;
using Start = int (*)();
using End = int (*)();
using ByIndex = int (*)(unsigned, Gpu*);
using ByUuid = int (*)(const char*, Gpu*);
using Name = int (*)(Gpu, char*, unsigned);
using MemoryOf = int (*)(Gpu, Memory*);

template <class Function>
Function find(void* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

// The first entry of CUDA_VISIBLE_DEVICES: a number or a UUID; none means the first GPU.
bool first_visible(void* library, Gpu* out) {
  const auto by_index = find<ByIndex>(library, "nvmlDeviceGetHandleByIndex_v2");
  const auto by_uuid = find<ByUuid>(library, "nvmlDeviceGetHandleByUUID");
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  if (visible != nullptr && std::strncmp(visible, "GPU-", 4) == 0) {
    const std::string uuid(visible, std::strcspn(visible, ","));
    return by_uuid != nullptr && by_uuid(uuid.c_str(), out) == 0;
  }
  const unsigned index =
      visible == nullptr ? 0 : static_cast<unsigned>(std::strtoul(visible, nullptr, 10));
  return by_index != nullptr && by_index(index, out) == 0;
}

}  // namespace

std::optional<GpuSeen> ask_nvml(const char* name) {
  const std::unique_ptr<void, int (*)(void*)> library(dlopen(name, RTLD_LAZY | RTLD_LOCAL),
                                                      [](void* open) { return dlclose(open); });
  if (!library) return std::nullopt;
  const auto start = find<Start>(library.get(), "nvmlInit_v2");
  const auto end = find<End>(library.get(), "nvmlShutdown");
  const auto name_of = find<Name>(library.get(), "nvmlDeviceGetName");
  const auto memory_of = find<MemoryOf>(library.get(), "nvmlDeviceGetMemoryInfo");
  if (!start || !end || !name_of || !memory_of || start() != 0) return std::nullopt;
  std::optional<GpuSeen> seen;
  Gpu gpu = nullptr;
  char text[96] = {};
  Memory memory{};
  if (first_visible(library.get(), &gpu) && name_of(gpu, text, sizeof text - 1) == 0 &&
      memory_of(gpu, &memory) == 0) {
    seen = GpuSeen{text, memory.total, memory.free};
  }
  static_cast<void>(end());
  return seen;
}

}  // namespace weir::device
