// SPDX-License-Identifier: Apache-2.0
// enum weir_priority, as the rooms know it.
#pragma once

#include "base/status.hpp"
#include "memory/priority.hpp"
#include "weir/memory_pool.h"

namespace weir::api {

static_assert(static_cast<uint32_t>(memory::Priority::critical) + 1 == WEIR_PRIORITY_CRITICAL &&
              static_cast<uint32_t>(memory::Priority::low) + 1 == WEIR_PRIORITY_LOW);

inline memory::Priority read_priority(uint32_t priority) {
  if (priority == WEIR_PRIORITY_DEFAULT) return memory::Priority::medium;
  if (priority > WEIR_PRIORITY_LOW) {
    fail(Status::invalid, "priority is %u: use one of WEIR_PRIORITY_*", priority);
  }
  return static_cast<memory::Priority>(priority - 1);
}

}  // namespace weir::api
