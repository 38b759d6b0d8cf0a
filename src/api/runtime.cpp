// SPDX-License-Identifier: Apache-2.0
// include/weir/runtime.h
#include "weir/runtime.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"
#include "runtime/info.hpp"

using namespace weir;
using namespace weir::api;

static_assert(static_cast<uint32_t>(device::Kind::automatic) == WEIR_DEVICE_AUTO &&
              static_cast<uint32_t>(device::Kind::host) == WEIR_DEVICE_HOST &&
              static_cast<uint32_t>(device::Kind::cuda) == WEIR_DEVICE_CUDA);
static_assert(static_cast<uint32_t>(base::Level::debug) == WEIR_LEVEL_DEBUG &&
              static_cast<uint32_t>(base::Level::info) == WEIR_LEVEL_INFO &&
              static_cast<uint32_t>(base::Level::warning) == WEIR_LEVEL_WARNING &&
              static_cast<uint32_t>(base::Level::error) == WEIR_LEVEL_ERROR);

weir_status weir_runtime_create(const weir_runtime_options* options, weir_runtime** runtime_out) {
  return guard(__func__, [&] {
    clear_output(runtime_out, "runtime_out");
    const weir_runtime_options theirs = read_options(options);
    no_flags(theirs.flags);
    runtime::Options ours;
    ours.memory_budget_bytes = theirs.memory_budget_bytes;
    ours.worker_count = theirs.worker_count;
    ours.device = static_cast<device::Kind>(theirs.device);
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
    const auto used = use(runtime, "runtime");
    used->shutdown();
    return Status::ok;
  });
}

weir_status weir_runtime_info(const weir_runtime* runtime, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out,
                     runtime::describe(*open(runtime), weir_version(), weir_abi_version()));
  });
}

weir_status weir_runtime_set_log(weir_runtime* runtime, uint32_t min_level, weir_log_fn fn,
                                 void* user, weir_user_free user_free) {
  return guard(__func__, [&] {
    base::User owned = base::own_user(user, user_free);
    const auto opened = open(runtime);
    if (min_level > WEIR_LEVEL_ERROR) {
      fail(Status::invalid, "min_level is %u: use 0 or one of WEIR_LEVEL_*", min_level);
    }
    if (min_level == 0) min_level = WEIR_LEVEL_WARNING;
    opened->log()->set(static_cast<base::Level>(min_level), fn, std::move(owned));
    return Status::ok;
  });
}

weir_status weir_runtime_next_log(weir_runtime* runtime, uint32_t* level_out,
                                  weir_buffer** text_out) {
  return guard(__func__, [&] {
    clear_output(text_out, "text_out");
    require(level_out, "level_out");
    base::Level level;
    std::string text;
    base::Log& log = *open(runtime)->log();
    if (!log.next(level, text)) return Status::end;
    try {
      give_text(text_out, text);
    } catch (...) {
      log.unread(level, std::move(text));
      throw;
    }
    *level_out = static_cast<uint32_t>(level);
    return Status::ok;
  });
}

void weir_runtime_free(weir_runtime* runtime) {
  release(runtime);
}
