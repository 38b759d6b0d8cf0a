// SPDX-License-Identifier: Apache-2.0
// Who holds memory: every charge names one of these, so that a refusal can say where it all went.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::memory {

// Appended to, never reordered: weir_runtime_memory_module() counts through them.
enum class Module : uint8_t { buffers, work, profile, device, stream, validate, points, count };

inline constexpr size_t kModuleCount = static_cast<size_t>(Module::count);

constexpr const char* module_name(Module module) noexcept {
  switch (module) {
    case Module::buffers:
      return "buffers";
    case Module::work:
      return "work";
    case Module::profile:
      return "profile";
    case Module::device:
      return "device";
    case Module::stream:
      return "stream";
    case Module::validate:
      return "validate";
    case Module::points:
      return "points";
    case Module::count:
      break;
  }
  return "unknown";
}

}  // namespace weir::memory
