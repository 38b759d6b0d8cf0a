/* SPDX-License-Identifier: Apache-2.0 */
/* weir/cache.h, cache_claim.h and cache_invalidate.h for Go. Keys and values come as slices that C
 * only reads during the call. */
#ifndef WEIRGO_SHIM_CACHE_H
#define WEIRGO_SHIM_CACHE_H

#include "callbacks.h"
#include "shim_runtime.h"

static inline wgo wgo_runtime_cache(weir_runtime* runtime, _GoString_ name,
                                    const weir_cache_options* options) {
  weir_cache* cache = NULL;
  WGO_TEXT(z, name);
  weir_status s = z ? weir_runtime_cache(runtime, z, options, &cache) : WEIR_E_NO_MEMORY;
  wgo r = wgo_gave(s, cache);
  WGO_END(z);
  return r;
}
static inline wgo wgo_runtime_remove_cache(weir_runtime* runtime, _GoString_ name) {
  WGO_TEXT(z, name);
  wgo r = wgo_done(weir_runtime_remove_cache(runtime, z));
  WGO_END(z);
  return r;
}
static inline wgo wgo_runtime_clear_caches(weir_runtime* runtime, uint32_t what) {
  uint64_t count = 0;
  weir_status s = weir_runtime_clear_caches(runtime, what, &count);
  return wgo_counted(s, count, 0);
}
static inline wgo wgo_runtime_caches_json(weir_runtime* runtime) {
  weir_buffer* json = NULL;
  weir_status s = weir_runtime_caches_json(runtime, &json);
  return wgo_told(s, json);
}
/* Where each of some names begins, which lie one after another. NULL: no memory. */
static inline const void** wgo_names(const char* bytes, const size_t* sizes, size_t count) {
  const void** at = malloc((count + 1) * sizeof *at);
  size_t i;
  for (i = 0; at && i < count; ++i) {
    at[i] = bytes;
    bytes += sizes[i];
  }
  return at;
}
static inline wgo wgo_cache_put(weir_cache* cache, const void* key, size_t key_size,
                                const void* value, size_t value_size, uint64_t ttl_ns,
                                uint64_t extra_bytes, uint32_t flags, uint64_t soft_ttl_ns,
                                const char* names, const size_t* name_sizes, size_t name_count) {
  const void** at = wgo_names(names, name_sizes, name_count);
  weir_cache_put_options o = {sizeof o,    flags, ttl_ns,     extra_bytes, NULL,
                              soft_ttl_ns, at,    name_sizes, name_count};
  wgo r =
      wgo_done(at ? weir_cache_put(cache, key, key_size, value, value_size, &o) : WEIR_E_NO_MEMORY);
  free(at);
  return r;
}
static inline wgo wgo_cache_get(weir_cache* cache, const void* key, size_t key_size) {
  weir_buffer* value = NULL;
  weir_status s = weir_cache_get(cache, key, key_size, &value);
  return wgo_memory_gave(s, value);
}
static inline wgo wgo_cache_read(weir_cache* cache, const void* key, size_t key_size, void* value,
                                 size_t value_size) {
  size_t size = 0;
  weir_status s = weir_cache_read(cache, key, key_size, value, value_size, &size);
  if (s == WEIR_E_TOO_SMALL) { /* an answer here: the caller makes room */
    wgo r = {0};
    r.status = s;
    r.n = size;
    return r;
  }
  return wgo_counted(s, size, 0);
}
/* The items lie one after another in `bytes`, keys and values in turn. */
static inline wgo wgo_cache_put_many(weir_cache* cache, const char* bytes, const size_t* sizes,
                                     size_t count, uint64_t ttl_ns) {
  weir_cache_put_options o = {sizeof o, 0, ttl_ns, 0, NULL, 0, NULL, NULL, 0};
  const void** at = malloc((2 * count + 1) * (sizeof *at + sizeof *sizes));
  size_t* room = (size_t*)(at + 2 * count + 1);
  size_t i;
  if (!at) return wgo_done(WEIR_E_NO_MEMORY);
  for (i = 0; i < count; ++i) {
    at[i] = bytes;
    room[i] = sizes[2 * i];
    bytes += sizes[2 * i];
    at[count + i] = bytes;
    room[count + i] = sizes[2 * i + 1];
    bytes += sizes[2 * i + 1];
  }
  wgo r = wgo_done(weir_cache_put_many(cache, at, room, at + count, room + count, count, &o, NULL));
  free(at);
  return r;
}
/* `values` gets a weir_buffer or NULL for each key. */
static inline wgo wgo_cache_get_many(weir_cache* cache, const char* bytes, const size_t* sizes,
                                     size_t count, weir_buffer** values) {
  const void** at = malloc((count + 1) * sizeof *at);
  size_t i;
  if (!at) return wgo_done(WEIR_E_NO_MEMORY);
  for (i = 0; i < count; ++i) {
    at[i] = bytes;
    bytes += sizes[i];
  }
  wgo r = wgo_done(weir_cache_get_many(cache, at, sizes, count, values));
  free(at);
  return r;
}
/* `claim` is set when the caller is the one to compute; the value, if any, is the handle. */
static inline wgo wgo_cache_claim(weir_cache* cache, const void* key, size_t key_size,
                                  uint64_t wait_ns, weir_claim** claim) {
  /* A goroutine moves between threads, and one thread runs many of them. */
  weir_claim_options o = {sizeof o, WEIR_CLAIM_UNBOUND, wait_ns};
  weir_buffer* value = NULL;
  weir_status s = weir_cache_claim(cache, key, key_size, &o, &value, claim);
  return wgo_told(s, value);
}
static inline wgo wgo_claim_settle(weir_claim* claim, weir_status outcome, const void* value,
                                   size_t value_size, uint64_t ttl_ns, uint64_t soft_ttl_ns,
                                   const char* names, const size_t* name_sizes, size_t name_count) {
  const void** at = wgo_names(names, name_sizes, name_count);
  weir_cache_put_options o = {sizeof o,    0,  ttl_ns,     0,         NULL,
                              soft_ttl_ns, at, name_sizes, name_count};
  wgo r =
      wgo_done(at ? weir_claim_settle(claim, outcome, value, value_size, &o) : WEIR_E_NO_MEMORY);
  free(at);
  return r;
}
static inline wgo wgo_cache_invalidate(weir_cache* cache, uint32_t match, const void* data,
                                       size_t size) {
  uint64_t count = 0;
  weir_status s = weir_cache_invalidate(cache, match, data, size, &count);
  return wgo_counted(s, count, 0);
}
static inline wgo wgo_cache_invalidate_if(weir_cache* cache, uintptr_t user) {
  uint64_t count = 0;
  weir_status s = weir_cache_invalidate_if(cache, wgo_match, (void*)user, &count);
  return wgo_counted(s, count, 0);
}
static inline wgo wgo_cache_watch(weir_cache* cache, uint32_t kinds) {
  return wgo_done(weir_cache_watch(cache, kinds, NULL, NULL, NULL));
}
/* The key is the handle, kind and value size the numbers. */
static inline wgo wgo_cache_next_event(weir_cache* cache, uint32_t* kind, uint64_t* value_size) {
  weir_buffer* key = NULL;
  weir_status s = weir_cache_next_event(cache, kind, value_size, &key);
  return wgo_told(s, key);
}
static inline wgo wgo_cache_remove(weir_cache* cache, const void* key, size_t key_size) {
  return wgo_done(weir_cache_remove(cache, key, key_size));
}
static inline wgo wgo_cache_clear(weir_cache* cache, uint32_t what) {
  uint64_t count = 0;
  weir_status s = weir_cache_clear(cache, what, &count);
  return wgo_counted(s, count, 0);
}
static inline wgo wgo_cache_get_stats(const weir_cache* cache, weir_cache_stats* stats) {
  stats->struct_size = sizeof *stats;
  return wgo_done(weir_cache_get_stats(cache, stats));
}
static inline wgo wgo_cache_stats_json(const weir_cache* cache) {
  weir_buffer* json = NULL;
  weir_status s = weir_cache_stats_json(cache, &json);
  return wgo_told(s, json);
}

#endif
