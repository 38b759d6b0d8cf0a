// SPDX-License-Identifier: Apache-2.0
// Loading libweir_cuda.so. A plugin stays loaded until the process ends: the driver's own threads
// and exit handlers point into it. It is told when it is in a fork's child, where the driver never
// works once the parent has started it; that the process ends it watches for itself, because a
// driver call from there on crashes.
//
// Threads: Shared.
#pragma once

#include <string>

#include "device/device.hpp"

namespace weir::device {

// Loads the plugin and opens its first device. Error(unsupported) in words: no such file, not a
// plugin, another version, no driver, forked.
Table open_plugin(const std::string& path);

// What plugins ask: HostApi::over.
int32_t process_over() noexcept;

}  // namespace weir::device
