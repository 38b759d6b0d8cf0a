// SPDX-License-Identifier: Apache-2.0
// What a weir_buffer is, for every public call that gives one:
//
//   return give_text(text_out, write_report(...));
#pragma once

#include <string>
#include <utility>

#include "api/handle.hpp"
#include "memory/buffer.hpp"
#include "weir/memory.h"

struct weir_buffer : weir::api::Handle<weir::memory::Buffer, weir::api::tag("buff")> {
  static constexpr const char* kName = "weir_buffer";
  using Handle::Handle;
};

namespace weir::api {

inline Status give_text(weir_buffer** out, std::string text) {
  return give(out, memory::Buffer::from_text(std::move(text)));
}

}  // namespace weir::api
