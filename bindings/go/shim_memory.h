/* SPDX-License-Identifier: Apache-2.0 */
/* weir/memory_pool.h for Go. */
#ifndef WEIRGO_SHIM_MEMORY_H
#define WEIRGO_SHIM_MEMORY_H

#include "shim_runtime.h"

static inline wgo wgo_memory_pool_shared(weir_runtime* runtime) {
  weir_memory_pool* pool = NULL;
  weir_status s = weir_runtime_memory_pool(runtime, &pool);
  return wgo_gave(s, pool);
}
static inline wgo wgo_memory_pool_create(weir_runtime* runtime, uint32_t flags, uint64_t capacity,
                                         uint64_t reserve, uint64_t idle_ns) {
  weir_memory_pool_options o = {sizeof o, flags, capacity, reserve, idle_ns};
  weir_memory_pool* pool = NULL;
  weir_status s = weir_memory_pool_create(runtime, &o, &pool);
  return wgo_gave(s, pool);
}
/* Always zeroed: Go shows no bytes that nobody wrote. */
static inline wgo wgo_memory_pool_block(weir_memory_pool* pool, uint64_t size, uint32_t priority,
                                        uint32_t alignment) {
  weir_block_options o = {sizeof o, WEIR_BLOCK_ZEROED, priority, alignment};
  weir_array array = {sizeof array, WEIR_U8, 1, WEIR_SPACE_HOST, NULL, &size, NULL};
  weir_buffer* buffer = NULL;
  weir_status s = weir_memory_pool_get_array(pool, &array, &o, &buffer);
  return wgo_memory_gave(s, buffer);
}
static inline wgo wgo_memory_pool_trim(weir_memory_pool* pool, uint64_t keep) {
  uint64_t freed = 0;
  weir_status s = weir_memory_pool_trim(pool, keep, &freed);
  return wgo_counted(s, freed, 0);
}
static inline wgo wgo_memory_pool_get_stats(const weir_memory_pool* pool,
                                            weir_memory_pool_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_memory_pool_get_stats(pool, stats));
}
static inline wgo wgo_memory_pool_stats_json(const weir_memory_pool* pool) {
  weir_buffer* text = NULL;
  weir_status s = weir_memory_pool_stats_json(pool, &text);
  return wgo_told(s, text);
}

#endif
