// SPDX-License-Identifier: Apache-2.0
#include "device/probe.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "base/status.hpp"
#include "device/nvml.hpp"
#include "device/plugin.hpp"

namespace weir::device {

bool cuda_plugin_named() {
  const char* chosen = std::getenv("WEIR_DEVICE_PLUGIN");
  return chosen != nullptr && chosen[0] != '\0';
}

std::string cuda_plugin_path() {
  if (cuda_plugin_named()) return std::getenv("WEIR_DEVICE_PLUGIN");
  Dl_info here;
  std::string path;
  if (dladdr(reinterpret_cast<void*>(&cuda_plugin_path), &here) != 0 && here.dli_fname != nullptr) {
    path = here.dli_fname;
  }
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {};
  return path.substr(0, slash + 1) + "libweir_cuda.so";
}

namespace {

// CUDA_VISIBLE_DEVICES, set to nothing or to no device at all.
bool every_gpu_hidden() {
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  return visible != nullptr && (visible[0] == '\0' || std::strcmp(visible, "-1") == 0 ||
                                std::strcmp(visible, "NoDevFiles") == 0);
}

Probe probe_plugin(const std::string& plugin) {
  if (!plugin.empty() && access(plugin.c_str(), R_OK) == 0) return {true, {}};
  return {false, format_text("the CUDA part of Weir is not installed: %s is missing (build it with "
                             "-Dcuda=enabled, or point WEIR_DEVICE_PLUGIN at it)",
                             plugin.empty() ? "libweir_cuda.so" : plugin.c_str())};
}

}  // namespace

Probe probe_cuda(const CudaPlaces& places) {
  const std::string plugin = places.plugin.empty() ? cuda_plugin_path() : places.plugin;
  if (places.plugin.empty() && cuda_plugin_named()) return probe_plugin(plugin);
  if (every_gpu_hidden()) {
    return {false, "CUDA_VISIBLE_DEVICES hides every GPU: unset it, or name one"};
  }
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
  return probe_plugin(plugin);
}

std::vector<Seen> look_around(const std::string& refusal) {
  const Info host = make_host()->info();
  std::vector<Seen> seen = {{Kind::host, true, host.memory_bytes, host.name, {}}};
  Probe cuda = probe_cuda();
  if (!cuda.present || !refusal.empty()) {
    seen.push_back({Kind::cuda, false, 0, "NVIDIA GPU", cuda.present ? refusal : cuda.reason});
    return seen;
  }
  // Not opened for this: the management library knows the name without starting the driver.
  const std::optional<GpuSeen> gpu = ask_nvml();
  seen.push_back(
      {Kind::cuda, true, gpu ? gpu->memory_bytes : 0, gpu ? gpu->name : "NVIDIA GPU", {}});
  return seen;
}

Table open_cuda() {
  const Probe cuda = probe_cuda();
  if (!cuda.present) throw Error(Status::unsupported, cuda.reason);
  return open_plugin(cuda_plugin_path());
}

}  // namespace weir::device
