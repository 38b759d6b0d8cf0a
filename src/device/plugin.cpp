// SPDX-License-Identifier: Apache-2.0
#include "device/plugin.hpp"

#include <dlfcn.h>

#include <atomic>

#include "base/fork.hpp"

namespace weir::device {
namespace {

// 1 more than the fork generation in which a plugin was first opened; 0: none was.
constinit std::atomic<uint64_t> opened_in{0};

bool forked_since() noexcept {
  const uint64_t opened = opened_in.load(std::memory_order_acquire);
  return opened != 0 && opened != base::fork_generation() + 1;
}

PluginEntry load(const std::string& path) {
  // RTLD_LOCAL: its CUDA runtime is its own. RTLD_NODELETE: it registers exit handlers.
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    fail(Status::unsupported, "the CUDA part of Weir cannot be loaded: %s", dlerror());
  }
  void* const symbol = dlsym(library, kPluginSymbol);
  if (symbol == nullptr) {
    fail(Status::unsupported,
         "%s is not a device plugin of this version of Weir: it has no %s. Install the CUDA part "
         "that belongs to this library",
         path.c_str(), kPluginSymbol);
  }
  return reinterpret_cast<PluginEntry>(symbol);
}

constexpr HostApi kHostApi = {sizeof(HostApi), kTableMajor, process_over};

}  // namespace

int32_t process_over() noexcept {
  return forked_since() ? 1 : 0;
}

Table open_plugin(const std::string& path) {
  if (forked_since()) {
    fail(Status::unsupported,
         "this process was forked from one that had already started the GPU's driver, which cannot "
         "be used here: start the GPU after fork(), or start a new program");
  }
  const PluginEntry entry = load(path);
  base::watch_forks();
  Table table{};
  Failure failure{};
  const int32_t code = entry(&kHostApi, &table, &failure);
  // The driver was called, well or not: from here on a fork's child cannot use it.
  opened_in.store(base::fork_generation() + 1, std::memory_order_release);
  if (code != kOk) {
    failure.text[sizeof failure.text - 1] = '\0';
    std::string text = failure.text;
    if (failure.native != 0) text += format_text(" (driver code %d)", failure.native);
    throw Error(Status::unsupported, std::move(text));
  }
  return table;
}

}  // namespace weir::device
