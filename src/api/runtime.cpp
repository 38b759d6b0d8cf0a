// SPDX-License-Identifier: Apache-2.0
// include/weir/runtime.h
#include "weir/runtime.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"

using namespace weir;
using namespace weir::api;

static_assert(static_cast<uint32_t>(runtime::DeviceWish::automatic) == WEIR_DEVICE_AUTO &&
              static_cast<uint32_t>(runtime::DeviceWish::host) == WEIR_DEVICE_HOST &&
              static_cast<uint32_t>(runtime::DeviceWish::cuda) == WEIR_DEVICE_CUDA);

weir_status weir_runtime_create(const weir_runtime_options* options, weir_runtime** runtime_out) {
  return guard(__func__, [&] {
    clear_output(runtime_out, "runtime_out");
    const weir_runtime_options theirs = read_options(options);
    if (theirs.flags != 0) {
      fail(Status::invalid, "flags is %u: no flag is known, write 0", theirs.flags);
    }
    runtime::Options ours;
    ours.memory_budget_bytes = theirs.memory_budget_bytes;
    ours.worker_count = theirs.worker_count;
    ours.device = static_cast<runtime::DeviceWish>(theirs.device);
    return give(runtime_out, runtime::Runtime::create(ours));
  });
}

weir_status weir_runtime_default(weir_runtime** runtime_out) {
  return guard(__func__, [&] {
    clear_output(runtime_out, "runtime_out");
    return give(runtime_out, runtime::process_runtime());
  });
}

weir_status weir_runtime_shutdown(weir_runtime* runtime) {
  return guard(__func__, [&] {
    use(runtime, "runtime")->shutdown();
    return Status::ok;
  });
}

void weir_runtime_free(weir_runtime* runtime) {
  release(runtime);
}
