// SPDX-License-Identifier: Apache-2.0
// The weir_report handle, and the severities that rules and reports share.
#pragma once

#include "api/handle.hpp"
#include "validate/report.hpp"
#include "weir/report.h"

struct weir_report : weir::api::Handle<weir::validate::Report, weir::api::tag("rprt")> {
  static constexpr const char* kName = "weir_report";
  using Handle::Handle;
};

namespace weir::api {

inline validate::Severity severity_of(uint32_t severity) {
  if (severity == WEIR_LEVEL_SUGGESTION) return validate::kSuggestion;
  if (severity < WEIR_LEVEL_INFO || severity > WEIR_LEVEL_ERROR) {
    fail(Status::invalid,
         "severity is %u: use WEIR_LEVEL_INFO, WARNING or ERROR, or WEIR_LEVEL_SUGGESTION",
         severity);
  }
  return static_cast<validate::Severity>(severity);
}

}  // namespace weir::api
