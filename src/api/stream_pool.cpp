// SPDX-License-Identifier: Apache-2.0
// include/weir/stream.h: pools. src/api/stream.cpp has the streams.
#include "api/array.hpp"
#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"
#include "api/stream.hpp"

using namespace weir;
using namespace weir::api;

namespace {

constexpr uint32_t kFlags =
    WEIR_STREAM_POOL_AUTO_SYNC | WEIR_STREAM_POOL_NO_PROFILING | WEIR_STREAM_POOL_NO_RETRIES;

// What the caller's fields ask for; those left 0 stay as in `options`.
stream::PoolOptions read_pool_options(const weir_stream_pool_options* theirs,
                                      stream::PoolOptions options) {
  const weir_stream_pool_options read = read_options(theirs);
  if ((read.flags & ~kFlags) != 0) {
    fail(Status::invalid, "flags is %u: use WEIR_STREAM_POOL_* flags only", read.flags);
  }
  if (read.reserved != 0) fail(Status::invalid, "reserved is %u: write 0", read.reserved);
  if (read.size != 0) options.size = read.size;
  if (read.max_batch_bytes != 0) options.max_batch_bytes = read.max_batch_bytes;
  if (read.retries != 0) options.retries = read.retries;
  if ((read.flags & WEIR_STREAM_POOL_NO_RETRIES) != 0) options.retries = 0;
  options.default_priority = read.default_priority;
  options.auto_sync = (read.flags & WEIR_STREAM_POOL_AUTO_SYNC) != 0;
  options.profiling = (read.flags & WEIR_STREAM_POOL_NO_PROFILING) == 0;
  return options;
}

uint32_t flags_of(const stream::PoolOptions& options) {
  uint32_t flags = 0;
  if (options.auto_sync) flags |= WEIR_STREAM_POOL_AUTO_SYNC;
  if (!options.profiling) flags |= WEIR_STREAM_POOL_NO_PROFILING;
  if (options.retries == 0) flags |= WEIR_STREAM_POOL_NO_RETRIES;
  return flags;
}

}  // namespace

weir_status weir_runtime_stream_pool(weir_runtime* runtime, const weir_stream_pool_options* options,
                                     weir_stream_pool** pool_out) {
  return guard(__func__, [&] {
    clear_output(pool_out, "pool_out");
    const auto opened = open(runtime);
    const stream::PoolOptions ours = read_pool_options(options, {});
    const bool asked = options != nullptr && options->size != 0;
    return give(pool_out, keep_with(opened, opened->stream_pool(ours, asked)));
  });
}

weir_status weir_stream_pool_create(weir_runtime* runtime, const weir_stream_pool_options* options,
                                    weir_stream_pool** pool_out) {
  return guard(__func__, [&] {
    clear_output(pool_out, "pool_out");
    const auto opened = open(runtime);
    const stream::PoolOptions ours = read_pool_options(options, {});
    return give(pool_out, keep_with(opened, opened->make_stream_pool(ours)));
  });
}

weir_status weir_stream_pool_configure(weir_stream_pool* pool,
                                       const weir_stream_pool_options* options) {
  return guard(__func__, [&] {
    const std::shared_ptr<stream::Pool> used = use(pool, "pool");
    require(options, "options");
    used->configure(
        [&](const stream::PoolOptions& now) { return read_pool_options(options, now); });
    return Status::ok;
  });
}

weir_status weir_stream_pool_size(const weir_stream_pool* pool, uint32_t* size_out) {
  return guard(__func__, [&] {
    const auto used = use(pool, "pool");
    require(size_out, "size_out");
    *size_out = used->size();
    return Status::ok;
  });
}

weir_status weir_stream_pool_transfer(weir_stream_pool* pool, const weir_array* src,
                                      const weir_array* dst, weir_ticket** ticket_out) {
  return guard(__func__, [&] {
    TicketOutput ticket(ticket_out);
    const std::shared_ptr<stream::Pool> used = use(pool, "pool");
    used->transfer(read_pair(src, dst), ticket.slot());
    return ticket.give();
  });
}

weir_status weir_stream_pool_batch(weir_stream_pool* pool, const weir_array* src,
                                   const weir_array* dst, size_t pair_count, weir_control* control,
                                   weir_ticket** ticket_out) {
  return guard(__func__, [&] {
    TicketOutput ticket(ticket_out);
    const std::shared_ptr<stream::Pool> used = use(pool, "pool");
    const ArrayPairs pairs(src, dst, pair_count);
    used->batch(pairs.at(), pair_count, use_control(control), ticket.slot());
    return ticket.give();
  });
}

weir_status weir_stream_pool_wait_all(weir_stream_pool* pool, uint64_t timeout_ns) {
  return guard(__func__, [&] {
    const std::shared_ptr<stream::Pool> used = use(pool, "pool");
    return used->wait_all(timeout_ns) ? Status::ok : Status::again;
  });
}

weir_status weir_stream_pool_get_stats(const weir_stream_pool* pool,
                                       weir_stream_pool_stats* stats_out) {
  return guard(__func__, [&] {
    const auto used = use(pool, "pool");
    const stream::PoolStats seen = used->stats();
    weir_stream_pool_stats stats{};
    stats.size = seen.size;
    stats.streams_in_use = seen.streams_in_use;
    stats.flags = flags_of(used->options());
    stats.queue_depth = seen.queue_depth;
    stats.transfer_count = seen.transfers.count;
    stats.bytes_transferred = seen.transfers.bytes;
    stats.failure_count = seen.transfers.failures;
    stats.retry_count = seen.transfers.retries;
    stats.in_flight_peak_bytes = seen.in_flight_peak_bytes;
    stats.avg_latency_us = seen.transfers.average_latency_us();
    stats.max_latency_us = static_cast<double>(seen.transfers.latency_max_ns) / 1e3;
    stats.throughput_gb_s = stream::rate_gb_s(seen.transfers.timed_bytes, seen.active_ns);
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_stream_pool_stats_json(const weir_stream_pool* pool, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, stream::stats_json(use(pool, "pool")->stats()));
  });
}

void weir_stream_pool_free(weir_stream_pool* pool) {
  release(pool);
}
