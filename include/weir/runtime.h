/* SPDX-License-Identifier: Apache-2.0 */
/* weir/runtime.h: what everything else is made in.
 *
 * A runtime owns what a program shares: a memory budget, worker threads, the
 * device, the profiler, a pool of streams and a log. All but the budget and the
 * log are made on first use, so a runtime that nobody uses has no threads. Two
 * runtimes share nothing.
 *
 * It takes no signals, writes nothing to the terminal and never ends your program.
 * A program may exit with work in flight. After fork() the child cannot use what
 * the parent made: every such handle answers WEIR_E_CLOSED there, and
 * weir_runtime_default() gives a runtime of the child's own.
 */
#ifndef WEIR_RUNTIME_H
#define WEIR_RUNTIME_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* weir_runtime: declared in weir/memory.h.
 *
 * Threads: Shared. Shutdown may race with any other call; only weir_runtime_free()
 * of a handle must be that handle's last call.
 */

/* Which device a runtime uses. */
enum weir_device_choice {
  WEIR_DEVICE_AUTO = 0, /* what the environment variable WEIR_DEVICE says (host, cuda or
                           auto); without it, CUDA where there is a device, else the host */
  WEIR_DEVICE_HOST = 1, /* the processor */
  WEIR_DEVICE_CUDA = 2  /* an NVIDIA GPU, or no runtime where there can be none */
};

typedef struct weir_runtime_options {
  uint32_t struct_size;         /* sizeof(weir_runtime_options), as you compiled it */
  uint32_t flags;               /* 0 */
  uint64_t memory_budget_bytes; /* 0: as weir_runtime_set_memory_budget() says */
  uint32_t worker_count;        /* 0: the CPUs this process may use; at most 4096 */
  uint32_t device;              /* WEIR_DEVICE_* */
} weir_runtime_options;

/* Makes a runtime.
 *
 * Reads the limits of the machine and of its control group; starts no thread.
 *
 * Copies: options, which may be NULL.
 * Gives: runtime_out, to be ended with weir_runtime_free().
 * Errors: WEIR_E_INVALID for a NULL runtime_out, an option that is out of range, a
 *         WEIR_DEVICE in the environment that is none of host, cuda and auto, or a
 *         WEIR_MEMORY_LIMIT that is no size;
 *         WEIR_E_UNSUPPORTED for an option this library does not know, and when device or
 *         WEIR_DEVICE insists on CUDA and the text says why there is none (what only
 *         starting the driver can tell, the first stream pool tells);
 *         WEIR_E_IO when the machine's memory cannot be read from /proc;
 *         WEIR_E_NO_MEMORY.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_create(const weir_runtime_options* options,
                                         weir_runtime** runtime_out);

/* Gives a handle to the one runtime that this process shares.
 *
 * It is made on the first call, with all defaults; every call gives a handle of
 * its own to the same runtime. Freeing the handle leaves the runtime running, and
 * it is left running at exit. After weir_runtime_shutdown() on it, and in a child
 * made by fork(), the next call makes a fresh one.
 *
 * Gives: runtime_out, to be ended with weir_runtime_free().
 * Errors: as weir_runtime_create().
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_default(weir_runtime** runtime_out);

/* Ends a runtime's work: refuses new calls, finishes what is in flight, ends the
 * threads.
 *
 * From the moment it is called, calls on the runtime and on what was made from it
 * answer WEIR_E_CLOSED; buffers and finished results stay readable. It may be
 * called again, and from many threads at once: all return when it is done.
 *
 * Blocks: until the work in flight is done.
 * Errors: WEIR_E_INVALID for a NULL runtime, and from inside a function that hears of
 *         progress or of an end, whoever's thread runs it, because it would wait for
 *         itself;
 *         WEIR_E_CLOSED in a child made by fork() after the runtime.
 * Threads: any but the library's own.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_shutdown(weir_runtime* runtime);

/* Ends a handle to a runtime. NULL does nothing.
 *
 * The runtime itself ends, as if shut down, with the last handle to it and to what
 * was made from it, in whatever order they are freed. Buffers do not count: they
 * stay readable and keep no runtime running.
 *
 * Blocks: when it is the last handle, until the work in flight is done; but not in
 *         a thread of the library's own.
 * Errors: none; a handle of another type is left alone.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void weir_runtime_free(weir_runtime* runtime);

/* Tells, as JSON, what this library is and what the runtime found: version, build,
 * the memory limit and the file that says so, budget, workers, devices.
 *
 * For people and bug reports: members may be added by any release.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or json_out;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_info(const weir_runtime* runtime, weir_buffer** json_out);

/* Hears one line of a runtime's log. The text is lent for the call.
 *
 * It runs in the thread that has something to say, perhaps in several at once, and
 * may call the library; lines that it causes itself go to the ring only. What it
 * throws is swallowed, and noted in the ring. */
typedef void (*weir_log_fn)(void* user, uint32_t level, const char* text);

/* Chooses what a runtime logs and who hears it at once.
 *
 * Every line at or above min_level also goes into a ring of 256 lines, which
 * weir_runtime_next_log() drains. With a NULL fn only the ring hears. Before the
 * first call the level is WEIR_LEVEL_WARNING. The function set before may still be
 * running in another thread when this returns; its user is freed after that.
 *
 * Takes: user, to be ended with user_free, also when this call fails.
 * Errors: WEIR_E_INVALID for a NULL runtime, or a min_level that is neither 0
 *         (warnings) nor a WEIR_LEVEL_*;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_set_log(weir_runtime* runtime, uint32_t min_level, weir_log_fn fn,
                                          void* user, weir_user_free user_free);

/* Takes the oldest line out of a runtime's log.
 *
 * When the ring was full and lines had to go, the first one given is a warning
 * that says how many.
 *
 * Gives: text_out, to be ended with weir_buffer_free().
 * Errors: WEIR_END when there is no line (an answer);
 *         WEIR_E_INVALID for a NULL runtime, level_out or text_out;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_next_log(weir_runtime* runtime, uint32_t* level_out,
                                           weir_buffer** text_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_RUNTIME_H */
