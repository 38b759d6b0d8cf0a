/* SPDX-License-Identifier: Apache-2.0 */
/* weir/profile.h for Go. */
#ifndef WEIRGO_SHIM_PROFILE_H
#define WEIRGO_SHIM_PROFILE_H

#include "shim.h"

static inline wgo wgo_profiler_make(weir_runtime* runtime, uint32_t own, uint32_t flags,
                                    uint32_t phases, uint32_t metrics) {
  weir_profiler_options o = {sizeof o, flags, phases, metrics};
  weir_profiler* profiler = NULL;
  weir_status s = own ? weir_profiler_create(runtime, &o, &profiler)
                      : weir_runtime_profiler(runtime, &profiler);
  return wgo_gave(s, profiler);
}
static inline wgo wgo_profiler_configure(weir_profiler* profiler, uint32_t flags, uint32_t phases,
                                         uint32_t metrics) {
  weir_profiler_options o = {sizeof o, flags, phases, metrics};
  return wgo_done(weir_profiler_configure(profiler, &o));
}
static inline wgo wgo_profiler_reset(weir_profiler* profiler) {
  return wgo_done(weir_profiler_reset(profiler));
}
static inline wgo wgo_profiler_start(weir_profiler* profiler, _GoString_ name) {
  WGO_TEXT(z, name);
  wgo r = wgo_done(weir_profiler_start_phase(profiler, z));
  WGO_END(z);
  return r;
}
static inline wgo wgo_profiler_start_under(weir_profiler* profiler, uint64_t parent,
                                           _GoString_ name) {
  WGO_TEXT(z, name);
  wgo r = wgo_done(weir_profiler_start_phase_under(profiler, parent, z));
  WGO_END(z);
  return r;
}
static inline wgo wgo_profiler_current(weir_profiler* profiler) {
  uint64_t phase = 0;
  weir_status s = weir_profiler_current(profiler, &phase);
  return wgo_counted(s, phase, 0);
}
/* The statistics of a phase that may be asked for: NULL for no. */
static inline weir_phase_stats* wgo_phase(weir_phase_stats* stats) {
  if (stats) stats->struct_size = sizeof *stats;
  return stats;
}
static inline wgo wgo_profiler_end(weir_profiler* profiler, weir_phase_stats* stats) {
  return wgo_done(weir_profiler_end_phase(profiler, wgo_phase(stats)));
}
static inline wgo wgo_profiler_end_named(weir_profiler* profiler, _GoString_ name,
                                         weir_phase_stats* stats) {
  WGO_TEXT(z, name);
  wgo r = wgo_done(weir_profiler_end_phase_named(profiler, z, wgo_phase(stats)));
  WGO_END(z);
  return r;
}
static inline wgo wgo_profiler_record(weir_profiler* profiler, _GoString_ name, double value) {
  WGO_TEXT(z, name);
  wgo r = wgo_done(weir_profiler_record_metric(profiler, z, value));
  WGO_END(z);
  return r;
}
static inline wgo wgo_profiler_summary(weir_profiler* profiler, weir_profile_summary* summary) {
  summary->struct_size = sizeof *summary;
  return wgo_done(weir_profiler_summary(profiler, summary));
}
static inline wgo wgo_profiler_phase_stats(weir_profiler* profiler, _GoString_ phase,
                                           weir_phase_stats* stats) {
  WGO_TEXT(z, phase);
  wgo r = wgo_done(weir_profiler_phase_stats(profiler, z, wgo_phase(stats)));
  WGO_END(z);
  return r;
}
static inline wgo wgo_profiler_metric_stats(weir_profiler* profiler, uint32_t anywhere,
                                            _GoString_ phase, _GoString_ metric,
                                            weir_metric_stats* stats) {
  WGO_CHECK(phase);
  WGO_CHECK(metric);
  WGO_OPEN(p, phase);
  WGO_OPEN(m, metric);
  stats->struct_size = sizeof *stats;
  wgo r = wgo_done(weir_profiler_metric_stats(profiler, anywhere ? NULL : p, m, stats));
  WGO_END(p);
  WGO_END(m);
  return r;
}
static inline wgo wgo_profiler_phase_count(weir_profiler* profiler) {
  uint64_t count = 0;
  weir_status s = weir_profiler_phase_count(profiler, &count);
  return wgo_counted(s, count, 0);
}
static inline wgo wgo_profiler_phase_at(weir_profiler* profiler, uint64_t index,
                                        weir_phase_stats* stats) {
  weir_buffer* path = NULL;
  weir_status s = weir_profiler_phase_at(profiler, index, &path, wgo_phase(stats));
  return wgo_told(s, path);
}
static inline wgo wgo_profiler_metric_at(weir_profiler* profiler, _GoString_ phase, uint64_t index,
                                         weir_metric_stats* stats) {
  weir_buffer* name = NULL;
  WGO_TEXT(z, phase);
  stats->struct_size = sizeof *stats;
  weir_status s = weir_profiler_metric_at(profiler, z, index, &name, stats);
  wgo r = wgo_told(s, name);
  WGO_END(z);
  return r;
}
static inline wgo wgo_profiler_report(weir_profiler* profiler, uint32_t format) {
  weir_buffer* text = NULL;
  weir_status s = weir_profiler_report(profiler, format, &text);
  return wgo_told(s, text);
}

#endif
