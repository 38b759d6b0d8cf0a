/* SPDX-License-Identifier: Apache-2.0 */
/* weir/device_memory.h for Go. */
#ifndef WEIRGO_SHIM_DEVICE_H
#define WEIRGO_SHIM_DEVICE_H

#include "shim_stream.h"

static inline wgo wgo_device_pool_create(weir_runtime* runtime, uint64_t capacity, uint64_t reserve,
                                         uint64_t wait_ns) {
  weir_device_pool_options o = {sizeof o, 0, capacity, reserve, wait_ns};
  weir_device_pool* pool = NULL;
  weir_status s = weir_device_pool_create(runtime, &o, &pool);
  return wgo_gave(s, pool);
}
static inline wgo wgo_device_pool_get(weir_device_pool* pool, uint64_t size, uint32_t priority) {
  void* block = NULL;
  weir_status s = weir_device_pool_get(pool, size, priority, NULL, &block);
  return wgo_gave(s, block);
}
static inline void wgo_device_pool_put(weir_device_pool* pool, void* block) {
  weir_device_pool_put(pool, block, NULL); /* a copy was waited for: nobody uses it */
}
/* Between a block, which has its rows one after another, and memory of Go's; waits. */
static inline wgo wgo_device_copy(weir_stream* stream, uint32_t to_device, const wgo_shape* shape,
                                  void* block, const wgo_shape* host_shape, void* host) {
  weir_array there = {sizeof there, shape->dtype, shape->ndim, WEIR_SPACE_DEVICE,
                      block,        shape->shape, NULL};
  weir_array here = wgo_view(host_shape, host);
  return wgo_copy_views(stream, WGO_STREAM, NULL, to_device ? &here : &there,
                        to_device ? &there : &here);
}
static inline wgo wgo_device_pool_trim(weir_device_pool* pool, uint64_t keep) {
  uint64_t freed = 0;
  weir_status s = weir_device_pool_trim(pool, keep, &freed);
  return wgo_counted(s, freed, 0);
}
static inline wgo wgo_device_pool_get_stats(const weir_device_pool* pool,
                                            weir_device_pool_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_device_pool_get_stats(pool, stats));
}
static inline wgo wgo_device_pool_stats_json(const weir_device_pool* pool) {
  weir_buffer* text = NULL;
  weir_status s = weir_device_pool_stats_json(pool, &text);
  return wgo_told(s, text);
}

#endif
