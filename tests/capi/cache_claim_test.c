/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: get-or-compute over the C interface: one computation for all who ask, by a function or by
 * a claim; what fails is told and not remembered; what is stale is refreshed by a worker; and a
 * cache that cannot keep a value costs nobody the value. */
#include <pthread.h>

#include "check.h"

static weir_runtime* runtime;
static int computed, freed;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void count_freed(void* user) {
  (void)user;
  pthread_mutex_lock(&mutex);
  ++freed;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}
static void until_freed(int count) {
  pthread_mutex_lock(&mutex);
  while (freed < count) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
}

static weir_status answer(void* user, weir_claim* claim, const void* key, size_t key_size) {
  (void)key;
  CHECK(key_size == 1);
  __atomic_add_fetch(&computed, 1, __ATOMIC_SEQ_CST);
  return weir_claim_settle(claim, WEIR_OK, user, strlen((char*)user), NULL);
}
static weir_status refuse(void* user, weir_claim* claim, const void* key, size_t key_size) {
  (void)claim, (void)key, (void)key_size;
  return *(weir_status*)user;
}

static int is(weir_buffer* got, const char* value) {
  const int same = got != NULL && weir_buffer_size(got) == strlen(value) &&
                   memcmp(weir_buffer_data(got), value, strlen(value)) == 0;
  weir_buffer_free(got);
  return same;
}

static weir_cache* fresh(uint64_t soft_ttl_ns) {
  weir_cache_options options;
  weir_cache* cache = NULL;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.soft_ttl_ns = soft_ttl_ns;
  CHECK_OK(weir_runtime_cache(runtime, NULL, &options, &cache));
  return cache;
}

static void* ask(void* cache) {
  weir_buffer* got = NULL;
  CHECK_OK(weir_cache_get_or_compute(cache, "k", 1, NULL, answer, (void*)"value", NULL, &got));
  CHECK(is(got, "value"));
  return NULL;
}

/* C-034, B-034: many threads, one computation; user_free once a call. */
static void one_computes(void) {
  weir_cache* cache = fresh(0);
  pthread_t threads[6];
  weir_buffer* got = NULL;
  int t;
  computed = freed = 0;
  for (t = 0; t < 6; ++t) CHECK(pthread_create(&threads[t], NULL, ask, cache) == 0);
  for (t = 0; t < 6; ++t) CHECK(pthread_join(threads[t], NULL) == 0);
  CHECK(computed == 1);
  CHECK_OK(weir_cache_get_or_compute(cache, "k", 1, NULL, answer, (void*)"?", count_freed, &got));
  CHECK(is(got, "value") && freed == 1);
  weir_cache_free(cache);
}

/* E-072: what fails is told, to the caller and in the log, and is not remembered. */
static void failures_are_told(void) {
  weir_cache* cache = fresh(0);
  weir_buffer* got = (weir_buffer*)&got;
  weir_buffer* line = NULL;
  weir_status status = WEIR_E_IO;
  uint32_t level = 0;
  CHECK_ERROR(weir_cache_get_or_compute(cache, "k", 1, NULL, refuse, &status, NULL, &got),
              WEIR_E_IO, "failed");
  CHECK(got == NULL);
  CHECK_OK(weir_runtime_next_log(runtime, &level, &line));
  CHECK(level == WEIR_LEVEL_WARNING &&
        strstr((char*)weir_buffer_data(line), "computing a value failed") != NULL);
  weir_buffer_free(line);
  status = WEIR_OK; /* and nothing settled */
  CHECK_ERROR(weir_cache_get_or_compute(cache, "k", 1, NULL, refuse, &status, NULL, &got),
              WEIR_E_CALLBACK, "without weir_claim_settle()");
  status = WEIR_MISS;
  CHECK_STATUS(weir_cache_get_or_compute(cache, "k", 1, NULL, refuse, &status, NULL, &got),
               WEIR_MISS);
  CHECK_OK(weir_cache_get_or_compute(cache, "k", 1, NULL, answer, (void*)"well", NULL, &got));
  CHECK(is(got, "well"));
  weir_cache_free(cache);
}

static weir_status again(void* cache, weir_claim* claim, const void* key, size_t key_size) {
  weir_buffer* got = NULL;
  weir_cache_get_or_compute(cache, key, key_size, NULL, again, cache, NULL, &got);
  CHECK(strstr(weir_last_error(), "wait for itself") != NULL);
  return weir_claim_settle(claim, WEIR_OK, "inner", 5, NULL);
}

static void recursion_is_told(void) {
  weir_cache* cache = fresh(0);
  weir_buffer* got = NULL;
  CHECK_OK(weir_cache_get_or_compute(cache, "k", 1, NULL, again, cache, NULL, &got));
  CHECK(is(got, "inner"));
  weir_cache_free(cache);
}

/* What is stale is given at once; a worker refreshes it, and then ends user. */
static void stale_values_are_refreshed(void) {
  weir_cache* cache = fresh(1); /* stale after a nanosecond */
  weir_cache_put_options lasting = {sizeof lasting, 0, 0, 0, NULL, WEIR_FOREVER, NULL, NULL, 0};
  weir_buffer* got = NULL;
  weir_claim* claim = NULL;
  weir_cache_stats stats;
  freed = 0;
  CHECK_OK(weir_cache_put(cache, "k", 1, "old", 3, NULL));
  do { /* the clock is coarse: until it has moved, nothing is stale */
    weir_buffer_free(got);
    CHECK_OK(weir_cache_claim(cache, "k", 1, NULL, &got, &claim));
  } while (claim == NULL);
  CHECK(is(got, "old"));
  weir_claim_free(claim);
  CHECK_OK(weir_cache_get_or_compute(cache, "k", 1, NULL, answer, (void*)"new", count_freed, &got));
  CHECK(is(got, "old"));
  until_freed(1);
  CHECK_OK(weir_cache_get(cache, "k", 1, &got));
  CHECK(is(got, "new"));
  CHECK_OK(weir_cache_put(cache, "k", 1, "lasting", 7, &lasting));
  CHECK_OK(weir_cache_claim(cache, "k", 1, NULL, &got, &claim));
  CHECK(is(got, "lasting") && claim == NULL);
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_cache_get_stats(cache, &stats));
  CHECK(stats.stale_hit_count == 2 && stats.load_count == 1 && stats.wait_count == 0);
  weir_cache_free(cache);
}

/* The pull twin, and its ends. */
static void claims_are_settled(void) {
  weir_cache* cache = fresh(0);
  weir_claim_options now = {sizeof now, WEIR_CLAIM_UNBOUND, 1};
  weir_cache_put_options hour = {sizeof hour, 0, 3600ull * 1000000000, 0, NULL, 0, NULL, NULL, 0};
  weir_buffer* got = (weir_buffer*)&got;
  weir_claim *claim = NULL, *other = (weir_claim*)&other;
  CHECK_STATUS(weir_cache_claim(cache, "k", 1, &now, &got, &claim), WEIR_MISS);
  CHECK(got == NULL && claim != NULL);
  CHECK_STATUS(weir_cache_claim(cache, "k", 1, &now, &got, &other), WEIR_AGAIN);
  CHECK(got == NULL && other == NULL);
  CHECK_OK(weir_claim_settle(claim, WEIR_MISS, NULL, 0, &hour));
  CHECK_ERROR(weir_claim_settle(claim, WEIR_OK, "v", 1, NULL), WEIR_E_INVALID, "already");
  weir_claim_free(claim);
  CHECK_STATUS(weir_cache_claim(cache, "k", 1, NULL, &got, &claim), WEIR_MISS);
  CHECK(claim == NULL);
  CHECK_STATUS(weir_cache_claim(cache, "l", 1, NULL, &got, &claim), WEIR_MISS);
  weir_cache_free(cache); /* a claim outlives the handle, and the runtime's */
  CHECK_OK(weir_claim_settle(claim, WEIR_E_IO, "gone", 4, &hour));
  weir_claim_free(claim);
  weir_claim_free(NULL);
}

/* E-070, E-071: a cache without room is a warning, and the value is there. */
static void no_room_is_no_loss(void) {
  weir_cache_options options;
  weir_cache* cache = NULL;
  weir_buffer* got = NULL;
  static char large[5000];
  memset(large, 'x', sizeof large - 1);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.capacity_bytes = 4096;
  CHECK_OK(weir_runtime_cache(runtime, NULL, &options, &cache));
  CHECK_OK(weir_cache_get_or_compute(cache, "k", 1, NULL, answer, large, NULL, &got));
  CHECK(is(got, large));
  CHECK_STATUS(weir_cache_get(cache, "k", 1, &got), WEIR_MISS);
  weir_cache_free(cache);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  one_computes();
  failures_are_told();
  recursion_is_told();
  stale_values_are_refreshed();
  claims_are_settled();
  no_room_is_no_loss();
  weir_runtime_free(runtime);
  return 0;
}
