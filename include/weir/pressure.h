/* SPDX-License-Identifier: Apache-2.0 */
/* weir/pressure.h: how full memory is, and its relief before it is too full.
 *
 * A monitor looks at everything that binds the process: the runtime's budget, the
 * machine, the control groups from the process's own up to the mount (version 1 and
 * 2; a group's use beside the same group's limit, without files' pages that nobody
 * used lately), and the process's resource limits. The fullest of them decides the
 * level; work that stands still for want of memory (PSI) makes it worse. A level is
 * reached at once, and left when the ratio was three hundredths below it for 5 s.
 *
 * When the level rises, what the library keeps without anybody holding it is let go
 * in the order that weir/memory.h tells, and memory is looked at again before each
 * step. From RISING on: what is expired or idle goes, what is cold is compressed.
 * HIGH: idle buffers are spilled. SEVERE: the heap gives free pages back. CRITICAL:
 * cold cache entries go too. What you hold or have pinned is never touched. Below
 * SEVERE nothing is done while the ratio is falling by itself.
 */
#ifndef WEIR_PRESSURE_H
#define WEIR_PRESSURE_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A monitor of memory. It has a thread only between start and stop.
 *
 * Threads: Shared.
 */
typedef struct weir_pressure weir_pressure;

enum weir_pressure_level {
  WEIR_PRESSURE_NORMAL = 0,
  WEIR_PRESSURE_RISING = 1,  /* from 70 % on, unless the options say otherwise */
  WEIR_PRESSURE_HIGH = 2,    /* 80 % */
  WEIR_PRESSURE_SEVERE = 3,  /* 85 % */
  WEIR_PRESSURE_CRITICAL = 4 /* 90 % */
};

/* What is fullest, and so decides the level. */
enum weir_pressure_source {
  WEIR_PRESSURE_BY_NONE = 0,
  WEIR_PRESSURE_BY_BUDGET = 1,  /* the runtime's */
  WEIR_PRESSURE_BY_MACHINE = 2, /* MemAvailable of MemTotal */
  WEIR_PRESSURE_BY_GROUP = 3,   /* a control group: memory.max or memory.high */
  WEIR_PRESSURE_BY_PROCESS = 4  /* RLIMIT_AS or RLIMIT_DATA */
};

enum weir_pressure_flag {
  WEIR_PRESSURE_WATCH_ONLY = 1 /* tell, and relieve nothing */
};

typedef struct weir_pressure_options {
  uint32_t struct_size; /* sizeof(weir_pressure_options), as you compiled it */
  uint32_t flags;       /* WEIR_PRESSURE_WATCH_ONLY or 0 */
  double rising_at;     /* where each level begins: above 0, up to 1, never falling; */
  double high_at;       /* 0: 0.70, 0.80, 0.85 and 0.90 */
  double severe_at;
  double critical_at;
  uint64_t interval_ns; /* between two looks; 0: 250 ms. The kernel's word on stalls comes sooner */
} weir_pressure_options;

/* What memory looks like. */
typedef struct weir_pressure_stats {
  uint32_t struct_size;             /* sizeof(weir_pressure_stats), as you compiled it */
  uint32_t level;                   /* WEIR_PRESSURE_* */
  uint32_t source;                  /* WEIR_PRESSURE_BY_* */
  uint32_t is_watched;              /* 1 while the thread runs */
  double ratio;                     /* how full the fullest is: 0 to 1, or above */
  uint64_t budget_bytes;            /* the runtime's budget */
  uint64_t budget_used_bytes;       /* charged to it */
  uint64_t group_bytes;             /* the limit of the fullest control group; 0: none has one */
  uint64_t group_used_bytes;        /* its use, without files' idle pages */
  uint64_t machine_bytes;           /* the machine's memory */
  uint64_t machine_available_bytes; /* what it could still give */
  uint64_t resident_bytes;          /* this process's */
  uint64_t peak_resident_bytes;     /* the most it had */
  double some_stall_percent;        /* of the last 10 s: some work stood still for memory */
  double full_stall_percent;        /* all of it did */
  uint64_t sample_count;            /* looks so far */
  uint64_t relief_count;            /* times that something was let go */
  uint64_t freed_bytes;             /* what the budget got back by that */
  uint64_t returned_bytes;          /* by how much the resident memory shrank meanwhile */
} weir_pressure_stats;

/* Makes a monitor of a runtime's memory. It does nothing until it is asked.
 *
 * Copies: options, which may be NULL.
 * Gives: pressure_out, to be ended with weir_pressure_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or pressure_out, an unknown flag, or bounds
 *         that fall or are not above 0 and up to 1;
 *         WEIR_E_UNSUPPORTED for an option this library does not know;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_create(weir_runtime* runtime,
                                          const weir_pressure_options* options,
                                          weir_pressure** pressure_out);

/* Hears that the level is another one: WEIR_PRESSURE_*, and a sentence that says what
 * is how full and what was let go, lent for the call.
 *
 * It runs in the monitor's thread and may call the library, weir_pressure_stop() and
 * weir_pressure_free() of this monitor included; what would wait for other threads'
 * work is refused there. What it throws is swallowed. */
typedef void (*weir_pressure_fn)(void* user, uint32_t level, const char* text);

/* Watches and relieves in a thread of its own, from now on.
 *
 * `fn` may be NULL: relief alone. When it was started already, the function is
 * replaced. The pull twin is weir_pressure_wait().
 *
 * Takes: user, to be ended with user_free, also when this call fails.
 * Errors: WEIR_E_INVALID for a NULL pressure;
 *         WEIR_E_IO when no thread is to be had;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_start(weir_pressure* pressure, weir_pressure_fn fn, void* user,
                                         weir_user_free user_free);

/* Ends the thread. When it returns the function runs no more, unless it is the
 * function that calls. A runtime's shutdown does the same.
 *
 * Blocks: until the function has returned.
 * Errors: WEIR_E_INVALID for a NULL pressure;
 *         WEIR_E_CLOSED in a child made by fork() after the monitor.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_stop(weir_pressure* pressure);

/* Waits until the level is another one than known_level.
 *
 * Without a thread that watches, the caller does it: each interval it looks and
 * relieves. So with a timeout_ns of 0 this is one look with its relief.
 *
 * Blocks: up to timeout_ns; WEIR_FOREVER means as long as it takes.
 * Errors: WEIR_AGAIN when the level is still known_level (an answer; stats_out is set);
 *         WEIR_E_INVALID for a NULL pressure or stats_out, struct_size not set, a
 *         known_level that is none, or a wait from where it could wait for itself;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED, also when the shutdown comes meanwhile.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_wait(weir_pressure* pressure, uint32_t known_level,
                                        uint64_t timeout_ns, weir_pressure_stats* stats_out);

/* Looks at memory now, and relieves nothing.
 *
 * Errors: WEIR_E_INVALID for a NULL pressure or stats_out, or struct_size not set;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_get_stats(weir_pressure* pressure,
                                             weir_pressure_stats* stats_out);

/* Lets go, however full memory is, all that is let go at a level.
 *
 * level 0 means SEVERE: everything but cached entries that could still be used. Of
 * bytes that somebody else is letting go at this moment it knows nothing.
 *
 * Errors: WEIR_E_INVALID for a NULL pressure or a level that is none;
 *         freed_bytes_out, what the budget got back, may be NULL;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_optimize(weir_pressure* pressure, uint32_t level,
                                            uint64_t* freed_bytes_out);

/* Tells the statistics as JSON, with the last 128 looks and what each step of the
 * relief has let go, for every refused charge of the runtime's too.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL pressure or json_out;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_pressure_json(weir_pressure* pressure, weir_buffer** json_out);

/* Ends a monitor, as if stopped. NULL does nothing.
 *
 * Blocks: as weir_pressure_stop().
 * Errors: none; a handle of another type is left alone.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void weir_pressure_free(weir_pressure* pressure);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_PRESSURE_H */
