/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: over the C interface entries depend on names and go with them; a prefix, a function and
 * the whole cache can be invalidated; and what leaves is told to a function or kept to be asked
 * for.
 */
#include "check.h"

static weir_runtime* runtime;

static void put(weir_cache* cache, const char* key, const char* name) {
  weir_cache_put_options options;
  const void* names[1];
  size_t sizes[1];
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  names[0] = name;
  if (name != NULL) {
    sizes[0] = strlen(name);
    options.names = names;
    options.name_sizes = sizes;
    options.name_count = 1;
  }
  CHECK_OK(weir_cache_put(cache, key, strlen(key), "value", 5, &options));
}
static int holds(weir_cache* cache, const char* key) {
  char room[8];
  size_t size = 0;
  return weir_cache_read(cache, key, strlen(key), room, sizeof room, &size) == WEIR_OK;
}
static uint64_t invalidate(weir_cache* cache, uint32_t match, const char* data) {
  uint64_t count = 99;
  CHECK_OK(weir_cache_invalidate(cache, match, data, data == NULL ? 0 : strlen(data), &count));
  return count;
}

/* E-031, E-032: a project is saved: what was made from it, and from its parent, goes. */
static void dependents_go(void) {
  weir_cache* cache = NULL;
  weir_cache_stats stats;
  CHECK_OK(weir_runtime_cache(runtime, NULL, NULL, &cache));
  put(cache, "statistics 7", "project 7");
  put(cache, "page 7", "statistics 7");
  put(cache, "statistics 8", "project 8");
  CHECK(invalidate(cache, WEIR_CACHE_NAME, "project 7") == 2);
  CHECK(!holds(cache, "statistics 7") && !holds(cache, "page 7") && holds(cache, "statistics 8"));
  CHECK(invalidate(cache, WEIR_CACHE_PREFIX, "stat") == 1);
  put(cache, "a", NULL);
  CHECK(invalidate(cache, WEIR_CACHE_EVERY, NULL) == 0 && !holds(cache, "a"));
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_cache_get_stats(cache, &stats));
  CHECK(stats.invalidation_count == 4);
  weir_cache_free(cache);
}

static int32_t is_b(void* user, const void* key, size_t key_size, const void* value,
                    size_t value_size) {
  ++*(int*)user;
  CHECK(value_size == 5 && memcmp(value, "value", 5) == 0);
  return key_size == 1 && *(const char*)key == 'b';
}

static void a_function_chooses(void) {
  weir_cache* cache = NULL;
  uint64_t count = 0;
  int seen = 0;
  CHECK_OK(weir_runtime_cache(runtime, NULL, NULL, &cache));
  put(cache, "a", NULL);
  put(cache, "b", NULL);
  put(cache, "c", "b");
  CHECK_OK(weir_cache_invalidate_if(cache, is_b, &seen, &count));
  CHECK(seen == 3 && count == 2 && holds(cache, "a") && !holds(cache, "b") && !holds(cache, "c"));
  weir_cache_free(cache);
}

static char heard[64];
static void hear(void* user, uint32_t kind, const void* key, size_t key_size, uint64_t value_size) {
  snprintf((char*)user, sizeof heard, "%u %.*s %u", kind, (int)key_size, (const char*)key,
           (unsigned)value_size);
}
static void forget(void* user) {
  strcpy((char*)user, "ended");
}

static void what_leaves_is_told(void) {
  weir_cache* cache = NULL;
  weir_buffer* key = NULL;
  uint32_t kind = 0;
  uint64_t size = 0;
  CHECK_OK(weir_runtime_cache(runtime, NULL, NULL, &cache));
  CHECK_OK(weir_cache_watch(cache, WEIR_CACHE_REMOVED, hear, heard, forget));
  put(cache, "a", NULL);
  put(cache, "a", NULL); /* replaced, which nobody asked for */
  CHECK(heard[0] == 0);
  CHECK_OK(weir_cache_remove(cache, "a", 1));
  CHECK(strcmp(heard, "4 a 5") == 0);
  CHECK_OK(weir_cache_watch(cache, WEIR_CACHE_INVALIDATED, NULL, NULL, NULL));
  CHECK(strcmp(heard, "ended") == 0);
  put(cache, "b", NULL);
  CHECK(invalidate(cache, WEIR_CACHE_NAME, "b") == 1);
  CHECK_OK(weir_cache_next_event(cache, &kind, &size, &key));
  CHECK(kind == WEIR_CACHE_INVALIDATED && size == 5 && weir_buffer_size(key) == 1);
  weir_buffer_free(key);
  CHECK_STATUS(weir_cache_next_event(cache, &kind, &size, &key), WEIR_END);
  CHECK(key == NULL);
  weir_cache_free(cache);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  dependents_go();
  a_function_chooses();
  what_leaves_is_told();
  weir_runtime_free(runtime);
  return 0;
}
