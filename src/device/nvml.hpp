// SPDX-License-Identifier: Apache-2.0
// What the NVIDIA management library says of the GPUs: their names and memory, told without
// starting the CUDA driver, so that a process that asked may still fork. It is opened by name when
// asked and closed again; a machine without one gets no answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace weir::device {

struct GpuSeen {
  std::string name;
  uint64_t memory_bytes = 0;
  uint64_t free_bytes = 0;
};

// The first GPU that CUDA would see: CUDA_VISIBLE_DEVICES is heeded. Nothing when the library is
// not there, or does not tell.
std::optional<GpuSeen> ask_nvml(const char* library = "libnvidia-ml.so.1");

}  // namespace weir::device
