/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/stream.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_stream[];

PROMISE(WEIR_STREAM_POOL_AUTO_SYNC == 1);
PROMISE(WEIR_STREAM_POOL_NO_PROFILING == 2);
PROMISE(WEIR_STREAM_POOL_NO_RETRIES == 4);
PROMISE(sizeof(weir_stream_pool_options) >= 32);
PROMISE_FIELD(weir_stream_pool_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_stream_pool_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_stream_pool_options, size, 8, uint32_t);
PROMISE_FIELD(weir_stream_pool_options, default_priority, 12, int32_t);
PROMISE_FIELD(weir_stream_pool_options, max_batch_bytes, 16, uint64_t);
PROMISE_FIELD(weir_stream_pool_options, retries, 24, uint32_t);
PROMISE_FIELD(weir_stream_pool_options, reserved, 28, uint32_t);
PROMISE(sizeof(weir_stream_pool_stats) >= 88);
PROMISE_FIELD(weir_stream_pool_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_stream_pool_stats, size, 4, uint32_t);
PROMISE_FIELD(weir_stream_pool_stats, streams_in_use, 8, uint32_t);
PROMISE_FIELD(weir_stream_pool_stats, flags, 12, uint32_t);
PROMISE_FIELD(weir_stream_pool_stats, queue_depth, 16, uint64_t);
PROMISE_FIELD(weir_stream_pool_stats, transfer_count, 24, uint64_t);
PROMISE_FIELD(weir_stream_pool_stats, bytes_transferred, 32, uint64_t);
PROMISE_FIELD(weir_stream_pool_stats, failure_count, 40, uint64_t);
PROMISE_FIELD(weir_stream_pool_stats, retry_count, 48, uint64_t);
PROMISE_FIELD(weir_stream_pool_stats, in_flight_peak_bytes, 56, uint64_t);
PROMISE_FIELD(weir_stream_pool_stats, avg_latency_us, 64, double);
PROMISE_FIELD(weir_stream_pool_stats, max_latency_us, 72, double);
PROMISE_FIELD(weir_stream_pool_stats, throughput_gb_s, 80, double);
PROMISE(sizeof(weir_stream_stats) >= 88);
PROMISE_FIELD(weir_stream_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_stream_stats, index, 4, uint32_t);
PROMISE_FIELD(weir_stream_stats, priority, 8, int32_t);
PROMISE_FIELD(weir_stream_stats, reserved, 12, uint32_t);
PROMISE_FIELD(weir_stream_stats, queue_depth, 16, uint64_t);
PROMISE_FIELD(weir_stream_stats, transfer_count, 24, uint64_t);
PROMISE_FIELD(weir_stream_stats, bytes_transferred, 32, uint64_t);
PROMISE_FIELD(weir_stream_stats, failure_count, 40, uint64_t);
PROMISE_FIELD(weir_stream_stats, retry_count, 48, uint64_t);
PROMISE_FIELD(weir_stream_stats, synchronize_count, 56, uint64_t);
PROMISE_FIELD(weir_stream_stats, avg_latency_us, 64, double);
PROMISE_FIELD(weir_stream_stats, max_latency_us, 72, double);
PROMISE_FIELD(weir_stream_stats, throughput_gb_s, 80, double);

weir_status weir_runtime_stream_pool(weir_runtime* runtime, const weir_stream_pool_options* options,
                                     weir_stream_pool** pool_out);
weir_status weir_stream_pool_create(weir_runtime* runtime, const weir_stream_pool_options* options,
                                    weir_stream_pool** pool_out);
weir_status weir_stream_pool_configure(weir_stream_pool* pool,
                                       const weir_stream_pool_options* options);
weir_status weir_stream_pool_size(const weir_stream_pool* pool, uint32_t* size_out);
weir_status weir_stream_pool_get(weir_stream_pool* pool, uint32_t index, weir_stream** stream_out);
weir_status weir_stream_pool_next(weir_stream_pool* pool, weir_stream** stream_out);
weir_status weir_stream_pool_transfer(weir_stream_pool* pool, const weir_array* src,
                                      const weir_array* dst, weir_ticket** ticket_out);
weir_status weir_stream_pool_batch(weir_stream_pool* pool, const weir_array* src,
                                   const weir_array* dst, size_t pair_count, weir_control* control,
                                   weir_ticket** ticket_out);
weir_status weir_stream_pool_wait_all(weir_stream_pool* pool, uint64_t timeout_ns);
weir_status weir_stream_pool_get_stats(const weir_stream_pool* pool,
                                       weir_stream_pool_stats* stats_out);
weir_status weir_stream_pool_stats_json(const weir_stream_pool* pool, weir_buffer** json_out);
void weir_stream_pool_free(weir_stream_pool* pool);
weir_status weir_stream_transfer(weir_stream* stream, const weir_array* src, const weir_array* dst,
                                 weir_ticket** ticket_out);
weir_status weir_stream_synchronize(weir_stream* stream, uint64_t timeout_ns);
weir_status weir_stream_get_stats(const weir_stream* stream, weir_stream_stats* stats_out);
weir_status weir_stream_last_error(const weir_stream* stream, weir_buffer** text_out);
weir_status weir_stream_index(const weir_stream* stream, uint32_t* index_out);
void weir_stream_free(weir_stream* stream);

const promise_fn promise_stream[] = {
    (promise_fn)weir_runtime_stream_pool,    (promise_fn)weir_stream_pool_create,
    (promise_fn)weir_stream_pool_configure,  (promise_fn)weir_stream_pool_size,
    (promise_fn)weir_stream_pool_get,        (promise_fn)weir_stream_pool_next,
    (promise_fn)weir_stream_pool_transfer,   (promise_fn)weir_stream_pool_batch,
    (promise_fn)weir_stream_pool_wait_all,   (promise_fn)weir_stream_pool_get_stats,
    (promise_fn)weir_stream_pool_stats_json, (promise_fn)weir_stream_pool_free,
    (promise_fn)weir_stream_transfer,        (promise_fn)weir_stream_synchronize,
    (promise_fn)weir_stream_get_stats,       (promise_fn)weir_stream_last_error,
    (promise_fn)weir_stream_index,           (promise_fn)weir_stream_free,
};
