// SPDX-License-Identifier: Apache-2.0
// The weir_json handle, for the other files of api/.
#pragma once

#include "api/handle.hpp"
#include "base/json.hpp"
#include "weir/json.h"

struct weir_json : weir::api::Handle<const weir::base::Json, weir::api::tag("json")> {
  static constexpr const char* kName = "weir_json";
  using Handle::Handle;
};
