/* SPDX-License-Identifier: Apache-2.0 */
/* weir/memory.h: bytes with an owner.
 *
 * A weir_buffer is how the library hands out bytes that it made: a text, a
 * report, or memory that a runtime's budget pays for. Its address and size never
 * change, and it stays good until you free it, whatever became of the thing it
 * came from.
 *
 * A runtime has one budget. Before a request is refused, whatever keeps memory that
 * nobody holds is asked to give it back, until the request fits: first expired cache
 * entries go, then idle blocks of pools; then cold cache values are compressed, then
 * idle buffers compressed, then spilled to disk; last, cold cache entries go.
 *
 * Your malloc stays yours: the library's blocks come from mimalloc, beside it. With
 * WEIR_HEAP=malloc in the environment of the process they come from malloc too, which
 * is what valgrind and its like can follow; any value but malloc, mimalloc or nothing
 * is WEIR_E_INVALID at the first call that needs memory.
 */
#ifndef WEIR_MEMORY_H
#define WEIR_MEMORY_H

#include "weir/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What everything else is made in: see weir/runtime.h. */
typedef struct weir_runtime weir_runtime;

/* Bytes with an owner.
 *
 * Threads: Shared. Who writes the bytes while others read them is up to you.
 */
typedef struct weir_buffer weir_buffer;

/* Makes a buffer of memory that the runtime's budget pays for.
 *
 * The bytes are not set: write before you read. They are charged to the budget
 * until the buffer is freed, which may be long after the runtime is gone.
 *
 * Gives: buffer_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or buffer_out, or an alignment_bytes
 *         that is not a power of two up to 2 MiB;
 *         WEIR_E_NO_MEMORY when the budget or the machine has no more: the text
 *         says what was asked, what is in use, and who holds the most;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_buffer_create(weir_runtime* runtime, size_t size_bytes,
                                        size_t alignment_bytes /* 0: 64 */,
                                        weir_buffer** buffer_out);

/* Makes a buffer that holds a copy of your bytes.
 *
 * For texts and small things: it belongs to no runtime and no budget. One byte
 * past the size is a zero, so a copy of a text is a C string.
 *
 * Copies: data.
 * Gives: buffer_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL buffer_out, or NULL data of a size above zero;
 *         WEIR_E_NO_MEMORY.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_buffer_copy(const void* data, size_t data_size, weir_buffer** buffer_out);

/* Tells where a buffer's bytes are.
 *
 * Never NULL for a buffer, even one of size zero. When the buffer came from the
 * library as a text, one byte past the size is a zero.
 *
 * Lends: the bytes, yours to read and write until weir_buffer_free().
 * Errors: none; NULL or a handle of another type gives NULL.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void* weir_buffer_data(const weir_buffer* buffer);

/* Tells a buffer's size in bytes, without the zero that ends a text.
 *
 * Errors: none; NULL or a handle of another type gives 0.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API size_t weir_buffer_size(const weir_buffer* buffer);

/* Ends a buffer and gives its bytes back. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Threads: any, also another one than the maker's.
 * Since: 1.0
 */
WEIR_API void weir_buffer_free(weir_buffer* buffer);

/* What a runtime's memory looks like now. The counts are each true by themselves;
 * while other threads work, they need not be of the same moment. */
typedef struct weir_memory_stats {
  uint32_t struct_size;   /* sizeof(weir_memory_stats), as you compiled it */
  uint32_t module_count;  /* how many weir_runtime_memory_module() knows */
  uint64_t budget_bytes;  /* no more than this is ever charged at once */
  uint64_t used_bytes;    /* charged now */
  uint64_t peak_bytes;    /* the most that was charged at once */
  uint64_t system_bytes;  /* what the machine or its cgroup allows this process */
  uint64_t charge_count;  /* charges made since the runtime was made */
  uint64_t refusal_count; /* charges refused */
} weir_memory_stats;

/* The memory that one part of the library holds from a runtime's budget. */
typedef struct weir_memory_module {
  uint32_t struct_size;  /* sizeof(weir_memory_module), as you compiled it */
  uint32_t flags;        /* 0 */
  const char* name;      /* such as "buffers"; lent for the life of the process */
  uint64_t used_bytes;   /* charged now */
  uint64_t peak_bytes;   /* the most that was charged at once */
  uint64_t charge_count; /* charges made since the runtime was made */
} weir_memory_module;

/* Tells what a runtime's memory looks like.
 *
 * Errors: WEIR_E_INVALID for a NULL runtime or stats_out, or struct_size not set;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_memory_stats(const weir_runtime* runtime,
                                               weir_memory_stats* stats_out);

/* Tells what one part of the library holds. Count up from 0 until WEIR_END.
 *
 * Errors: WEIR_END when index is past the last module (an answer);
 *         WEIR_E_INVALID for a NULL runtime or module_out, or struct_size not set;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_memory_module(const weir_runtime* runtime, uint32_t index,
                                                weir_memory_module* module_out);

/* Changes the budget while the runtime is in use.
 *
 * A budget below what is in use takes nothing away: it refuses new charges until
 * enough was freed. 0 is what a runtime gets whose options do not say: the size in
 * the environment variable WEIR_MEMORY_LIMIT (as 536870912, 512MiB, 4GB or 50%),
 * else half of what the machine, its cgroup or the process's limits allow.
 * weir_runtime_info() tells which of them it was.
 *
 * Errors: WEIR_E_INVALID for a NULL runtime, or a WEIR_MEMORY_LIMIT that is no size;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_set_memory_budget(weir_runtime* runtime, uint64_t budget_bytes);

/* Enters a scope: a name for what memory is for, in your program's own words.
 *
 * Until weir_runtime_leave_memory_scope(), what this thread charges to the runtime's
 * budget counts for the scope and for all scopes around it, and goes on counting
 * until it is freed, in whatever thread. A scope inside another has the path
 * "outer/inner"; entering a path again counts on. What a pool takes from the budget
 * counts where the pool grew, not where a block of it is used again.
 *
 * Copies: name.
 * Errors: WEIR_E_INVALID for a NULL runtime or name, or a name that is empty or has a
 *         slash;
 *         WEIR_E_LIMIT when the runtime has 1024 scopes already;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any; it concerns the calling thread alone.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_enter_memory_scope(weir_runtime* runtime, const char* name);

/* Leaves the scope of this runtime that this thread entered last.
 *
 * Errors: WEIR_E_INVALID for a NULL runtime, and in a thread that is inside none;
 *         WEIR_E_CLOSED in a child made by fork() after the runtime.
 * Threads: any; it concerns the calling thread alone.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_leave_memory_scope(weir_runtime* runtime);

/* The memory that was charged inside one scope. */
typedef struct weir_memory_scope {
  uint32_t struct_size;  /* sizeof(weir_memory_scope), as you compiled it */
  uint32_t flags;        /* 0 */
  const char* path;      /* such as "load/parse"; lent until the runtime's handle is freed */
  uint64_t used_bytes;   /* charged now */
  uint64_t peak_bytes;   /* the most that was charged at once */
  uint64_t charge_count; /* charges made since the scope was first entered */
} weir_memory_scope;

/* Tells what was charged inside one scope. Count up from 0 until WEIR_END.
 *
 * Errors: WEIR_END when index is past the last scope that was ever entered (an answer);
 *         WEIR_E_INVALID for a NULL runtime or scope_out, or struct_size not set;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_memory_scope(const weir_runtime* runtime, uint32_t index,
                                               weir_memory_scope* scope_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_MEMORY_H */
