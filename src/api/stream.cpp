// SPDX-License-Identifier: Apache-2.0
// include/weir/stream.h: streams. src/api/stream_pool.cpp has the pools.
#include "api/stream.hpp"

#include "api/array.hpp"
#include "api/buffer.hpp"
#include "api/options.hpp"

using namespace weir;
using namespace weir::api;

weir_status weir_stream_pool_get(weir_stream_pool* pool, uint32_t index, weir_stream** stream_out) {
  return guard(__func__, [&] {
    clear_output(stream_out, "stream_out");
    const auto used = use(pool, "pool");
    return give_stream(stream_out, used, used->get(index));
  });
}

weir_status weir_stream_pool_next(weir_stream_pool* pool, weir_stream** stream_out) {
  return guard(__func__, [&] {
    clear_output(stream_out, "stream_out");
    const auto used = use(pool, "pool");
    return give_stream(stream_out, used, used->next());
  });
}

weir_status weir_stream_transfer(weir_stream* stream, const weir_array* src, const weir_array* dst,
                                 weir_ticket** ticket_out) {
  return guard(__func__, [&] {
    TicketOutput ticket(ticket_out);
    const std::shared_ptr<PooledStream> used = use(stream, "stream");
    used->pool->transfer(used->stream, read_pair(src, dst), ticket.slot());
    return ticket.give();
  });
}

weir_status weir_stream_synchronize(weir_stream* stream, uint64_t timeout_ns) {
  return guard(__func__, [&] {
    const std::shared_ptr<PooledStream> used = open_stream(stream);
    return used->stream->synchronize(timeout_ns) ? Status::ok : Status::again;
  });
}

weir_status weir_stream_get_stats(const weir_stream* stream, weir_stream_stats* stats_out) {
  return guard(__func__, [&] {
    const stream::StreamStats seen = open_stream(stream)->stream->stats();
    const stream::TransferStats& transfers = seen.transfers;
    weir_stream_stats stats{};
    stats.index = seen.index;
    stats.priority = seen.priority;
    stats.queue_depth = seen.queue_depth;
    stats.transfer_count = transfers.count;
    stats.bytes_transferred = transfers.bytes;
    stats.failure_count = transfers.failures;
    stats.retry_count = transfers.retries;
    stats.synchronize_count = seen.synchronizations;
    stats.avg_latency_us = transfers.average_latency_us();
    stats.max_latency_us = static_cast<double>(transfers.latency_max_ns) / 1e3;
    stats.throughput_gb_s = stream::rate_gb_s(transfers.timed_bytes, transfers.busy_ns);
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_stream_last_error(const weir_stream* stream, weir_buffer** text_out) {
  return guard(__func__, [&] {
    clear_output(text_out, "text_out");
    return give_text(text_out, open_stream(stream)->stream->stats().last_error);
  });
}

weir_status weir_stream_index(const weir_stream* stream, uint32_t* index_out) {
  return guard(__func__, [&] {
    const auto used = use(stream, "stream");
    require(index_out, "index_out");
    *index_out = used->stream->index();
    return Status::ok;
  });
}

void weir_stream_free(weir_stream* stream) {
  release(stream);
}
