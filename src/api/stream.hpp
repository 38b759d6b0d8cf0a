// SPDX-License-Identifier: Apache-2.0
// What a weir_stream_pool and a weir_stream are.
#pragma once

#include <memory>

#include "api/handle.hpp"
#include "api/ticket.hpp"
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

// A ticket that a call may give. Its handle is made first: when there is no memory for it the call
// fails before anything was asked, and nothing is copied behind the caller's back.
class TicketOutput {
 public:
  explicit TicketOutput(weir_ticket** out) : out_(out) {
    if (out == nullptr) return;
    *out = nullptr;
    handle_ = std::make_unique<weir_ticket>(nullptr);
  }
  // NULL when nobody wants one.
  stream::Pool::TicketPtr* slot() noexcept { return handle_ ? &handle_->impl : nullptr; }
  Status give() noexcept {
    if (handle_) *out_ = handle_.release();
    return Status::ok;
  }

 private:
  weir_ticket** const out_;
  std::unique_ptr<weir_ticket> handle_;
};

}  // namespace weir::api

struct weir_stream : weir::api::Handle<weir::api::PooledStream, weir::api::tag("strm")> {
  static constexpr const char* kName = "weir_stream";
  using Handle::Handle;
};

namespace weir::api {

inline Status give_stream(weir_stream** out, std::shared_ptr<stream::Pool> pool,
                          std::shared_ptr<stream::Stream> stream) {
  return give(out,
              std::make_shared<PooledStream>(PooledStream{std::move(pool), std::move(stream)}));
}

inline const std::shared_ptr<PooledStream>& open_stream(const weir_stream* stream) {
  const auto& used = use(stream, "stream");
  used->pool->check();
  return used;
}

}  // namespace weir::api
