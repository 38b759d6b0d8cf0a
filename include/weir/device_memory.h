/* SPDX-License-Identifier: Apache-2.0 */
/* weir/device_memory.h: blocks of the device's memory, in the order of streams.
 *
 * A pool stands between you and the device: asking the device for memory can stop all
 * of its work, asking the pool takes well under a microsecond. A block's address is
 * the device's; a weir_array with WEIR_SPACE_DEVICE says so to transfers, and where
 * the host is the device it is plain memory, charged to the runtime's budget.
 *
 * Work on a stream comes one after another, so a block may be given back while its
 * stream still has work to do on it: the same stream may have it again at once, others
 * when the stream has come that far.
 *
 * When memory is short, a request tries one thing after another: what streams have
 * finished with, larger free blocks; giving idle memory back to the device and asking
 * again; waiting for streams that hold what is needed; whoever else holds memory of
 * the device, or of the budget, and can do without it; the reserve, for CRITICAL
 * requests. Then it is refused, with figures and with what would have fitted. A LOW
 * request leaves a tenth of the capacity to others and a MEDIUM one a twentieth.
 */
#ifndef WEIR_DEVICE_MEMORY_H
#define WEIR_DEVICE_MEMORY_H

#include "weir/base.h"
#include "weir/memory.h"
#include "weir/memory_pool.h"
#include "weir/runtime.h"
#include "weir/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A pool of device memory.
 *
 * Threads: Shared. A block may be given back by another thread than the one that
 * asked for it.
 */
typedef struct weir_device_pool weir_device_pool;

typedef struct weir_device_pool_options {
  uint32_t struct_size;    /* sizeof(weir_device_pool_options), as you compiled it */
  uint32_t flags;          /* 0 */
  uint64_t capacity_bytes; /* never hold more; 0: the device's memory, less what its driver needs */
  uint64_t reserve_bytes;  /* for CRITICAL requests; 0: a fiftieth of the capacity, at least
                              64 MiB, at most a sixteenth of it */
  uint64_t wait_ns;        /* the longest that a request waits for streams; 0: 1 s */
} weir_device_pool_options;

/* What a pool looks like. The counts are each true by themselves; while other threads
 * work, they need not be of the same moment. */
typedef struct weir_device_pool_stats {
  uint32_t struct_size;       /* sizeof(weir_device_pool_stats), as you compiled it */
  uint32_t kind;              /* WEIR_DEVICE_HOST or _CUDA; _AUTO before the first request */
  uint64_t capacity_bytes;    /* the limit; 0 before the first request, as the next two */
  uint64_t reserve_bytes;     /* held for CRITICAL requests now */
  uint64_t device_free_bytes; /* what the device has left */
  uint64_t held_bytes;        /* of the device, beside the reserve */
  uint64_t peak_bytes;        /* the most that was held */
  uint64_t used_bytes;        /* in blocks that are out */
  uint64_t used_count;        /* blocks that are out */
  uint64_t critical_bytes;    /* of used_bytes, by the priority they were asked with */
  uint64_t high_bytes;        /* and so on */
  uint64_t medium_bytes;
  uint64_t low_bytes;
  uint64_t pending_bytes;      /* given back, and a stream may still be at work on them */
  uint64_t free_bytes;         /* in blocks that anybody may have */
  uint64_t idle_bytes;         /* what a trim can give back at once */
  uint64_t largest_free_bytes; /* the largest free block */
  uint64_t get_count;          /* blocks handed out */
  uint64_t put_count;          /* blocks given back */
  uint64_t reuse_count;        /* of those handed out, such as the device was not asked for */
  uint64_t search_count;       /* requests that were served by a larger block, */
  uint64_t trim_count;         /* by giving idle memory back to the device first, */
  uint64_t wait_count;         /* by waiting for streams, */
  uint64_t reclaim_count;      /* by what others gave back, */
  uint64_t emergency_count;    /* by the reserve; */
  uint64_t refusal_count;      /* and those that were refused */
  uint64_t misuse_count;       /* wrong pointers given back */
  uint64_t hint_bytes;         /* about what would have fitted at the last refusal; else 0 */
  double reuse_rate;           /* reuse_count / get_count: 0 to 1 */
  double fragmentation;        /* 1 - largest_free_bytes / free_bytes */
  double waste;                /* of used_bytes, the part that nobody asked for */
} weir_device_pool_stats;

/* Makes a pool over the runtime's device. The device is started by the first request.
 *
 * Copies: options, which may be NULL.
 * Gives: pool_out, to be ended with weir_device_pool_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or pool_out, an unknown flag, or a
 *         reserve_bytes that is not below capacity_bytes;
 *         WEIR_E_UNSUPPORTED for an option this library does not know, or when the
 *         runtime insists on a device that cannot be used;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_device_pool_create(weir_runtime* runtime,
                                             const weir_device_pool_options* options,
                                             weir_device_pool** pool_out);

/* Hands out a block of at least size_bytes, aligned to 256 bytes. Its bytes are not set.
 *
 * Name the stream that will write it first: it may then have what it gave back itself
 * and is still at work on. With NULL the block is free of all streams.
 *
 * Gives: block_out, to be given back with weir_device_pool_put() to this very pool.
 * Blocks: up to the pool's wait_ns when memory is short; not inside a callback.
 * Errors: WEIR_E_INVALID for a NULL pool or block_out, or a priority that is none;
 *         WEIR_E_NO_MEMORY when all was in vain: the text says what was asked, who holds
 *         what, and what would fit;
 *         WEIR_E_DEVICE with the driver's words; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_device_pool_get(weir_device_pool* pool, size_t size_bytes,
                                          uint32_t priority, weir_stream* stream, void** block_out);

/* Takes a block back. NULL does nothing.
 *
 * Name the stream that may still have work to do on it: what it was asked before this
 * call may still use the block. With NULL nobody may. On a wrapped stream that includes
 * what you queued on the device stream yourself.
 *
 * Works after weir_runtime_shutdown() as well.
 *
 * Takes: block, unless the call fails.
 * Errors: WEIR_E_INVALID for a NULL pool, and for a block that is not this pool's, that
 *         points into one, or that was given back already: nothing happens to it;
 *         WEIR_E_NO_MEMORY when it cannot be noted: it is still yours;
 *         WEIR_E_CLOSED in a child made by fork() after the pool.
 * Since: 1.0
 */
WEIR_API weir_status weir_device_pool_put(weir_device_pool* pool, void* block, weir_stream* stream);

/* Gives idle memory back to the device until no more than keep_bytes are idle.
 *
 * What is out, or still used by a stream, is not touched, nor is the rest of the memory
 * that it was cut from.
 *
 * Errors: WEIR_E_INVALID for a NULL pool; freed_bytes_out may be NULL;
 *         WEIR_E_DEVICE; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_device_pool_trim(weir_device_pool* pool, uint64_t keep_bytes,
                                           uint64_t* freed_bytes_out);

/* Tells what a pool looks like.
 *
 * Errors: WEIR_E_INVALID for a NULL pool or stats_out, or struct_size not set;
 *         WEIR_E_DEVICE; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_device_pool_get_stats(const weir_device_pool* pool,
                                                weir_device_pool_stats* stats_out);

/* Tells the same as one JSON object, with the same names; the bytes by priority are in
 * used_bytes_by_priority {critical, high, medium, low}.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL pool or json_out; WEIR_E_DEVICE; WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_device_pool_stats_json(const weir_device_pool* pool,
                                                 weir_buffer** json_out);

/* Ends a handle to a pool. NULL does nothing.
 *
 * What streams still use goes when they are done with it. Blocks that are still out
 * stay where they are, for good: nobody can take them back any more.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_device_pool_free(weir_device_pool* pool);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_DEVICE_MEMORY_H */
