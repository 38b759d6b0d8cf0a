/* SPDX-License-Identifier: Apache-2.0 */
/* weir/managed.h: buffers that make room for others while nobody uses them.
 *
 * A managed buffer's bytes are there while you have it pinned. In between they may be
 * compressed, when the budget is more than 70 % full, and spilled to a file, when the
 * budget would have to refuse somebody; pinning brings them back as they were. So a
 * program works on more than its budget holds, as long as what it has pinned fits.
 *
 * LOW buffers give way first and CRITICAL ones last, and of one priority the one that
 * was let go of longest ago. LZ4 or Zstandard is chosen by a sample, and kept only
 * where it shrinks a buffer to 1/1.3 of its size or less. What comes back from the file
 * has the checksum it had, or is an error.
 */
#ifndef WEIR_MANAGED_H
#define WEIR_MANAGED_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A buffer that yields.
 *
 * Threads: Shared. Who writes the bytes while others read them is up to you.
 */
typedef struct weir_managed weir_managed;

enum weir_managed_flag {
  WEIR_MANAGED_NO_COMPRESS = 1, /* never compressed */
  WEIR_MANAGED_NO_SPILL = 2     /* never spilled to the file */
};

/* How a runtime's managed buffers are kept. */
typedef struct weir_managed_settings {
  uint32_t struct_size;        /* sizeof(weir_managed_settings), as you compiled it */
  uint32_t flags;              /* WEIR_MANAGED_* or 0, for all of them */
  double compress_at;          /* how full the budget is when compressing begins; 0: 0.70 */
  uint64_t spill_limit_bytes;  /* the most that lies in the file at once; 0: what the disk takes */
  const char* spill_directory; /* NULL: the first of $TMPDIR, /var/tmp and /tmp that works */
} weir_managed_settings;

/* How one buffer is made. */
typedef struct weir_managed_options {
  uint32_t struct_size;     /* sizeof(weir_managed_options), as you compiled it */
  uint32_t flags;           /* WEIR_MANAGED_* or 0 */
  uint32_t priority;        /* WEIR_PRIORITY_* of weir/memory_pool.h; 0: MEDIUM */
  uint32_t alignment_bytes; /* a power of two up to 2 MiB; 0: 64 */
} weir_managed_options;

/* Where a buffer's bytes are. */
enum weir_managed_place {
  WEIR_MANAGED_IN_MEMORY = 0,
  WEIR_MANAGED_COMPRESSED = 1, /* in memory, smaller */
  WEIR_MANAGED_SPILLED = 2     /* in the file, as they were in memory */
};

/* How one buffer is now. */
typedef struct weir_managed_state {
  uint32_t struct_size;  /* sizeof(weir_managed_state), as you compiled it */
  uint32_t place;        /* WEIR_MANAGED_IN_MEMORY, _COMPRESSED or _SPILLED */
  uint64_t size_bytes;   /* as it was made */
  uint64_t stored_bytes; /* what it takes where it is */
  uint32_t pin_count;    /* how many have it pinned */
  uint32_t flags;        /* 0 */
} weir_managed_state;

/* What a runtime's managed buffers look like. */
typedef struct weir_managed_stats {
  uint32_t struct_size;           /* sizeof(weir_managed_stats), as you compiled it */
  uint32_t flags;                 /* 0 */
  uint64_t buffer_count;          /* buffers that there are */
  uint64_t pinned_count;          /* of them, pinned */
  uint64_t total_bytes;           /* the sizes of all, wherever they are */
  uint64_t resident_bytes;        /* of those in memory as they are */
  uint64_t compressed_count;      /* buffers that lie compressed in memory */
  uint64_t compressed_bytes;      /* what they take there */
  uint64_t compressed_from_bytes; /* their sizes: the ratio of the two is what was saved */
  uint64_t spilled_count;         /* buffers in the file */
  uint64_t spilled_bytes;         /* their sizes */
  uint64_t spill_file_bytes;      /* what they take there */
  uint64_t compress_count;        /* times that one was compressed */
  uint64_t incompressible_count;  /* times that one would not shrink enough */
  uint64_t spill_count;           /* times that one was spilled */
  uint64_t spill_error_count;     /* times that it could not be: it stayed in memory */
  uint64_t restore_count;         /* times that one was brought back */
  uint64_t restore_error_count;   /* times that it could not be */
} weir_managed_stats;

/* Chooses how a runtime's managed buffers are kept, from now on.
 *
 * Copies: settings; NULL is all defaults.
 * Errors: WEIR_E_INVALID for a NULL runtime, an unknown flag, a compress_at that is not
 *         above 0 and up to 1, or another directory while something is spilled;
 *         WEIR_E_UNSUPPORTED for a setting this library does not know;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_set_managed(weir_runtime* runtime,
                                              const weir_managed_settings* settings);

/* Makes a buffer, all zero, that nobody has pinned yet.
 *
 * Copies: options, which may be NULL.
 * Gives: managed_out, to be ended with weir_managed_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or managed_out, an unknown flag, or a priority
 *         or an alignment that is none;
 *         WEIR_E_UNSUPPORTED for an option this library does not know;
 *         WEIR_E_NO_MEMORY when the budget has no room after all that is idle yielded;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_managed_create(weir_runtime* runtime, size_t size_bytes,
                                         const weir_managed_options* options,
                                         weir_managed** managed_out);

/* Pins a buffer: its bytes are in memory, and stay where they are, until you free what
 * you are given. Pinned more than once it is the same bytes.
 *
 * Works after weir_runtime_shutdown() as well, and what it gives outlives the buffer's
 * handle.
 *
 * Gives: pinned_out, of the buffer's size, to be ended with weir_buffer_free(): that
 *        unpins it.
 * Blocks: while another thread compresses, spills or brings back this very buffer.
 * Errors: WEIR_E_INVALID for a NULL managed or pinned_out;
 *         WEIR_E_NO_MEMORY when there is no room for the bytes: unpin others, try again;
 *         WEIR_E_IO when they cannot be read from the file, or are not those that were
 *         written there: nothing is given, and asking again reads again;
 *         WEIR_E_CLOSED in a child made by fork() after the buffer.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_managed_pin(weir_managed* managed, weir_buffer** pinned_out);

/* Tells how a buffer is now, without bringing it back.
 *
 * Errors: WEIR_E_INVALID for a NULL managed or state_out, or struct_size not set;
 *         WEIR_E_CLOSED in a child made by fork() after the buffer.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_managed_get_state(const weir_managed* managed,
                                            weir_managed_state* state_out);

/* Tells what a runtime's managed buffers look like.
 *
 * Errors: WEIR_E_INVALID for a NULL runtime or stats_out, or struct_size not set;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_managed_stats(weir_runtime* runtime,
                                                weir_managed_stats* stats_out);

/* Tells the same as JSON, with the settings.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or json_out;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_managed_json(weir_runtime* runtime, weir_buffer** json_out);

/* Ends a buffer's handle. NULL does nothing.
 *
 * The bytes end with it, wherever they are, or with the last pin.
 *
 * Errors: none; a handle of another type is left alone.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void weir_managed_free(weir_managed* managed);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_MANAGED_H */
