// SPDX-License-Identifier: Apache-2.0
// include/weir/device.h
#include "weir/device.h"

#include <cstdio>

#include "api/options.hpp"
#include "api/runtime.hpp"

using namespace weir;
using namespace weir::api;

static_assert(static_cast<uint32_t>(device::Kind::host) == WEIR_DEVICE_HOST &&
              static_cast<uint32_t>(device::Kind::cuda) == WEIR_DEVICE_CUDA);

weir_status weir_runtime_device_count(const weir_runtime* runtime, uint32_t* count_out) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    require(count_out, "count_out");
    *count_out = static_cast<uint32_t>(opened->devices().size());
    return Status::ok;
  });
}

weir_status weir_runtime_device_at(const weir_runtime* runtime, uint32_t index,
                                   weir_device_info* info_out) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    require(info_out, "info_out");
    const auto devices = opened->devices();
    if (index >= devices.size()) return Status::end;
    const device::Seen& seen = devices[index];
    const device::Kind chosen = opened->device_kind();
    weir_device_info info{};
    info.kind = static_cast<uint32_t>(seen.kind);
    info.available = seen.available ? 1 : 0;
    info.chosen = seen.available && seen.kind == chosen ? 1 : 0;
    info.memory_bytes = seen.memory_bytes;
    std::snprintf(info.name, sizeof info.name, "%s", seen.name.c_str());
    std::snprintf(info.reason, sizeof info.reason, "%s", seen.reason.c_str());
    write_struct(info_out, info, "info_out");
    return Status::ok;
  });
}
