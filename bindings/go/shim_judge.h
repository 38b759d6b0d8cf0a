/* SPDX-License-Identifier: Apache-2.0 */
/* weir/judge.h for Go. */
#ifndef WEIRGO_SHIM_JUDGE_H
#define WEIRGO_SHIM_JUDGE_H

#include "shim_schema.h"

static inline wgo wgo_judge_create(weir_runtime* runtime, const weir_rules* rules, uint32_t flags,
                                   uint32_t level, uint32_t workers, uint64_t queue_size,
                                   uint64_t cache_bytes, _GoString_ profile) {
  weir_judge* judge = NULL;
  WGO_CHECK(profile);
  WGO_OPEN(p, profile);
  weir_judge_options o = {
      sizeof o, flags, level, workers, queue_size, cache_bytes, _GoStringLen(profile) ? p : NULL};
  weir_status s = weir_judge_create(runtime, rules, &o, &judge);
  wgo r = wgo_gave(s, judge);
  WGO_END(p);
  return r;
}
static inline wgo wgo_judge_decide(weir_judge* judge, _GoString_ text, _GoString_ only,
                                   weir_control* control) {
  weir_report* report = NULL;
  WGO_CHECK(only);
  WGO_OPEN(n, only);
  weir_status s = weir_judge_decide(judge, wgo_start(text), _GoStringLen(text),
                                    _GoStringLen(only) ? n : NULL, control, &report);
  wgo r = wgo_gave(s, report);
  WGO_END(n);
  return r;
}
static inline wgo wgo_judge_submit(weir_judge* judge, _GoString_ text) {
  return wgo_done(weir_judge_submit(judge, wgo_start(text), _GoStringLen(text)));
}
static inline wgo wgo_judge_next(weir_judge* judge, uint64_t timeout_ns, uint64_t* index) {
  weir_report* report = NULL;
  weir_status s = weir_judge_next(judge, timeout_ns, index, &report);
  return wgo_gave(s, report);
}
static inline wgo wgo_judge_cancel(weir_judge* judge) {
  return wgo_done(weir_judge_cancel(judge));
}
static inline wgo wgo_judge_stats(const weir_judge* judge) {
  weir_buffer* text = NULL;
  weir_status s = weir_judge_stats(judge, &text);
  return wgo_told(s, text);
}

#endif
