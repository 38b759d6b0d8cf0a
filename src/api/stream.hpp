// SPDX-License-Identifier: Apache-2.0
// What a weir_stream_pool and a weir_stream are.
#pragma once

#include <memory>

#include "api/handle.hpp"
#include "stream/pool.hpp"
#include "weir/stream.h"

struct weir_stream_pool : weir::api::Handle<weir::stream::Pool, weir::api::tag("pool")> {
  static constexpr const char* kName = "weir_stream_pool";
  using Handle::Handle;
};

namespace weir::api {

// A stream by itself is not enough: asking it for work is asking its pool.
struct PooledStream {
  std::shared_ptr<stream::Pool> pool;
  std::shared_ptr<stream::Stream> stream;
};

}  // namespace weir::api

struct weir_stream : weir::api::Handle<weir::api::PooledStream, weir::api::tag("strm")> {
  static constexpr const char* kName = "weir_stream";
  using Handle::Handle;
};
