// SPDX-License-Identifier: Apache-2.0
// include/weir/event.h
#include "weir/event.h"

#include "api/stream.hpp"

using namespace weir;
using namespace weir::api;

weir_status weir_stream_record(weir_stream* stream, weir_ticket** ticket_out) {
  return guard(__func__, [&] {
    TicketOutput ticket(ticket_out);
    const std::shared_ptr<PooledStream> used = open_stream(stream);
    require(ticket_out, "ticket_out");
    *ticket.slot() = used->stream->record();
    return ticket.give();
  });
}

weir_status weir_stream_wait_ticket(weir_stream* stream, const weir_ticket* ticket) {
  return guard(__func__, [&] {
    const std::shared_ptr<PooledStream> used = open_stream(stream);
    used->stream->wait_for(use(ticket, "ticket"));
    return Status::ok;
  });
}

weir_status weir_stream_pool_wrap(weir_stream_pool* pool, void* native_stream,
                                  weir_stream** stream_out) {
  return guard(__func__, [&] {
    clear_output(stream_out, "stream_out");
    const auto used = use(pool, "pool");
    return give_stream(stream_out, used, used->wrap(native_stream));
  });
}
