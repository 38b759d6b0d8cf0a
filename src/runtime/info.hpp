// SPDX-License-Identifier: Apache-2.0
// What a runtime says about itself and where it runs, for people and for bug reports.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/runtime.hpp"

namespace weir::runtime {

// The product's own numbers are known at the border, not in here.
std::string describe(const Runtime& runtime, const char* version, uint32_t abi);

}  // namespace weir::runtime
