// SPDX-License-Identifier: Apache-2.0
// Who holds memory: every charge names one of these, so that a refusal can say where it all went.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::memory {

// A module stands here when it charges something: weir_runtime_memory_module() tells of each.
enum class Module : uint8_t { buffers, profile, stream, points, cache, pool, managed, count };

inline constexpr size_t kModuleCount = static_cast<size_t>(Module::count);

constexpr const char* module_name(Module module) noexcept {
  switch (module) {
    case Module::buffers:
      return "buffers";
    case Module::profile:
      return "profile";
    case Module::stream:
      return "stream";
    case Module::points:
      return "points";
    case Module::cache:
      return "cache";
    case Module::pool:
      return "pool";
    case Module::managed:
      return "managed";
    case Module::count:
      break;
  }
  return "unknown";
}

}  // namespace weir::memory
