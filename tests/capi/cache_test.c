/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a cache of the C interface keeps what it says: values under keys of bytes, bounds, times
 * to live, names in a runtime, batches, statistics with the documents' keys; and bad input is
 * refused in words. */
#include "check.h"

static weir_runtime* runtime;

static weir_cache* make(const char* name, uint64_t bytes, uint64_t entries, uint64_t ttl_ns,
                        uint32_t flags) {
  weir_cache_options options;
  weir_cache* cache = NULL;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.flags = flags;
  options.capacity_bytes = bytes;
  options.max_entries = entries;
  options.ttl_ns = ttl_ns;
  CHECK_OK(weir_runtime_cache(runtime, name, &options, &cache));
  return cache;
}

static weir_status put(weir_cache* cache, const char* key, const char* value) {
  return weir_cache_put(cache, key, strlen(key), value, strlen(value), NULL);
}

static int holds(weir_cache* cache, const char* key, const char* value) {
  weir_buffer* got = (weir_buffer*)&got;
  const weir_status status = weir_cache_get(cache, key, strlen(key), &got);
  int same;
  if (status == WEIR_MISS) {
    CHECK(got == NULL);
    return value == NULL;
  }
  CHECK_OK(status);
  same = value != NULL && weir_buffer_size(got) == strlen(value) &&
         memcmp(weir_buffer_data(got), value, strlen(value)) == 0;
  weir_buffer_free(got);
  return same;
}

static weir_cache_stats stats_of(const weir_cache* cache) {
  weir_cache_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_cache_get_stats(cache, &stats));
  return stats;
}

static int has(weir_buffer* text, const char* part) {
  return strstr((const char*)weir_buffer_data(text), part) != NULL;
}

/* E-008, E-009, B-034: what is put is got, and a new value takes the place of the old. */
static void values_are_kept(void) {
  weir_cache* cache = make(NULL, 0, 0, 0, 0);
  char room[8];
  size_t size = 0;
  CHECK(holds(cache, "a", NULL));
  CHECK_OK(put(cache, "a", "one"));
  CHECK_OK(put(cache, "", "no key is a key"));
  CHECK(holds(cache, "a", "one") && holds(cache, "", "no key is a key"));
  CHECK_OK(put(cache, "a", "another"));
  CHECK(holds(cache, "a", "another"));
  CHECK_OK(weir_cache_read(cache, "a", 1, room, sizeof room, &size));
  CHECK(size == 7 && memcmp(room, "another", 7) == 0);
  CHECK_ERROR(weir_cache_read(cache, "a", 1, room, 3, &size), WEIR_E_TOO_SMALL, "has 7 bytes");
  CHECK(size == 7);
  CHECK_STATUS(weir_cache_read(cache, "b", 1, room, sizeof room, &size), WEIR_MISS);
  CHECK_OK(weir_cache_remove(cache, "a", 1));
  CHECK_STATUS(weir_cache_remove(cache, "a", 1), WEIR_MISS);
  CHECK(holds(cache, "a", NULL));
  CHECK_OK(weir_cache_put(cache, "none", 4, NULL, 0, NULL));
  CHECK(holds(cache, "none", ""));
  weir_cache_free(cache);
}

/* B-023, B-024, B-025, B-036, C-031: bounds in bytes, all counted, and in entries; newcomers enter.
 */
static void bounds_hold(void) {
  weir_cache* cache = make(NULL, 100000, 50, 0, 0);
  weir_memory_stats memory;
  char key[16], value[5000];
  int i;
  memset(value, 'v', sizeof value);
  for (i = 0; i < 2000; ++i) {
    weir_cache_stats stats;
    snprintf(key, sizeof key, "key %d", i);
    CHECK_OK(weir_cache_put(cache, key, strlen(key), value, (size_t)(i % 5000), NULL));
    stats = stats_of(cache);
    CHECK(stats.used_bytes <= 100000 && stats.entry_count <= 50);
  }
  CHECK(stats_of(cache).eviction_count >= 1950 && stats_of(cache).put_count == 2000);
  memset(&memory, 0, sizeof memory);
  memory.struct_size = sizeof memory;
  CHECK_OK(weir_runtime_memory_stats(runtime, &memory));
  CHECK(memory.used_bytes >= stats_of(cache).used_bytes && memory.used_bytes <= 100000);
  CHECK_ERROR(weir_cache_put(cache, "large", 5, runtime, (size_t)1 << 40, NULL), WEIR_E_LIMIT,
              "raise capacity_bytes");
  weir_cache_free(cache);
  CHECK_OK(weir_runtime_memory_stats(runtime, &memory));
  CHECK(memory.used_bytes == 0);
}

/* E-010: with WEIR_CACHE_LRU a get renews. */
static void lru_is_lru(void) {
  weir_cache* cache = make(NULL, 0, 2, 0, WEIR_CACHE_LRU);
  CHECK_OK(put(cache, "a", "1"));
  CHECK_OK(put(cache, "b", "2"));
  CHECK(holds(cache, "a", "1"));
  CHECK_OK(put(cache, "c", "3"));
  CHECK(holds(cache, "a", "1") && holds(cache, "b", NULL) && holds(cache, "c", "3"));
  weir_cache_free(cache);
}

/* Times to live with a clock held still are tested in tests/cache; here that they reach it. */
static void times_to_live_are_heard(void) {
  weir_cache* cache = make(NULL, 0, 0, 1, 0); /* a nanosecond */
  weir_cache_put_options forever = {sizeof forever, 0, 0, 0, NULL, 0, NULL, NULL, 0};
  uint64_t count = 99;
  forever.ttl_ns = WEIR_FOREVER;
  CHECK_OK(weir_cache_put(cache, "stays", 5, "1", 1, &forever));
  CHECK_OK(put(cache, "goes", "2"));
  while (stats_of(cache).expired_count == 0 && stats_of(cache).expiration_count == 0) {
  }
  CHECK(holds(cache, "goes", NULL) && holds(cache, "stays", "1"));
  CHECK_OK(put(cache, "goes", "3"));
  while (stats_of(cache).expired_count == 0) {
  }
  CHECK_OK(weir_cache_clear(cache, WEIR_CACHE_EXPIRED, &count)); /* E-073 */
  CHECK(count == 1 && stats_of(cache).entry_count == 1);
  CHECK_OK(weir_cache_clear(cache, WEIR_CACHE_ALL, &count)); /* E-075 */
  CHECK(count == 1 && stats_of(cache).entry_count == 0);
  weir_cache_free(cache);
}

/* E-006, E-011, E-026, E-083, B-029: by name, made once; other options later are a warning; a name
 * can be given up. */
static void names_are_shared(void) {
  weir_cache *first = make("shared", 1 << 20, 0, 0, 0), *second = NULL;
  weir_buffer* text = NULL;
  uint32_t level = 0;
  uint64_t count = 0;
  CHECK_OK(put(first, "a", "1"));
  CHECK_OK(weir_runtime_cache(runtime, "shared", NULL, &second));
  CHECK(holds(second, "a", "1"));
  CHECK_STATUS(weir_runtime_next_log(runtime, &level, &text), WEIR_END);
  weir_cache_free(second);
  second = make("shared", 1 << 20, 0, 0, 0);
  CHECK_STATUS(weir_runtime_next_log(runtime, &level, &text), WEIR_END);
  weir_cache_free(second);
  second = make("shared", 2 << 20, 0, 0, 0);
  CHECK(holds(second, "a", "1") && stats_of(second).capacity_bytes == 1 << 20);
  CHECK_OK(weir_runtime_next_log(runtime, &level, &text));
  CHECK(level == WEIR_LEVEL_WARNING && has(text, "\"shared\" is there already"));
  weir_buffer_free(text);
  CHECK_OK(weir_runtime_clear_caches(runtime, WEIR_CACHE_EXPIRED, &count));
  CHECK(count == 0);
  CHECK_OK(weir_runtime_remove_cache(runtime, "shared"));
  CHECK_STATUS(weir_runtime_remove_cache(runtime, "shared"), WEIR_MISS);
  CHECK(holds(first, "a", "1"));
  weir_cache_free(second);
  second = make("shared", 1 << 20, 0, 0, 0);
  CHECK(holds(second, "a", NULL));
  CHECK_OK(put(second, "b", "2"));
  CHECK_OK(weir_runtime_clear_caches(runtime, WEIR_CACHE_ALL, &count));
  CHECK(count == 1 && holds(second, "b", NULL));
  weir_cache_free(first);
  weir_cache_free(second);
  CHECK_OK(weir_runtime_remove_cache(runtime, "shared"));
}

static void batches_keep_their_order(void) {
  weir_cache* cache = make(NULL, 1 << 20, 0, 0, 0);
  const void* const keys[] = {"a", "bb", NULL};
  const size_t key_sizes[] = {1, 2, 0};
  const void* const values[] = {"1", "22", "nothing"};
  const size_t value_sizes[] = {1, 2, 7};
  const void* const others[] = {"bb", "?", "a"};
  const size_t other_sizes[] = {2, 1, 1};
  const size_t too_large[] = {1, (size_t)1 << 40, 7};
  weir_status statuses[3] = {9, 9, 9};
  weir_buffer* got[3];
  CHECK_OK(weir_cache_put_many(cache, keys, key_sizes, values, value_sizes, 3, NULL, statuses));
  CHECK(statuses[0] == WEIR_OK && statuses[2] == WEIR_OK);
  CHECK_OK(weir_cache_get_many(cache, others, other_sizes, 3, got));
  CHECK(got[1] == NULL && weir_buffer_size(got[0]) == 2 && weir_buffer_size(got[2]) == 1);
  CHECK(*(char*)weir_buffer_data(got[2]) == '1');
  weir_buffer_free(got[0]);
  weir_buffer_free(got[2]);
  CHECK_STATUS(weir_cache_get_many(cache, others + 1, other_sizes + 1, 1, got), WEIR_MISS);
  CHECK_STATUS(weir_cache_get_many(cache, NULL, NULL, 0, NULL), WEIR_MISS);
  CHECK_ERROR(weir_cache_put_many(cache, keys, key_sizes, values, too_large, 3, NULL, statuses),
              WEIR_E_PARTIAL, "1 of 3 items");
  CHECK(statuses[0] == WEIR_OK && statuses[1] == WEIR_E_LIMIT && statuses[2] == WEIR_OK);
  weir_cache_free(cache);
}

/* B-030, C-033, E-040..E-044, E-050: the keys that the documents read. */
static void statistics_have_the_documents_keys(void) {
  weir_cache* cache = make("statistics", 1 << 20, 10, (uint64_t)600 * 1000000000u, 0);
  weir_cache_stats stats;
  weir_buffer* json = NULL;
  CHECK_OK(put(cache, "a", "1"));
  CHECK(holds(cache, "a", "1") && holds(cache, "b", NULL));
  stats = stats_of(cache);
  CHECK(stats.hit_count == 1 && stats.miss_count == 1 && stats.put_count == 1);
  CHECK(stats.max_entries == 10 && stats.ttl_ns == (uint64_t)600 * 1000000000u);
  CHECK_OK(weir_cache_stats_json(cache, &json));
  CHECK(has(json, "\"hits\":1,\"misses\":1,\"hit_rate\":0.5,"));
  CHECK(has(json, "\"size\":1,\"max_size\":10,") && has(json, "\"expired_entries\":0,"));
  CHECK(has(json, "\"ttl_seconds\":600,") && has(json, "\"utilization_percent\":10,"));
  CHECK(has(json, "\"memory_usage_bytes\":") && has(json, "\"average_access_time_ms\":"));
  weir_buffer_free(json);
  CHECK_OK(weir_runtime_caches_json(runtime, &json));
  CHECK(has(json, "{\"statistics\":{\"name\":\"statistics\","));
  CHECK(has(json, "\"_global\":{\"total_caches\":1,\"total_entries\":1,\"total_max_entries\":10,"));
  CHECK(has(json, "\"global_utilization_percent\":10}}"));
  weir_buffer_free(json);
  weir_cache_free(cache);
  CHECK_OK(weir_runtime_remove_cache(runtime, "statistics"));
}

static void bad_input_is_told(void) {
  weir_cache_options options = {sizeof options, 0, 0, 0, 0, 0, 0, 0};
  weir_cache_put_options how = {sizeof how, 8, 0, 0, NULL, 0, NULL, NULL, 0};
  weir_cache *cache = make(NULL, 1 << 20, 0, 0, 0), *other = NULL;
  options.flags = 64;
  CHECK_ERROR(weir_runtime_cache(runtime, "x", &options, &other), WEIR_E_INVALID, "flags is 64");
  options.flags = 0;
  options.shard_count = 3;
  CHECK_ERROR(weir_runtime_cache(runtime, "x", &options, &other), WEIR_E_INVALID, "power of two");
  options.shard_count = 0;
  options.capacity_bytes = 10;
  CHECK_ERROR(weir_runtime_cache(runtime, "x", &options, &other), WEIR_E_INVALID,
              "capacity_bytes is 10");
  CHECK_STATUS(weir_runtime_remove_cache(runtime, "x"), WEIR_MISS); /* nothing was left behind */
  CHECK_ERROR(weir_cache_put(cache, "a", 1, "1", 1, &how), WEIR_E_INVALID, "flags is 8");
  CHECK_ERROR(weir_cache_put(cache, NULL, 1, "1", 1, NULL), WEIR_E_INVALID, "key is NULL");
  CHECK_ERROR(weir_cache_clear(cache, 0, NULL), WEIR_E_INVALID, "WEIR_CACHE_ALL");
  weir_cache_free(cache);
}

static int objects_ended;
static void end_object(void* object) {
  CHECK(object == (void*)&objects_ended);
  ++objects_ended;
}

static void objects_are_ended_once(void) {
  weir_cache* cache = make(NULL, 1 << 20, 0, 0, 0);
  const weir_cache_put_options how = {sizeof how, 0, 0, 1000, end_object, 0, NULL, NULL, 0};
  void* const object = &objects_ended;
  weir_buffer* pin = NULL;
  CHECK_OK(weir_cache_put(cache, "a", 1, &object, sizeof object, &how));
  CHECK(stats_of(cache).used_bytes > 1000);
  CHECK_OK(weir_cache_get(cache, "a", 1, &pin));
  CHECK(*(void**)weir_buffer_data(pin) == object);
  CHECK_OK(weir_cache_remove(cache, "a", 1));
  CHECK(objects_ended == 0);
  weir_buffer_free(pin);
  CHECK(objects_ended == 1);
  CHECK_STATUS(weir_cache_put(NULL, "a", 1, &object, sizeof object, &how), WEIR_E_INVALID);
  CHECK(objects_ended == 2);
  CHECK_ERROR(weir_cache_put(cache, "a", 1, &object, 1, &how), WEIR_E_INVALID, "is a pointer");
  CHECK_OK(weir_cache_put(cache, "a", 1, &object, sizeof object, &how));
  weir_cache_free(cache);
  CHECK(objects_ended == 3);
}

static void pinned_values_outlive_all(void) {
  weir_runtime* own = NULL;
  weir_cache* cache = NULL;
  weir_buffer* value = NULL;
  CHECK_OK(weir_runtime_create(NULL, &own));
  CHECK_OK(weir_runtime_cache(own, "n", NULL, &cache));
  CHECK_OK(put(cache, "a", "still here"));
  CHECK_OK(weir_cache_get(cache, "a", 1, &value));
  CHECK_OK(weir_runtime_shutdown(own));
  CHECK_STATUS(put(cache, "a", "closed"), WEIR_E_CLOSED);
  weir_runtime_free(own);
  weir_cache_free(cache);
  CHECK(memcmp(weir_buffer_data(value), "still here", 10) == 0);
  weir_buffer_free(value);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  values_are_kept();
  bounds_hold();
  lru_is_lru();
  times_to_live_are_heard();
  names_are_shared();
  batches_keep_their_order();
  statistics_have_the_documents_keys();
  bad_input_is_told();
  objects_are_ended_once();
  pinned_values_outlive_all();
  weir_runtime_free(runtime);
  return 0;
}
