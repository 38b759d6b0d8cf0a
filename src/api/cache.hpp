// SPDX-License-Identifier: Apache-2.0
// What a weir_cache is, for every public call that takes one.
#pragma once

#include "api/handle.hpp"
#include "cache/cache.hpp"
#include "weir/cache.h"

struct weir_cache : weir::api::Handle<weir::cache::Cache, weir::api::tag("cach")> {
  static constexpr const char* kName = "weir_cache";
  using Handle::Handle;
};

namespace weir::api {

// How a value is put, as the caller says it; NULL: as the cache says.
cache::PutOptions put_options(const weir_cache_put_options* options);

}  // namespace weir::api
