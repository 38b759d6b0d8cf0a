// SPDX-License-Identifier: Apache-2.0
// What a weir_control and a weir_ticket are, for every public call that takes or gives one.
#pragma once

#include <memory>

#include "api/handle.hpp"
#include "weir/ticket.h"
#include "work/control.hpp"
#include "work/ticket.hpp"

struct weir_control : weir::api::Handle<weir::work::Control, weir::api::tag("ctrl")> {
  static constexpr const char* kName = "weir_control";
  using Handle::Handle;
};

struct weir_ticket : weir::api::Handle<weir::work::Ticket, weir::api::tag("tckt")> {
  static constexpr const char* kName = "weir_ticket";
  using Handle::Handle;
};

namespace weir::api {

// A control that may be NULL.
inline std::shared_ptr<work::Control> use_control(const weir_control* control) {
  return control != nullptr ? use(control, "control") : nullptr;
}

}  // namespace weir::api
