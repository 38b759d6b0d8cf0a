// SPDX-License-Identifier: Apache-2.0
// What a weir_runtime is, for every public call that takes one.
#pragma once

#include "api/handle.hpp"
#include "runtime/runtime.hpp"
#include "weir/runtime.h"

struct weir_runtime : weir::api::Handle<weir::runtime::Runtime, weir::api::tag("rntm")> {
  static constexpr const char* kName = "weir_runtime";
  using Handle::Handle;
};

namespace weir::api {

// The runtime behind a handle, open for use; Error(closed) after shutdown and in a fork's child.
inline const std::shared_ptr<runtime::Runtime>& open(const weir_runtime* handle) {
  const auto& runtime = use(handle, "runtime");
  runtime->check();
  return runtime;
}

// What a child's handle holds: its own part, and the runtime for as long as the handle is there.
//
//   return give(pool_out, keep_with(runtime, runtime->stream_pool()));
template <class Part>
std::shared_ptr<Part> keep_with(std::shared_ptr<runtime::Runtime> runtime,
                                std::shared_ptr<Part> part) {
  struct Both {
    std::shared_ptr<runtime::Runtime> runtime;  // ends last
    std::shared_ptr<Part> part;
  };
  Part* const address = part.get();
  auto both = std::make_shared<Both>(Both{std::move(runtime), std::move(part)});
  return std::shared_ptr<Part>(std::move(both), address);
}

}  // namespace weir::api
