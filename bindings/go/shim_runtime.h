/* SPDX-License-Identifier: Apache-2.0 */
/* weir/runtime.h, weir/memory.h and weir/device.h for Go. */
#ifndef WEIRGO_SHIM_RUNTIME_H
#define WEIRGO_SHIM_RUNTIME_H

#include "callbacks.h"
#include "shim.h"

static inline wgo wgo_runtime_create(uint64_t budget_bytes, uint32_t workers, uint32_t device) {
  weir_runtime_options o = {sizeof o, 0, budget_bytes, workers, device};
  weir_runtime* runtime = NULL;
  weir_status s = weir_runtime_create(&o, &runtime);
  return wgo_gave(s, runtime);
}
static inline wgo wgo_runtime_default(void) {
  weir_runtime* runtime = NULL;
  weir_status s = weir_runtime_default(&runtime);
  return wgo_gave(s, runtime);
}
static inline wgo wgo_runtime_shutdown(weir_runtime* runtime) {
  return wgo_done(weir_runtime_shutdown(runtime));
}
static inline wgo wgo_runtime_info(const weir_runtime* runtime) {
  weir_buffer* text = NULL;
  weir_status s = weir_runtime_info(runtime, &text);
  return wgo_told(s, text);
}
static inline wgo wgo_runtime_set_log(weir_runtime* runtime, uint32_t level, uintptr_t user) {
  return wgo_done(weir_runtime_set_log(runtime, level, user ? wgo_log : NULL, (void*)user,
                                       user ? wgo_drop : NULL));
}
static inline wgo wgo_runtime_next_log(weir_runtime* runtime) {
  weir_buffer* text = NULL;
  uint32_t level = 0;
  weir_status s = weir_runtime_next_log(runtime, &level, &text);
  wgo r = wgo_told(s, text);
  r.u = level;
  return r;
}
static inline wgo wgo_runtime_memory_stats(const weir_runtime* runtime, weir_memory_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_runtime_memory_stats(runtime, stats));
}
static inline wgo wgo_runtime_memory_module(const weir_runtime* runtime, uint32_t index,
                                            weir_memory_module* module) {
  module->struct_size = sizeof *module;
  return wgo_done(weir_runtime_memory_module(runtime, index, module));
}
static inline wgo wgo_runtime_set_memory_budget(weir_runtime* runtime, uint64_t bytes) {
  return wgo_done(weir_runtime_set_memory_budget(runtime, bytes));
}
static inline wgo wgo_runtime_enter_memory_scope(weir_runtime* runtime, _GoString_ name) {
  WGO_TEXT(z, name);
  weir_status s = weir_runtime_enter_memory_scope(runtime, z);
  wgo r = wgo_done(s);
  WGO_END(z);
  return r;
}
static inline wgo wgo_runtime_leave_memory_scope(weir_runtime* runtime) {
  return wgo_done(weir_runtime_leave_memory_scope(runtime));
}
static inline wgo wgo_runtime_memory_scope(const weir_runtime* runtime, uint32_t index,
                                           weir_memory_scope* scope) {
  scope->struct_size = sizeof *scope;
  return wgo_done(weir_runtime_memory_scope(runtime, index, scope));
}
static inline wgo wgo_runtime_device_count(const weir_runtime* runtime) {
  uint32_t count = 0;
  weir_status s = weir_runtime_device_count(runtime, &count);
  return wgo_counted(s, count, 0);
}
static inline wgo wgo_runtime_device_at(const weir_runtime* runtime, uint32_t index,
                                        weir_device_info* info) {
  info->struct_size = sizeof *info;
  return wgo_done(weir_runtime_device_at(runtime, index, info));
}

/* A buffer with a count of those who need it: Go's Buffer, and every transfer under way. So closing
 * one early takes nothing away from under a copy, and no Go code runs when a copy is over. */
typedef struct wgo_memory {
  weir_buffer* buffer;
  int32_t refs;
} wgo_memory;

static inline wgo wgo_memory_gave(weir_status status, weir_buffer* buffer) {
  wgo r = wgo_told(status, buffer);
  if (!buffer) return r;
  wgo_memory* memory = malloc(sizeof *memory);
  r.handle = memory;
  if (!memory) {
    weir_buffer_free(buffer);
    r.status = WEIR_E_NO_MEMORY;
    return r;
  }
  memory->buffer = buffer;
  memory->refs = 1;
  return r;
}
static inline void wgo_memory_keep(wgo_memory* memory) {
  __atomic_add_fetch(&memory->refs, 1, __ATOMIC_RELAXED);
}
static inline void wgo_memory_drop(wgo_memory* memory) {
  if (__atomic_sub_fetch(&memory->refs, 1, __ATOMIC_ACQ_REL) != 0) return;
  weir_buffer_free(memory->buffer);
  free(memory);
}
static inline wgo wgo_buffer_create(weir_runtime* runtime, size_t size, size_t alignment) {
  weir_buffer* buffer = NULL;
  weir_status s = weir_buffer_create(runtime, size, alignment, &buffer);
  wgo r = wgo_memory_gave(s, buffer);
  if (r.status == WEIR_OK) memset((void*)r.text, 0, size);
  return r;
}
static inline wgo wgo_buffer_copy(const void* data, size_t size) {
  weir_buffer* buffer = NULL;
  weir_status s = weir_buffer_copy(data, size, &buffer);
  return wgo_memory_gave(s, buffer);
}

#endif
