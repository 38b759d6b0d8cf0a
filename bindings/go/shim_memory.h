/* SPDX-License-Identifier: Apache-2.0 */
/* weir/memory_pool.h, weir/managed.h and weir/pressure.h for Go. */
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

static inline wgo wgo_pressure_create(weir_runtime* runtime, uint32_t flags, double rising,
                                      double high, double severe, double critical,
                                      uint64_t interval_ns) {
  weir_pressure_options o = {sizeof o, flags, rising, high, severe, critical, interval_ns};
  weir_pressure* pressure = NULL;
  weir_status s = weir_pressure_create(runtime, &o, &pressure);
  return wgo_gave(s, pressure);
}
static inline wgo wgo_pressure_start(weir_pressure* pressure, uintptr_t user) {
  return wgo_done(
      weir_pressure_start(pressure, user ? wgo_log : NULL, (void*)user, user ? wgo_drop : NULL));
}
static inline wgo wgo_pressure_stop(weir_pressure* pressure) {
  return wgo_done(weir_pressure_stop(pressure));
}
static inline wgo wgo_pressure_wait(weir_pressure* pressure, uint32_t known, uint64_t timeout_ns,
                                    weir_pressure_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_pressure_wait(pressure, known, timeout_ns, stats));
}
static inline wgo wgo_pressure_get_stats(weir_pressure* pressure, weir_pressure_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_pressure_get_stats(pressure, stats));
}
static inline wgo wgo_pressure_optimize(weir_pressure* pressure, uint32_t level) {
  uint64_t freed = 0;
  weir_status s = weir_pressure_optimize(pressure, level, &freed);
  return wgo_counted(s, freed, 0);
}
static inline wgo wgo_pressure_json(weir_pressure* pressure) {
  weir_buffer* text = NULL;
  weir_status s = weir_pressure_json(pressure, &text);
  return wgo_told(s, text);
}

static inline wgo wgo_managed_set(weir_runtime* runtime, uint32_t flags, double compress_at,
                                  uint64_t limit, _GoString_ directory) {
  weir_managed_settings o = {sizeof o, flags, compress_at, limit, NULL};
  WGO_TEXT(z, directory);
  if (_GoStringLen(directory)) o.spill_directory = z;
  weir_status s = weir_runtime_set_managed(runtime, &o);
  wgo r = wgo_done(s);
  WGO_END(z);
  return r;
}
static inline wgo wgo_managed_create(weir_runtime* runtime, uint64_t size, uint32_t flags,
                                     uint32_t priority, uint32_t alignment) {
  weir_managed_options o = {sizeof o, flags, priority, alignment};
  weir_managed* managed = NULL;
  weir_status s = weir_managed_create(runtime, size, &o, &managed);
  return wgo_gave(s, managed);
}
static inline wgo wgo_managed_pin(weir_managed* managed) {
  weir_buffer* buffer = NULL;
  weir_status s = weir_managed_pin(managed, &buffer);
  return wgo_memory_gave(s, buffer);
}
static inline wgo wgo_managed_get_state(const weir_managed* managed, weir_managed_state* state) {
  state->struct_size = sizeof *state;
  return wgo_done(weir_managed_get_state(managed, state));
}
static inline wgo wgo_managed_stats(weir_runtime* runtime, weir_managed_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_runtime_managed_stats(runtime, stats));
}
static inline wgo wgo_managed_json(weir_runtime* runtime) {
  weir_buffer* text = NULL;
  weir_status s = weir_runtime_managed_json(runtime, &text);
  return wgo_told(s, text);
}

#endif
