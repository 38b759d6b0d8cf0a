/* SPDX-License-Identifier: Apache-2.0 */
/* weir/stream.h: copies of arrays that go on while you do something else.
 *
 * A pool holds some streams. Each stream copies one thing after another, in the
 * order it was asked; different streams copy at the same time. Ask a stream when
 * order matters, ask the pool when it does not, and hand the pool many pairs at
 * once when there are many.
 *
 * An array may have any strides: negative, zero, with gaps. The result is always
 * what reading the whole source first, and then writing the destination in C
 * order, would give, also when the two overlap. Shapes and dtypes must be equal:
 * a transfer converts nothing.
 *
 * The bytes stay yours to keep in place, and the results are there to be read,
 * only when the ticket is done, or after synchronizing the stream or waiting for
 * the pool.
 */
#ifndef WEIR_STREAM_H
#define WEIR_STREAM_H

#include "weir/array.h"
#include "weir/base.h"
#include "weir/memory.h"
#include "weir/runtime.h"
#include "weir/ticket.h"

#ifdef __cplusplus
extern "C" {
#endif

enum weir_stream_pool_flags {
  WEIR_STREAM_POOL_AUTO_SYNC = 1,    /* transfers and batches are over when their call returns */
  WEIR_STREAM_POOL_NO_PROFILING = 2, /* count, but do not time */
  WEIR_STREAM_POOL_NO_RETRIES = 4    /* one try only */
};

typedef struct weir_stream_pool_options {
  uint32_t struct_size;     /* sizeof(weir_stream_pool_options), as you compiled it */
  uint32_t flags;           /* WEIR_STREAM_POOL_* or 0 */
  uint32_t size;            /* streams; 0: 4; at most 256 */
  int32_t default_priority; /* -20 to 19, lower goes first; needs rights below 0, as nice does */
  uint64_t max_batch_bytes; /* in flight at once; 0: 500 MiB; one larger pair goes alone */
  uint32_t retries;         /* more tries after a passing failure; 0: 3; at most 1000 */
  uint32_t reserved;        /* 0 */
} weir_stream_pool_options;

/* A number of streams.
 *
 * Threads: Shared.
 */
typedef struct weir_stream_pool weir_stream_pool;

/* One stream of a pool. It keeps its pool alive.
 *
 * Threads: Shared.
 */
typedef struct weir_stream weir_stream;

/* Gives a handle to the one pool that a runtime shares.
 *
 * The first call makes it as options say. A later call never changes it: when its
 * options ask for another size, the pool stays as it is and the runtime logs a
 * warning. weir_stream_pool_configure() is for changing it.
 *
 * Copies: options, which may be NULL.
 * Gives: pool_out, to be ended with weir_stream_pool_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or pool_out, or an option out of range;
 *         WEIR_E_UNSUPPORTED for an option this library does not know, or when the
 *         runtime insists on a device that cannot be used;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_stream_pool(weir_runtime* runtime,
                                              const weir_stream_pool_options* options,
                                              weir_stream_pool** pool_out);

/* Makes a pool of its own. Threads start with the first transfers.
 *
 * Copies: options, which may be NULL.
 * Gives: pool_out, to be ended with weir_stream_pool_free().
 * Errors: as weir_runtime_stream_pool().
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_create(weir_runtime* runtime,
                                             const weir_stream_pool_options* options,
                                             weir_stream_pool** pool_out);

/* Changes a pool while it is in use.
 *
 * flags and default_priority become what is given; a size, max_batch_bytes or
 * retries of 0 stays as it is. Streams beyond a smaller size finish what they have
 * and then answer WEIR_E_CLOSED; the others keep their order, work and counts.
 *
 * Copies: options.
 * Blocks: until the streams that go are done; until all are when the priority changes.
 * Errors: WEIR_E_INVALID for NULL, for an option out of range, and from inside a
 *         callback; WEIR_E_UNSUPPORTED; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_configure(weir_stream_pool* pool,
                                                const weir_stream_pool_options* options);

/* Tells how many streams a pool has.
 *
 * Errors: WEIR_E_INVALID for a NULL pool or size_out; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_size(const weir_stream_pool* pool, uint32_t* size_out);

/* Gives one stream by its number.
 *
 * Gives: stream_out, to be ended with weir_stream_free().
 * Errors: WEIR_E_INVALID for NULL, or an index that is not below the pool's size;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_get(weir_stream_pool* pool, uint32_t index,
                                          weir_stream** stream_out);

/* Gives the stream that is free first: an idle one, else the one with the least
 * queued; those that are equal take turns.
 *
 * Gives: stream_out, to be ended with weir_stream_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_next(weir_stream_pool* pool, weir_stream** stream_out);

/* Copies src into dst on the stream that is free first.
 *
 * With a NULL ticket_out nobody is told how it ended but the pool: a failure is
 * counted, kept as the stream's last error, and told by the next synchronize or
 * wait. In a pool that synchronizes by itself, the failure is this call's instead.
 *
 * Borrows: the bytes they describe, until the transfer is over.
 * Copies: src and dst, their shapes and strides.
 * Gives: ticket_out (may be NULL), to be ended with weir_ticket_free().
 * Errors: WEIR_E_INVALID for a NULL pool, src or dst, and for shapes, dtypes or strides
 *         that do not fit (the text has both); WEIR_E_LIMIT when no thread can be had;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_transfer(weir_stream_pool* pool, const weir_array* src,
                                               const weir_array* dst, weir_ticket** ticket_out);

/* Copies src[i] into dst[i] for every i, in no particular order, on all streams.
 *
 * Pairs of like size go together, at most max_batch_bytes are in flight at once,
 * and what fails for a passing reason is tried again, but not after a cancel or a
 * shutdown. Every pair is tried, whatever became of the others; one that does not fit
 * is that item's failure. Pair i ended as weir_ticket_item_status(ticket, i) says, the
 * whole as weir_ticket_wait() does. No destination may overlap another pair.
 *
 * Borrows: the bytes they describe, until the batch is over.
 * Copies: src and dst, their shapes and strides.
 * Gives: ticket_out (may be NULL: as weir_stream_pool_transfer()), to be ended with
 *        weir_ticket_free().
 * Errors: WEIR_E_INVALID for a NULL pool, a NULL src or dst unless there are no pairs, and
 *         a struct_size that is not set or not the same in all; WEIR_E_CANCELLED for a
 *         cancelled control (which may be NULL), WEIR_E_CALLBACK for one whose callback
 *         threw; WEIR_E_LIMIT; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_batch(weir_stream_pool* pool, const weir_array* src,
                                            const weir_array* dst, size_t pair_count,
                                            weir_control* control, weir_ticket** ticket_out);

/* Waits until all that was asked of the pool before this call is over.
 *
 * Blocks: up to timeout_ns.
 * Errors: WEIR_AGAIN when time ran out (an answer);
 *         the status of a failure that nobody has been told of yet, once;
 *         WEIR_E_INVALID for a NULL pool, and from inside a callback while there is
 *         something to wait for; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_wait_all(weir_stream_pool* pool, uint64_t timeout_ns);

typedef struct weir_stream_pool_stats {
  uint32_t struct_size;          /* sizeof(weir_stream_pool_stats), as you compiled it */
  uint32_t size;                 /* streams */
  uint32_t streams_in_use;       /* with something queued or under way */
  uint32_t flags;                /* WEIR_STREAM_POOL_*, as configured */
  uint64_t queue_depth;          /* transfers and shares of batches queued or under way */
  uint64_t transfer_count;       /* pairs that were copied */
  uint64_t bytes_transferred;    /* of them */
  uint64_t failure_count;        /* pairs that did not fit or failed; not those cancelled */
  uint64_t retry_count;          /* tries after a first one */
  uint64_t in_flight_peak_bytes; /* never above max_batch_bytes, unless one pair is */
  double avg_latency_us;         /* from asking to being there; 0 when nothing was timed */
  double max_latency_us;         /* as well */
  double throughput_gb_s;        /* while at least one stream was at work */
} weir_stream_pool_stats;

/* Tells a pool's counts: those of its streams, and of threads that waited and helped.
 *
 * Errors: WEIR_E_INVALID for NULL or a struct_size not set; WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_get_stats(const weir_stream_pool* pool,
                                                weir_stream_pool_stats* stats_out);

/* Tells a pool's counts and those of its streams as one JSON object: total_streams, streams_in_use,
 * queue_depth, bytes_transferred, in_flight_peak_bytes, splits (of work, as memory was short),
 * profiling, transfer_stats {count, bytes, failures, retries, avg_, max_, p50_, p95_,
 * p99_latency_us, device_us (by its clock), throughput_gb_s}, stream_stats {stream_0 {the same,
 * queue_depth, synchronizations, priority, last_error}, ...}. Times not taken are missing.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_stats_json(const weir_stream_pool* pool,
                                                 weir_buffer** json_out);

/* Ends a handle to a pool. NULL does nothing.
 *
 * With the last handle to the pool and its streams, what is queued is finished and
 * the threads end.
 *
 * Blocks: with the last handle, until what is queued is done; not inside a callback.
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_stream_pool_free(weir_stream_pool* pool);

/* Copies src into dst on this stream, after all it was asked before.
 *
 * In everything else as weir_stream_pool_transfer().
 *
 * Borrows: the bytes they describe, until the transfer is over.
 * Copies: src and dst, their shapes and strides.
 * Gives: ticket_out (may be NULL), to be ended with weir_ticket_free().
 * Errors: as weir_stream_pool_transfer(); WEIR_E_CLOSED also when the pool was resized
 *         without this stream.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_transfer(weir_stream* stream, const weir_array* src,
                                          const weir_array* dst, weir_ticket** ticket_out);

/* Waits until all that was asked of this stream before this call is over.
 *
 * Blocks: up to timeout_ns.
 * Errors: as weir_stream_pool_wait_all(), for this stream only.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_synchronize(weir_stream* stream, uint64_t timeout_ns);

typedef struct weir_stream_stats {
  uint32_t struct_size; /* sizeof(weir_stream_stats), as you compiled it */
  uint32_t index;
  int32_t priority;
  uint32_t reserved;          /* 0 */
  uint64_t queue_depth;       /* transfers and shares of batches queued or under way */
  uint64_t transfer_count;    /* pairs that were copied */
  uint64_t bytes_transferred; /* of them */
  uint64_t failure_count;     /* pairs that failed; not those cancelled */
  uint64_t retry_count;       /* tries after a first one */
  uint64_t synchronize_count; /* calls of weir_stream_synchronize() */
  double avg_latency_us;      /* as in weir_stream_pool_stats */
  double max_latency_us;
  double throughput_gb_s; /* while it was at work */
} weir_stream_stats;

/* Tells a stream's counts.
 *
 * Errors: WEIR_E_INVALID for NULL or a struct_size not set; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_get_stats(const weir_stream* stream, weir_stream_stats* stats_out);

/* Tells the text of the stream's last failure, whoever was told; empty when none.
 *
 * Gives: text_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_last_error(const weir_stream* stream, weir_buffer** text_out);

/* Tells a stream's number in its pool.
 *
 * Errors: WEIR_E_INVALID for NULL.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_index(const weir_stream* stream, uint32_t* index_out);

/* Ends a handle to a stream; what it was asked goes on. NULL does nothing.
 *
 * Blocks: as weir_stream_pool_free().
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_stream_free(weir_stream* stream);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_STREAM_H */
