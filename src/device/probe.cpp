// SPDX-License-Identifier: Apache-2.0
#include "device/probe.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/status.hpp"

namespace weir::device {

std::string cuda_plugin_path() {
  const char* chosen = std::getenv("WEIR_DEVICE_PLUGIN");
  if (chosen != nullptr && chosen[0] != '\0') return chosen;
  Dl_info here;
  std::string path;
  if (dladdr(reinterpret_cast<void*>(&cuda_plugin_path), &here) != 0 && here.dli_fname != nullptr) {
    path = here.dli_fname;
  }
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {};
  return path.substr(0, slash + 1) + "libweir_cuda.so";
}

Probe probe_cuda(const CudaPlaces& places) {
  const std::string plugin = places.plugin.empty() ? cuda_plugin_path() : places.plugin;
  if (access(places.driver_device.c_str(), F_OK) != 0) {
    return {false, format_text("no NVIDIA driver is running here: %s is missing",
                               places.driver_device.c_str())};
  }
  if (access(places.driver_device.c_str(), R_OK | W_OK) != 0) {
    return {false,
            format_text("%s may not be opened by this user: %s", places.driver_device.c_str(),
                        std::generic_category().message(errno).c_str())};
  }
  // Whether it loads is the question. That runs the library's constructors, but no cuInit();
  // RTLD_LOCAL keeps its names to itself.
  void* driver = dlopen(places.driver_library.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (driver == nullptr) {
    return {false, format_text("the NVIDIA driver's library cannot be loaded: %s", dlerror())};
  }
  dlclose(driver);
  if (plugin.empty() || access(plugin.c_str(), R_OK) != 0) {
    return {false,
            format_text("the CUDA part of Weir is not installed: %s is missing (build it with "
                        "-Dcuda=enabled, or point WEIR_DEVICE_PLUGIN at it)",
                        plugin.empty() ? "libweir_cuda.so" : plugin.c_str())};
  }
  return {true, {}};
}

std::vector<Seen> look_around() {
  const Info host = make_host()->info();
  Probe cuda = probe_cuda();
  if (cuda.present) {
    cuda.reason = "a driver and a CUDA part are here, but this version of Weir does not load it";
  }
  return {{Kind::host, true, host.memory_bytes, host.name, {}},
          {Kind::cuda, false, 0, "NVIDIA GPU", std::move(cuda.reason)}};
}

}  // namespace weir::device
