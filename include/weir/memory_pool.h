/* SPDX-License-Identifier: Apache-2.0 */
/* weir/memory_pool.h: blocks of memory that are used again.
 *
 * A pool hands out blocks of any size in some 20 to 100 ns and takes them back; what
 * comes back is kept for the next who asks, as much of it as was in use at once
 * lately, and at least a sixteenth of what is in use now. All of it is charged to the runtime's
 * budget, idle blocks too, and those are the second thing to go when the budget is needed
 * elsewhere.
 *
 * How much a request matters decides what happens when memory is short. A LOW one
 * leaves a tenth of the budget to others and a MEDIUM one a twentieth. When a
 * CRITICAL one does not fit, everything that nobody holds is given back first, and
 * if even that is not enough the pool's reserve is used, which nobody else may have.
 */
#ifndef WEIR_MEMORY_POOL_H
#define WEIR_MEMORY_POOL_H

#include "weir/array.h"
#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A pool of memory blocks.
 *
 * Threads: Shared. A block may be given back by another thread than the one that
 * asked for it. Each thread keeps a few small blocks at hand.
 */
typedef struct weir_memory_pool weir_memory_pool;

/* How much a request matters. */
enum weir_priority {
  WEIR_PRIORITY_DEFAULT = 0,  /* MEDIUM */
  WEIR_PRIORITY_CRITICAL = 1, /* the program cannot go on without it */
  WEIR_PRIORITY_HIGH = 2,
  WEIR_PRIORITY_MEDIUM = 3,
  WEIR_PRIORITY_LOW = 4 /* nice to have: refused first */
};

enum weir_memory_pool_flag {
  WEIR_MEMORY_POOL_DEBUG = 1 /* find blocks that are written to after they were given
                                back: they are set aside, counted, and told in the log */
};

typedef struct weir_memory_pool_options {
  uint32_t struct_size;    /* sizeof(weir_memory_pool_options), as you compiled it */
  uint32_t flags;          /* WEIR_MEMORY_POOL_* or 0 */
  uint64_t capacity_bytes; /* never hold more, in use and idle; 0: the budget alone decides */
  uint64_t reserve_bytes;  /* for CRITICAL requests; 0: a 32nd of the budget, at most 64 MiB */
  uint64_t idle_ns;        /* LOW blocks idle for longer go back to the machine, MEDIUM ones after
                              five times that, others after ten times; 0: 60 s. Looked at every
                              thousand large blocks or so, and by weir_memory_pool_trim() */
} weir_memory_pool_options;

enum weir_block_flag {
  WEIR_BLOCK_ZEROED = 1 /* all bytes zero; without it they are not set */
};

/* How weir_memory_pool_get_array() makes a block. */
typedef struct weir_block_options {
  uint32_t struct_size;     /* sizeof(weir_block_options), as you compiled it */
  uint32_t flags;           /* WEIR_BLOCK_* or 0 */
  uint32_t priority;        /* WEIR_PRIORITY_* */
  uint32_t alignment_bytes; /* a power of two up to 2 MiB; 0: 64 */
} weir_block_options;

/* What a pool looks like. The counts are each true by themselves; while other threads
 * work, they need not be of the same moment. */
typedef struct weir_memory_pool_stats {
  uint32_t struct_size;        /* sizeof(weir_memory_pool_stats), as you compiled it */
  uint32_t flags;              /* WEIR_MEMORY_POOL_* */
  uint64_t capacity_bytes;     /* the limit; the budget's where the pool has none of its own */
  uint64_t held_bytes;         /* charged to the budget, beside the reserve */
  uint64_t peak_bytes;         /* the most that was held */
  uint64_t used_bytes;         /* in blocks that are out */
  uint64_t used_count;         /* blocks that are out */
  uint64_t idle_bytes;         /* what a trim can give back at once */
  uint64_t largest_idle_bytes; /* the largest piece of it */
  uint64_t keep_bytes;         /* idle and used together stay below: the demand lately */
  uint64_t reserve_bytes;      /* left for CRITICAL requests */
  uint64_t get_count;          /* blocks handed out */
  uint64_t put_count;          /* blocks given back */
  uint64_t reuse_count;        /* of those handed out, such as somebody had before */
  uint64_t cleanup_count;      /* times that idle memory went back to the machine */
  uint64_t emergency_count;    /* CRITICAL requests that needed the reserve */
  uint64_t refusal_count;      /* requests refused */
  uint64_t misuse_count;       /* wrong pointers given back, and in debug mode blocks spoilt */
  double reuse_rate;           /* reuse_count / get_count: 0 to 1 */
  double fragmentation;        /* 1 - largest_idle_bytes / all that is held and not out */
} weir_memory_pool_stats;

/* Lends the pool that a runtime's parts share: made on first use, with all defaults.
 *
 * Gives: pool_out, to be ended with weir_memory_pool_free(); the pool itself stays.
 * Errors: WEIR_E_INVALID for a NULL runtime or pool_out;
 *         WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_memory_pool(weir_runtime* runtime, weir_memory_pool** pool_out);

/* Makes a pool of your own.
 *
 * Copies: options, which may be NULL.
 * Gives: pool_out, to be ended with weir_memory_pool_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or pool_out, an unknown flag, or a
 *         reserve_bytes above capacity_bytes;
 *         WEIR_E_UNSUPPORTED for an option this library does not know;
 *         WEIR_E_NO_MEMORY, also when a reserve_bytes you asked for does not fit;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_create(weir_runtime* runtime,
                                             const weir_memory_pool_options* options,
                                             weir_memory_pool** pool_out);

/* Hands out a block of at least size_bytes, aligned to 16 bytes at least.
 *
 * Its bytes are not set. A block of size zero has an address of its own.
 *
 * Gives: block_out, to be given back with weir_memory_pool_put() to this very pool.
 * Errors: WEIR_E_INVALID for a NULL pool or block_out, or a priority that is none;
 *         WEIR_E_NO_MEMORY when budget, pool or machine have no more: the text says
 *         what was asked and what is in use;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_get(weir_memory_pool* pool, size_t size_bytes,
                                          uint32_t priority, void** block_out);

/* Takes a block back. NULL does nothing.
 *
 * Works after weir_runtime_shutdown() as well.
 *
 * Takes: block, unless the call fails.
 * Errors: WEIR_E_INVALID for a NULL pool, and for a block that is not this pool's, that
 *         points into one, or that was given back already: nothing happens to it;
 *         WEIR_E_CLOSED in a child made by fork() after the pool.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_put(weir_memory_pool* pool, void* block);

/* Hands out the memory of an n-dimensional array, owned by a buffer.
 *
 * Fill in the array's struct_size, dtype, ndim and shape; its strides_bytes have to be
 * NULL. The call sets its data. The buffer's size is the array's, exactly; freeing it
 * gives the block back, in any thread, also after the pool's handle was freed.
 *
 * Borrows: array, its shape and options (which may be NULL) for the call.
 * Gives: block_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL pool, array or block_out, a dtype, shape, space,
 *         priority, flag or alignment that is none, or strides that are not NULL;
 *         WEIR_E_UNSUPPORTED for an option this library does not know;
 *         WEIR_E_NO_MEMORY as weir_memory_pool_get(), and for a shape whose size does
 *         not fit in a size_t;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_get_array(weir_memory_pool* pool, weir_array* array,
                                                const weir_block_options* options,
                                                weir_buffer** block_out);

/* Gives idle memory back to the machine until no more than keep_bytes are idle.
 *
 * Blocks that threads keep at hand are idle as well. What is out is not touched.
 *
 * Errors: WEIR_E_INVALID for a NULL pool; freed_bytes_out may be NULL;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_trim(weir_memory_pool* pool, uint64_t keep_bytes,
                                           uint64_t* freed_bytes_out);

/* Tells what a pool looks like.
 *
 * Errors: WEIR_E_INVALID for a NULL pool or stats_out, or struct_size not set;
 *         WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_get_stats(const weir_memory_pool* pool,
                                                weir_memory_pool_stats* stats_out);

/* Tells the same as JSON, with the classes of small blocks that were ever used: their
 * size, how many are out, how often one was asked for and how often one was there.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL pool or json_out;
 *         WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_memory_pool_stats_json(const weir_memory_pool* pool,
                                                 weir_buffer** json_out);

/* Ends a handle to a pool. NULL does nothing.
 *
 * The pool ends with the last handle to it and the last buffer made from it. Blocks
 * from weir_memory_pool_get() that are still out then stay where they are and stay
 * charged, for good: nobody can take them back any more.
 *
 * Errors: none; a handle of another type is left alone.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void weir_memory_pool_free(weir_memory_pool* pool);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_MEMORY_POOL_H */
