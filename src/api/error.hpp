// SPDX-License-Identifier: Apache-2.0
// The exception barrier: every public call's body runs inside guard(), and nothing but a status
// leaves it. Codes are mapped by type; the text goes to this thread's weir_last_error().
#pragma once

#include <cstdint>

#include "base/callback.hpp"
#include "base/status.hpp"
#include "weir/base.h"

namespace weir::api {

// Keeps `text` as this thread's last error, prefixed by the public function's name.
void set_last_error(const char* function, const char* text) noexcept;

// Maps the exception in flight to a status and keeps its text. Call from a catch block only.
weir_status translate_exception(const char* function) noexcept;

// `body` returns a Status. It is not noexcept, and forced unwinding (pthread_cancel, pthread_exit)
// passes through: swallowing it would abort the host program.
template <class Body>
weir_status guard(const char* function, Body&& body) {
  try {
    return static_cast<weir_status>(body());
  } catch (...) {
    if (base::being_cancelled()) throw;
    return translate_exception(function);
  }
}

}  // namespace weir::api
