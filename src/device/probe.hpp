// SPDX-License-Identifier: Apache-2.0
// Which devices could there be, and why not? Answered from files, and from whether the driver's
// library loads, which runs its constructors. No function of it is called: a process that has once
// called the CUDA driver can no longer use it after fork().
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "device/device.hpp"

namespace weir::device {

struct Probe {
  bool present = false;
  std::string reason;  // why not, and what would help; empty when present
};

// What the probe looks at; tests point it elsewhere.
struct CudaPlaces {
  std::string plugin;  // empty: cuda_plugin_path()
  std::string driver_device = "/dev/nvidiactl";
  std::string driver_library = "libcuda.so.1";
};

Probe probe_cuda(const CudaPlaces& places = {});

// $WEIR_DEVICE_PLUGIN, or libweir_cuda.so in the directory this code was loaded from. Never the
// current directory. A plugin that the environment names answers for itself: the probe then looks
// for its file only, and the rest is told when it is opened.
std::string cuda_plugin_path();
bool cuda_plugin_named();

// One line of the list of devices: what is there, what is not, and why.
struct Seen {
  Kind kind;
  bool available;
  uint64_t memory_bytes;
  std::string name;
  std::string reason;
};

// The host first, then every kind of device that could be. `refusal`: why a device that is there
// could not be opened, when that was tried.
std::vector<Seen> look_around(const std::string& refusal = {});

// The CUDA device. Error(unsupported) with the reason when there is none.
Table open_cuda();

}  // namespace weir::device
