/* SPDX-License-Identifier: Apache-2.0 */
/* weir/profile.h: where the time and the memory went.
 *
 * A phase is a named stretch of work. Phases nest: each thread has a stack of
 * its own, a phase started inside another is its child, and ending without a
 * name ends the innermost. The same name again under the same parent adds to the
 * same phase, so a million batches cost one entry with percentiles. Starting and
 * ending costs tens of nanoseconds, and nothing grows with time.
 *
 * Paths. A phase is found by its path from the top, "pipeline/load", or by its
 * last name alone when only one phase has it. In a path, a '/' that belongs to
 * a name is written "~1" and a '~' is written "~0", as in a JSON pointer.
 *
 * Threads. Work that a phase hands to other threads joins it with
 * weir_profiler_start_phase_under(). Threads that ran the same path are added
 * up. A thread that ends with phases open has them ended, and counted.
 *
 * Limits. Past phase_limit distinct phases or 1,024 levels, or when the runtime's
 * budget has no room for one more, the time goes to one phase named "(other)";
 * metrics past metric_limit go to "(other)" at the top. Both are counted.
 */
#ifndef WEIR_PROFILE_H
#define WEIR_PROFILE_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Threads: Shared. Each thread has its own stack of open phases. */
typedef struct weir_profiler weir_profiler;

enum weir_profiler_flag {
  WEIR_PROFILER_TRACK_MEMORY = 1, /* peaks of resident memory: some 5 us a phase */
  WEIR_PROFILER_TRACK_GPU = 2     /* peaks of device memory, where there is a device */
};

typedef struct weir_profiler_options {
  uint32_t struct_size;  /* sizeof(weir_profiler_options), as you compiled it */
  uint32_t flags;        /* WEIR_PROFILER_* or 0 */
  uint32_t phase_limit;  /* distinct phases; 0: 65,536 */
  uint32_t metric_limit; /* distinct metrics of one thread; 0: 16,384 */
} weir_profiler_options;

enum weir_phase_flag {
  WEIR_PHASE_HAS_MEMORY = 1,    /* memory_peak_bytes was tracked */
  WEIR_PHASE_HAS_GPU = 2,       /* gpu_peak_bytes was tracked */
  WEIR_PHASE_MEMORY_SAMPLED = 4 /* the system lends no peak counter: a lower bound, by sampling */
};

/* One phase, over every time it ran and every thread that ran it. */
typedef struct weir_phase_stats {
  uint32_t struct_size; /* sizeof(weir_phase_stats), as you compiled it */
  uint32_t flags;       /* WEIR_PHASE_* */
  uint64_t phase;       /* for weir_profiler_start_phase_under() */
  uint64_t count;       /* times it was ended */
  uint64_t open_count;  /* times it is open now */
  uint64_t open_ns;     /* time so far in those; not in the figures below */
  uint64_t total_ns;    /* time in all ended runs, children included */
  uint64_t min_ns;
  uint64_t max_ns;
  uint64_t last_ns; /* the run that ended last */
  uint64_t p50_ns;  /* percentiles are within 1.6 % of a run's time */
  uint64_t p95_ns;
  uint64_t p99_ns;
  uint64_t memory_peak_bytes; /* highest resident memory of the process in the phase */
  uint64_t gpu_peak_bytes;    /* highest device memory in use in the phase */
  uint64_t metric_count;      /* metrics recorded in it */
} weir_phase_stats;

/* One metric of one phase. Values that are not finite are counted apart. */
typedef struct weir_metric_stats {
  uint32_t struct_size;     /* sizeof(weir_metric_stats), as you compiled it */
  uint32_t flags;           /* 0 */
  uint64_t count;           /* values recorded, finite ones */
  uint64_t nonfinite_count; /* infinities and NaNs recorded */
  double last;              /* the value recorded last, finite or not */
  double min;               /* of the finite values, as all below; 0 without any */
  double max;
  double mean;
  double stdev; /* of a sample (n - 1); 0 for fewer than two values */
} weir_metric_stats;

enum weir_profile_flag {
  WEIR_PROFILE_TSC = 1,          /* times come from the processor's counter, not clock_gettime() */
  WEIR_PROFILE_GPU_AVAILABLE = 2 /* a device answers for TRACK_GPU */
};

/* A profiler as a whole, since it was made or reset. */
typedef struct weir_profile_summary {
  uint32_t struct_size;    /* sizeof(weir_profile_summary), as you compiled it */
  uint32_t flags;          /* WEIR_PROFILE_* */
  uint64_t total_ns;       /* wall time since then, on a clock that never jumps */
  uint64_t phase_count;    /* phases that ended at least once */
  uint64_t open_count;     /* phases open now, over all threads */
  uint64_t run_count;      /* phase runs that ended */
  uint64_t stray_count;    /* ends that found no such phase open */
  uint64_t swept_count;    /* phases ended by an outer end, or by their thread's end */
  uint64_t overflow_count; /* starts and records that went to "(other)" */
} weir_profile_summary;

enum weir_profile_format {
  WEIR_REPORT_JSON = 1, /* for programs: times in seconds, memory in MB (1,000,000 bytes) */
  WEIR_REPORT_TEXT = 2  /* for people: a tree with shares, counts and percentiles */
};

/* Hands out the profiler that everybody who uses this runtime shares.
 *
 * Gives: profiler_out, a hold on it, to be ended with weir_profiler_free().
 * Errors: WEIR_E_INVALID; WEIR_E_CLOSED when the runtime was shut down; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_profiler(weir_runtime* runtime, weir_profiler** profiler_out);

/* Makes a profiler of your own. With a NULL runtime it is charged to no budget and has no device.
 *
 * Borrows: options.
 * Gives: profiler_out, to be ended with weir_profiler_free().
 * Errors: as weir_profiler_configure(); WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_create(weir_runtime* runtime,
                                          const weir_profiler_options* options,
                                          weir_profiler** profiler_out);

/* Changes what is tracked and the limits, for phases that start from now on.
 *
 * Asking for TRACK_GPU where there is no device is fine: its figures are absent.
 *
 * Borrows: options; NULL sets everything back to the defaults.
 * Errors: WEIR_E_INVALID for unknown flags; WEIR_E_UNSUPPORTED for unknown options; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_configure(weir_profiler* profiler,
                                             const weir_profiler_options* options);

/* Forgets every phase, metric and count, and starts the total time anew.
 *
 * This thread's open phases are closed. Phases open on other threads are
 * forgotten: what starts inside them starts at the top, and their end is
 * answered with WEIR_MISS.
 *
 * Errors: WEIR_E_INVALID; WEIR_E_CLOSED; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_reset(weir_profiler* profiler);

/* Starts a phase inside this thread's innermost open phase, or at the top.
 *
 * Copies: name.
 * Errors: WEIR_E_INVALID for a name that is NULL, empty or not UTF-8;
 *         WEIR_E_LIMIT for a name over 1,024 bytes, or 65,536 phases open on this thread;
 *         WEIR_E_CLOSED after the runtime's shutdown, and after fork() in the child;
 *         WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_start_phase(weir_profiler* profiler, const char* name);

/* Starts a phase on this thread as a child of a phase that another thread has, or had, open.
 *
 * Take the parent from weir_profiler_current() before handing work over. Zero
 * means the top, and so does a parent from before a reset.
 *
 * Copies: name.
 * Errors: as weir_profiler_start_phase(); WEIR_E_INVALID also for a number that is no phase.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_start_phase_under(weir_profiler* profiler, uint64_t parent,
                                                     const char* name);

/* Tells this thread's innermost open phase, zero when there is none.
 *
 * Errors: WEIR_E_INVALID; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_current(weir_profiler* profiler, uint64_t* phase_out);

/* Ends this thread's innermost open phase.
 *
 * stats_out may be NULL, and is cheaper so: otherwise it tells the phase as it
 * now stands, this run being `last_ns` unless another thread was later.
 *
 * Errors: WEIR_MISS when none is open, which is counted, or when it was started before a reset;
 *         WEIR_E_INVALID; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_end_phase(weir_profiler* profiler, weir_phase_stats* stats_out);

/* Ends this thread's innermost open phase of that name, and every phase inside it.
 *
 * The way out of an error path: what was left open within is counted as swept.
 *
 * Borrows: name.
 * Errors: WEIR_MISS when this thread has no such phase open, which is counted, and ends nothing;
 *         WEIR_E_INVALID; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_end_phase_named(weir_profiler* profiler, const char* name,
                                                   weir_phase_stats* stats_out);

/* Records a value under a name in this thread's innermost open phase.
 *
 * With no phase open it goes to the top, phase "". The last value, the count and
 * the spread are kept, in the same memory for any number of values.
 *
 * Copies: name.
 * Errors: as weir_profiler_start_phase(), but for the number of open phases.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_record_metric(weir_profiler* profiler, const char* name,
                                                 double value);

/* Tells the whole.
 *
 * Reading works after the runtime's shutdown, here and in the calls below.
 *
 * Errors: WEIR_E_INVALID; WEIR_E_CLOSED after fork() in the child.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_summary(weir_profiler* profiler,
                                           weir_profile_summary* summary_out);

/* Tells one phase, by its path or by its last name.
 *
 * Borrows: phase.
 * Errors: WEIR_MISS when there is no such phase;
 *         WEIR_E_INVALID when several phases have that last name: the text lists their paths;
 *         WEIR_E_CLOSED after fork() in the child.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_phase_stats(weir_profiler* profiler, const char* phase,
                                               weir_phase_stats* stats_out);

/* Tells one metric of a phase ("": recorded outside of any), or, when phase is NULL, everything
 * recorded under that name in all phases.
 *
 * Borrows: phase, metric.
 * Errors: as weir_profiler_phase_stats(); WEIR_MISS also when the phase has no such metric.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_metric_stats(weir_profiler* profiler, const char* phase,
                                                const char* metric, weir_metric_stats* stats_out);

/* Tells how many phases weir_profiler_phase_at() counts through: all that were started.
 *
 * Errors: WEIR_E_INVALID; WEIR_E_CLOSED after fork() in the child.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_phase_count(weir_profiler* profiler, uint64_t* count_out);

/* Tells the phases one by one, in the order of their first start, which stays.
 *
 * Gives: path_out, the phase's path as text, to be ended with weir_buffer_free(); may be NULL.
 * Errors: WEIR_END past the last; WEIR_E_INVALID; WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED after fork() in the child.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_phase_at(weir_profiler* profiler, uint64_t index,
                                            weir_buffer** path_out, weir_phase_stats* stats_out);

/* Tells a phase's metrics one by one, in the order of their names.
 *
 * Borrows: phase, "" for what was recorded outside of any.
 * Gives: name_out, to be ended with weir_buffer_free(); may be NULL.
 * Errors: WEIR_END past the last; otherwise as weir_profiler_phase_stats().
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_metric_at(weir_profiler* profiler, const char* phase,
                                             uint64_t index, weir_buffer** name_out,
                                             weir_metric_stats* stats_out);

/* Writes the report.
 *
 * JSON: total_time, num_phases, timestamp, gpu_available; phases{key: {path, duration, count,
 * min .. p99, custom_metrics{name: last}, metrics{name: {...}}, memory_mb and gpu_memory_mb only
 * when tracked}}; hierarchy, the same as a tree; custom_metrics outside of any phase; counters;
 * overhead. A key is the last name when that is unique, else the path: either finds the phase.
 * Durations count what is still open up to now.
 *
 * Gives: report_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID; WEIR_E_NO_MEMORY; WEIR_E_CLOSED after fork() in the child.
 * Since: 1.0
 */
WEIR_API weir_status weir_profiler_report(weir_profiler* profiler, uint32_t format,
                                          weir_buffer** report_out);

/* Ends your hold on a profiler; phases still open in it end with it. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_profiler_free(weir_profiler* profiler);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_PROFILE_H */
