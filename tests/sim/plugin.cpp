// SPDX-License-Identifier: Apache-2.0
// The simulated device as a plugin: what WEIR_DEVICE_PLUGIN names in tests that go through the
// public library, in any language. WEIR_SIM_REFUSE makes it say no, with that text.
#include <cstdio>
#include <cstdlib>

#include "sim_device.hpp"

extern "C" __attribute__((visibility("default"))) int32_t weir_device_plugin_v2(
    const weir::device::HostApi* host, weir::device::Table* out, weir::device::Failure* failure);

int32_t weir_device_plugin_v2(const weir::device::HostApi*, weir::device::Table* out,
                              weir::device::Failure* failure) {
  using namespace weir;
  if (const char* refuse = std::getenv("WEIR_SIM_REFUSE")) {
    failure->code = device::kFailed;
    failure->native = 35;
    std::snprintf(failure->text, sizeof failure->text, "%s", refuse);
    return failure->code;
  }
  sim::SimOptions options;
  options.memory_bytes = size_t{64} << 20;
  options.needs_staging = true;
  *out = (new sim::SimDevice(options))->table();
  return device::kOk;
}
