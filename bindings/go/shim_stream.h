/* SPDX-License-Identifier: Apache-2.0 */
/* weir/array.h, weir/ticket.h and weir/stream.h for Go. */
#ifndef WEIRGO_SHIM_STREAM_H
#define WEIRGO_SHIM_STREAM_H

#include <time.h>

#include "callbacks.h"
#include "shim_runtime.h"

static inline wgo wgo_control_create(void) {
  weir_control* control = NULL;
  weir_status s = weir_control_create(&control);
  return wgo_gave(s, control);
}
static inline wgo wgo_control_on_progress(weir_control* control, uintptr_t user) {
  return wgo_done(weir_control_on_progress(control, user ? wgo_progress : NULL, (void*)user,
                                           user ? wgo_drop : NULL));
}
static inline wgo wgo_control_cancel(weir_control* control) {
  return wgo_done(weir_control_cancel(control));
}
static inline wgo wgo_control_progress(const weir_control* control) {
  uint64_t done = 0, total = 0;
  weir_status s = weir_control_progress(control, &done, &total);
  return wgo_counted(s, done, total);
}

static inline wgo wgo_ticket_wait(const weir_ticket* ticket, uint64_t timeout_ns) {
  return wgo_done(weir_ticket_wait(ticket, timeout_ns));
}
static inline wgo wgo_ticket_cancel(weir_ticket* ticket) {
  return wgo_done(weir_ticket_cancel(ticket));
}
static inline wgo wgo_ticket_progress(const weir_ticket* ticket) {
  uint64_t done = 0, total = 0;
  weir_status s = weir_ticket_progress(ticket, &done, &total);
  return wgo_counted(s, done, total);
}
static inline wgo wgo_ticket_on_done(weir_ticket* ticket, uintptr_t user) {
  return wgo_done(weir_ticket_on_done(ticket, wgo_ended, (void*)user, wgo_drop));
}
static inline wgo wgo_ticket_item_count(const weir_ticket* ticket) {
  uint64_t count = 0;
  weir_status s = weir_ticket_item_count(ticket, &count);
  return wgo_counted(s, count, 0);
}
/* The item's own status in m; its text given when that is a failure. */
static inline wgo wgo_ticket_item(const weir_ticket* ticket, uint64_t index) {
  weir_status item = 0;
  weir_buffer* text = NULL;
  weir_status s = weir_ticket_item_status(ticket, index, &item);
  if (s >= 0 && item < 0) s = weir_ticket_item_error(ticket, index, &text);
  wgo r = wgo_told(s, text);
  r.m = (uint64_t)(int64_t)item;
  return r;
}

/* An array as Go holds it: no pointer of Go's in it. What lies in a buffer has `memory`. */
typedef struct wgo_shape {
  uint32_t dtype;
  uint32_t ndim;
  uint64_t shape[32];
  int64_t strides[32];
} wgo_shape;
typedef struct wgo_array {
  wgo_shape shape;
  void* data;
  wgo_memory* memory;
} wgo_array;

static inline weir_array wgo_view(const wgo_shape* shape, void* data) {
  weir_array a = {sizeof a, shape->dtype, shape->ndim,   WEIR_SPACE_HOST,
                  data,     shape->shape, shape->strides};
  return a;
}

/* Where a copy that waits can be reached for cancelling. */
typedef struct wgo_cell {
  weir_ticket* ticket;
  int32_t cancelled;
} wgo_cell;

static inline void wgo_cell_cancel(wgo_cell* cell) {
  __atomic_store_n(&cell->cancelled, 1, __ATOMIC_SEQ_CST);
  weir_ticket* ticket = __atomic_load_n(&cell->ticket, __ATOMIC_SEQ_CST);
  if (ticket) weir_ticket_cancel(ticket);
}
static inline void wgo_cell_free(wgo_cell* cell) {
  if (cell) weir_ticket_free(cell->ticket);
  free(cell);
}

enum wgo_mover { WGO_POOL, WGO_STREAM };
static inline weir_status wgo_start(void* mover, uint32_t kind, const weir_array* src,
                                    const weir_array* dst, weir_ticket** ticket) {
  return kind == WGO_POOL ? weir_stream_pool_transfer(mover, src, dst, ticket)
                          : weir_stream_transfer(mover, src, dst, ticket);
}

/* Copies and comes back when nothing touches the arrays any more, whatever happened: they may lie
 * in memory of Go's. Inside a callback, where waiting is refused, what has not begun is cancelled.
 */
static inline wgo wgo_copy_views(void* mover, uint32_t kind, wgo_cell* cell, const weir_array* src,
                                 const weir_array* dst) {
  weir_ticket* ticket = NULL;
  weir_status s = wgo_start(mover, kind, src, dst, &ticket);
  if (s < 0) return wgo_done(s);
  if (cell) {
    __atomic_store_n(&cell->ticket, ticket, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&cell->cancelled, __ATOMIC_SEQ_CST)) weir_ticket_cancel(ticket);
  }
  wgo r = wgo_done(weir_ticket_wait(ticket, WEIR_FOREVER));
  while (weir_ticket_poll(ticket) == WEIR_AGAIN) {
    struct timespec pause = {0, 1000000};
    weir_ticket_cancel(ticket);
    nanosleep(&pause, NULL);
  }
  if (!cell) weir_ticket_free(ticket);
  return r;
}
static inline wgo wgo_copy(void* mover, uint32_t kind, wgo_cell* cell, const wgo_shape* src_shape,
                           void* src_data, const wgo_shape* dst_shape, void* dst_data) {
  weir_array src = wgo_view(src_shape, src_data), dst = wgo_view(dst_shape, dst_data);
  return wgo_copy_views(mover, kind, cell, &src, &dst);
}

/* The memory that work under way needs. When nobody could be asked to tell of its end it is kept
 * for ever: a leak, and not a write into memory that is gone. */
typedef struct wgo_kept {
  size_t count;
  int32_t over;
  wgo_memory* memory[];
} wgo_kept;

static inline void wgo_kept_over(void* user, weir_status status) {
  (void)status;
  ((wgo_kept*)user)->over = 1;
}
static inline void wgo_kept_free(void* user) {
  wgo_kept* kept = user;
  for (size_t i = 0; kept->over && i < kept->count; ++i) wgo_memory_drop(kept->memory[i]);
  free(kept);
}
static inline wgo_kept* wgo_keep(const wgo_array* src, const wgo_array* dst, size_t pairs) {
  wgo_kept* kept = malloc(sizeof *kept + 2 * pairs * sizeof *kept->memory);
  if (!kept) return NULL;
  kept->count = 2 * pairs;
  kept->over = 0;
  for (size_t i = 0; i < pairs; ++i) {
    kept->memory[2 * i] = src[i].memory;
    kept->memory[2 * i + 1] = dst[i].memory;
    wgo_memory_keep(src[i].memory);
    wgo_memory_keep(dst[i].memory);
  }
  return kept;
}
static inline wgo wgo_started(weir_status status, weir_ticket* ticket, wgo_kept* kept) {
  wgo r = wgo_gave(status, ticket);
  if (status < 0) {
    kept->over = 1;
    wgo_kept_free(kept);
  } else {
    weir_ticket_on_done(ticket, wgo_kept_over, kept, wgo_kept_free);
  }
  return r;
}
static inline wgo wgo_full(void) {
  wgo r = {0};
  r.status = WEIR_E_NO_MEMORY;
  r.why = strdup("the machine has no memory left to describe the arrays");
  return r;
}
static inline wgo wgo_transfer(void* mover, uint32_t kind, const wgo_array* src,
                               const wgo_array* dst) {
  weir_array s = wgo_view(&src->shape, src->data), d = wgo_view(&dst->shape, dst->data);
  weir_ticket* ticket = NULL;
  wgo_kept* kept = wgo_keep(src, dst, 1);
  if (!kept) return wgo_full();
  weir_status status = wgo_start(mover, kind, &s, &d, &ticket);
  return wgo_started(status, ticket, kept);
}
/* Both sides of every pair, sources first; NULL without memory. */
static inline weir_array* wgo_views(const wgo_array* src, const wgo_array* dst, size_t pairs) {
  weir_array* views = calloc(2 * pairs + 1, sizeof *views);
  for (size_t i = 0; views && i < pairs; ++i) {
    views[i] = wgo_view(&src[i].shape, src[i].data);
    views[pairs + i] = wgo_view(&dst[i].shape, dst[i].data);
  }
  return views;
}
static inline wgo wgo_batch(weir_stream_pool* pool, const wgo_array* src, const wgo_array* dst,
                            size_t pairs, weir_control* control) {
  weir_ticket* ticket = NULL;
  weir_array* views = wgo_views(src, dst, pairs);
  wgo_kept* kept = views ? wgo_keep(src, dst, pairs) : NULL;
  if (!kept) {
    free(views);
    return wgo_full();
  }
  weir_status s = weir_stream_pool_batch(pool, views, views + pairs, pairs, control, &ticket);
  wgo r = wgo_started(s, ticket, kept);
  free(views);
  return r;
}

static inline weir_stream_pool_options wgo_pool_options(uint32_t flags, uint32_t size,
                                                        int32_t priority, uint64_t batch_bytes,
                                                        uint32_t retries) {
  weir_stream_pool_options o = {sizeof o, flags, size, priority, batch_bytes, retries, 0};
  return o;
}
static inline wgo wgo_runtime_stream_pool(weir_runtime* runtime, uint32_t own,
                                          weir_stream_pool_options o) {
  weir_stream_pool* pool = NULL;
  weir_status s = own ? weir_stream_pool_create(runtime, &o, &pool)
                      : weir_runtime_stream_pool(runtime, &o, &pool);
  return wgo_gave(s, pool);
}
static inline wgo wgo_stream_pool_configure(weir_stream_pool* pool, weir_stream_pool_options o) {
  return wgo_done(weir_stream_pool_configure(pool, &o));
}
static inline wgo wgo_stream_pool_size(const weir_stream_pool* pool) {
  uint32_t size = 0;
  weir_status s = weir_stream_pool_size(pool, &size);
  return wgo_counted(s, size, 0);
}
static inline wgo wgo_stream_pool_get(weir_stream_pool* pool, uint32_t index) {
  weir_stream* stream = NULL;
  weir_status s = weir_stream_pool_get(pool, index, &stream);
  return wgo_gave(s, stream);
}
static inline wgo wgo_stream_pool_next(weir_stream_pool* pool) {
  weir_stream* stream = NULL;
  weir_status s = weir_stream_pool_next(pool, &stream);
  return wgo_gave(s, stream);
}
static inline wgo wgo_mover_wait(void* mover, uint32_t kind, uint64_t timeout_ns) {
  return wgo_done(kind == WGO_POOL ? weir_stream_pool_wait_all(mover, timeout_ns)
                                   : weir_stream_synchronize(mover, timeout_ns));
}
static inline wgo wgo_stream_pool_get_stats(const weir_stream_pool* pool,
                                            weir_stream_pool_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_stream_pool_get_stats(pool, stats));
}
static inline wgo wgo_stream_pool_stats_json(const weir_stream_pool* pool) {
  weir_buffer* text = NULL;
  weir_status s = weir_stream_pool_stats_json(pool, &text);
  return wgo_told(s, text);
}
static inline wgo wgo_stream_get_stats(const weir_stream* stream, weir_stream_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_stream_get_stats(stream, stats));
}
static inline wgo wgo_stream_last_error(const weir_stream* stream) {
  weir_buffer* text = NULL;
  weir_status s = weir_stream_last_error(stream, &text);
  return wgo_told(s, text);
}
static inline wgo wgo_stream_index(const weir_stream* stream) {
  uint32_t index = 0;
  weir_status s = weir_stream_index(stream, &index);
  return wgo_counted(s, index, 0);
}

#endif
