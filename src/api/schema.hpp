// SPDX-License-Identifier: Apache-2.0
// The weir_schema handle, for the other files of api/.
#pragma once

#include "api/handle.hpp"
#include "validate/schema.hpp"
#include "weir/schema.h"

struct weir_schema : weir::api::Handle<const weir::validate::Schema, weir::api::tag("schm")> {
  static constexpr const char* kName = "weir_schema";
  using Handle::Handle;
};
