/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/profile.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_profile[];

PROMISE(WEIR_PROFILER_TRACK_MEMORY == 1);
PROMISE(WEIR_PROFILER_TRACK_GPU == 2);
PROMISE(WEIR_PHASE_HAS_MEMORY == 1);
PROMISE(WEIR_PHASE_HAS_GPU == 2);
PROMISE(WEIR_PHASE_MEMORY_SAMPLED == 4);
PROMISE(WEIR_PROFILE_TSC == 1);
PROMISE(WEIR_PROFILE_GPU_AVAILABLE == 2);
PROMISE(WEIR_REPORT_JSON == 1);
PROMISE(WEIR_REPORT_TEXT == 2);
PROMISE(sizeof(weir_profiler_options) >= 16);
PROMISE_FIELD(weir_profiler_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_profiler_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_profiler_options, phase_limit, 8, uint32_t);
PROMISE_FIELD(weir_profiler_options, metric_limit, 12, uint32_t);
PROMISE(sizeof(weir_phase_stats) >= 120);
PROMISE_FIELD(weir_phase_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_phase_stats, flags, 4, uint32_t);
PROMISE_FIELD(weir_phase_stats, phase, 8, uint64_t);
PROMISE_FIELD(weir_phase_stats, count, 16, uint64_t);
PROMISE_FIELD(weir_phase_stats, open_count, 24, uint64_t);
PROMISE_FIELD(weir_phase_stats, open_ns, 32, uint64_t);
PROMISE_FIELD(weir_phase_stats, total_ns, 40, uint64_t);
PROMISE_FIELD(weir_phase_stats, min_ns, 48, uint64_t);
PROMISE_FIELD(weir_phase_stats, max_ns, 56, uint64_t);
PROMISE_FIELD(weir_phase_stats, last_ns, 64, uint64_t);
PROMISE_FIELD(weir_phase_stats, p50_ns, 72, uint64_t);
PROMISE_FIELD(weir_phase_stats, p95_ns, 80, uint64_t);
PROMISE_FIELD(weir_phase_stats, p99_ns, 88, uint64_t);
PROMISE_FIELD(weir_phase_stats, memory_peak_bytes, 96, uint64_t);
PROMISE_FIELD(weir_phase_stats, gpu_peak_bytes, 104, uint64_t);
PROMISE_FIELD(weir_phase_stats, metric_count, 112, uint64_t);
PROMISE(sizeof(weir_metric_stats) >= 64);
PROMISE_FIELD(weir_metric_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_metric_stats, flags, 4, uint32_t);
PROMISE_FIELD(weir_metric_stats, count, 8, uint64_t);
PROMISE_FIELD(weir_metric_stats, nonfinite_count, 16, uint64_t);
PROMISE_FIELD(weir_metric_stats, last, 24, double);
PROMISE_FIELD(weir_metric_stats, min, 32, double);
PROMISE_FIELD(weir_metric_stats, max, 40, double);
PROMISE_FIELD(weir_metric_stats, mean, 48, double);
PROMISE_FIELD(weir_metric_stats, stdev, 56, double);
PROMISE(sizeof(weir_profile_summary) >= 64);
PROMISE_FIELD(weir_profile_summary, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_profile_summary, flags, 4, uint32_t);
PROMISE_FIELD(weir_profile_summary, total_ns, 8, uint64_t);
PROMISE_FIELD(weir_profile_summary, phase_count, 16, uint64_t);
PROMISE_FIELD(weir_profile_summary, open_count, 24, uint64_t);
PROMISE_FIELD(weir_profile_summary, run_count, 32, uint64_t);
PROMISE_FIELD(weir_profile_summary, stray_count, 40, uint64_t);
PROMISE_FIELD(weir_profile_summary, swept_count, 48, uint64_t);
PROMISE_FIELD(weir_profile_summary, overflow_count, 56, uint64_t);

weir_status weir_runtime_profiler(weir_runtime* runtime, weir_profiler** profiler_out);
weir_status weir_profiler_create(weir_runtime* runtime, const weir_profiler_options* options,
                                 weir_profiler** profiler_out);
weir_status weir_profiler_configure(weir_profiler* profiler, const weir_profiler_options* options);
weir_status weir_profiler_reset(weir_profiler* profiler);
weir_status weir_profiler_start_phase(weir_profiler* profiler, const char* name);
weir_status weir_profiler_start_phase_under(weir_profiler* profiler, uint64_t parent,
                                            const char* name);
weir_status weir_profiler_current(weir_profiler* profiler, uint64_t* phase_out);
weir_status weir_profiler_end_phase(weir_profiler* profiler, weir_phase_stats* stats_out);
weir_status weir_profiler_end_phase_named(weir_profiler* profiler, const char* name,
                                          weir_phase_stats* stats_out);
weir_status weir_profiler_record_metric(weir_profiler* profiler, const char* name, double value);
weir_status weir_profiler_summary(weir_profiler* profiler, weir_profile_summary* summary_out);
weir_status weir_profiler_phase_stats(weir_profiler* profiler, const char* phase,
                                      weir_phase_stats* stats_out);
weir_status weir_profiler_metric_stats(weir_profiler* profiler, const char* phase,
                                       const char* metric, weir_metric_stats* stats_out);
weir_status weir_profiler_phase_count(weir_profiler* profiler, uint64_t* count_out);
weir_status weir_profiler_phase_at(weir_profiler* profiler, uint64_t index, weir_buffer** path_out,
                                   weir_phase_stats* stats_out);
weir_status weir_profiler_metric_at(weir_profiler* profiler, const char* phase, uint64_t index,
                                    weir_buffer** name_out, weir_metric_stats* stats_out);
weir_status weir_profiler_report(weir_profiler* profiler, uint32_t format,
                                 weir_buffer** report_out);
void weir_profiler_free(weir_profiler* profiler);

const promise_fn promise_profile[] = {
    (promise_fn)weir_runtime_profiler,         (promise_fn)weir_profiler_create,
    (promise_fn)weir_profiler_configure,       (promise_fn)weir_profiler_reset,
    (promise_fn)weir_profiler_start_phase,     (promise_fn)weir_profiler_start_phase_under,
    (promise_fn)weir_profiler_current,         (promise_fn)weir_profiler_end_phase,
    (promise_fn)weir_profiler_end_phase_named, (promise_fn)weir_profiler_record_metric,
    (promise_fn)weir_profiler_summary,         (promise_fn)weir_profiler_phase_stats,
    (promise_fn)weir_profiler_metric_stats,    (promise_fn)weir_profiler_phase_count,
    (promise_fn)weir_profiler_phase_at,        (promise_fn)weir_profiler_metric_at,
    (promise_fn)weir_profiler_report,          (promise_fn)weir_profiler_free,
};
