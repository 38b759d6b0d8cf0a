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
  WEIR_DEVICE_CUDA = 2  /* an NVIDIA GPU */
};

typedef struct weir_runtime_options {
  uint32_t struct_size;         /* sizeof(weir_runtime_options), as you compiled it */
  uint32_t flags;               /* 0 */
  uint64_t memory_budget_bytes; /* 0: half of what the machine or its cgroup allows */
  uint32_t worker_count;        /* 0: the CPUs this process may use; at most 4096 */
  uint32_t device;              /* WEIR_DEVICE_* */
} weir_runtime_options;

/* Makes a runtime.
 *
 * Reads the limits of the machine and of its control group; starts no thread.
 *
 * Copies: options, which may be NULL.
 * Gives: runtime_out, to be ended with weir_runtime_free().
 * Errors: WEIR_E_INVALID for a NULL runtime_out, an option that is out of range, or a
 *         WEIR_DEVICE in the environment that is none of host, cuda and auto;
 *         WEIR_E_UNSUPPORTED for an option this library does not know;
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
 * Errors: WEIR_E_INVALID for a NULL runtime;
 *         WEIR_E_CLOSED in a child made by fork() after the runtime.
 * Threads: any but the runtime's own: not from one of its callbacks.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_shutdown(weir_runtime* runtime);

/* Ends a handle to a runtime. NULL does nothing.
 *
 * The runtime itself ends, as if shut down, when its last handle is freed; what
 * was made from it may be freed before or after.
 *
 * Blocks: when it is the last handle, until the work in flight is done.
 * Errors: none; a handle of another type is left alone.
 * Threads: any but the runtime's own: not from one of its callbacks.
 * Since: 1.0
 */
WEIR_API void weir_runtime_free(weir_runtime* runtime);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_RUNTIME_H */
