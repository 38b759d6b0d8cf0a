/* SPDX-License-Identifier: Apache-2.0 */
/* weir/event.h and weir/plan.h for Go. */
#ifndef WEIRGO_SHIM_PLAN_H
#define WEIRGO_SHIM_PLAN_H

#include "shim_stream.h"

static inline wgo wgo_stream_record(weir_stream* stream) {
  weir_ticket* ticket = NULL;
  weir_status s = weir_stream_record(stream, &ticket);
  return wgo_gave(s, ticket);
}
static inline wgo wgo_stream_wait_ticket(weir_stream* stream, const weir_ticket* ticket) {
  return wgo_done(weir_stream_wait_ticket(stream, ticket));
}
static inline wgo wgo_stream_pool_wrap(weir_stream_pool* pool, uintptr_t native) {
  weir_stream* stream = NULL;
  weir_status s = weir_stream_pool_wrap(pool, (void*)native, &stream);
  return wgo_gave(s, stream);
}

/* A plan and the memory it copies, which stays until the plan is closed and the last of its runs is
 * over. */
typedef struct wgo_plan {
  weir_plan* plan;
  int32_t holders;
  wgo_kept* kept;
} wgo_plan;

static inline void wgo_plan_let_go(void* user) {
  wgo_plan* plan = user;
  if (__atomic_sub_fetch(&plan->holders, 1, __ATOMIC_ACQ_REL) != 0) return;
  plan->kept->over = 1;
  wgo_kept_free(plan->kept);
  free(plan);
}
static inline void wgo_plan_free(void* held) {
  wgo_plan* plan = held;
  weir_plan_free(plan->plan);
  wgo_plan_let_go(plan);
}
static inline wgo wgo_plan_create(weir_stream_pool* pool, const wgo_array* src,
                                  const wgo_array* dst, size_t pairs) {
  wgo_plan* plan = calloc(1, sizeof *plan);
  wgo_kept* kept = plan ? wgo_keep(src, dst, pairs) : NULL;
  weir_array* views = kept ? wgo_views(src, dst, pairs) : NULL;
  if (!views) {
    if (kept) kept->over = 1, wgo_kept_free(kept);
    free(plan);
    return wgo_full();
  }
  plan->holders = 1;
  plan->kept = kept;
  weir_status s = weir_plan_create(pool, views, views + pairs, pairs, &plan->plan);
  wgo r = wgo_gave(s, plan);
  free(views);
  if (s < 0) wgo_plan_let_go(plan);
  return r;
}
static inline wgo wgo_plan_run(wgo_plan* plan, weir_control* control) {
  weir_ticket* ticket = NULL;
  weir_status s = weir_plan_run(plan->plan, control, &ticket);
  wgo r = wgo_gave(s, ticket);
  if (s >= 0) {
    __atomic_add_fetch(&plan->holders, 1, __ATOMIC_RELAXED);
    /* Where nobody can be asked to tell of its end the memory is kept for ever. */
    if (weir_ticket_on_done(ticket, NULL, plan, wgo_plan_let_go) < 0)
      __atomic_add_fetch(&plan->holders, 1, __ATOMIC_RELAXED);
  }
  return r;
}

#endif
