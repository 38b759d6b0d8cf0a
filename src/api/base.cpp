// SPDX-License-Identifier: Apache-2.0
// include/weir/base.h
#include "weir/base.h"

#include "base/status.hpp"

namespace {

using weir::Status;
constexpr bool same(Status ours, weir_status theirs) {
  return static_cast<int32_t>(ours) == theirs;
}

static_assert(same(Status::ok, WEIR_OK) && same(Status::miss, WEIR_MISS) &&
              same(Status::again, WEIR_AGAIN) && same(Status::end, WEIR_END) &&
              same(Status::rejected, WEIR_REJECTED));
static_assert(same(Status::invalid, WEIR_E_INVALID) && same(Status::no_memory, WEIR_E_NO_MEMORY) &&
              same(Status::closed, WEIR_E_CLOSED) &&
              same(Status::unsupported, WEIR_E_UNSUPPORTED) && same(Status::io, WEIR_E_IO) &&
              same(Status::parse, WEIR_E_PARSE) && same(Status::not_found, WEIR_E_NOT_FOUND) &&
              same(Status::too_small, WEIR_E_TOO_SMALL) &&
              same(Status::cancelled, WEIR_E_CANCELLED) &&
              same(Status::callback, WEIR_E_CALLBACK) && same(Status::device, WEIR_E_DEVICE) &&
              same(Status::limit, WEIR_E_LIMIT) && same(Status::partial, WEIR_E_PARTIAL) &&
              same(Status::internal, WEIR_E_INTERNAL));

}  // namespace

const char* weir_status_name(weir_status status) {
  return weir::status_name(status);
}

uint32_t weir_abi_version(void) {
  return WEIR_ABI_VERSION;
}

const char* weir_version(void) {
  return WEIR_VERSION_TEXT;
}
