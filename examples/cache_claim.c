/* SPDX-License-Identifier: Apache-2.0 */
/* Results that are expensive to make, each made once, however many threads ask for it. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "weir.h"

static int computed;

/* The work that the cache saves; whoever asks meanwhile waits for it. */
static weir_status expensive(void* user, weir_claim* claim, const void* key, size_t key_size) {
  int item = 0;
  double result;
  (void)user;
  if (key_size != sizeof item) return WEIR_E_INVALID;
  memcpy(&item, key, sizeof item);
  if (item < 0) return WEIR_MISS; /* there is no such item */
  __atomic_add_fetch(&computed, 1, __ATOMIC_RELAXED);
  result = item * 0.5;
  return weir_claim_settle(claim, WEIR_OK, &result, sizeof result, NULL);
}

static void* worker(void* cache) {
  int item;
  for (item = 0; item < 100; ++item) {
    weir_buffer* value = NULL;
    const weir_status status =
        weir_cache_get_or_compute(cache, &item, sizeof item, NULL, expensive, NULL, NULL, &value);
    if (status != WEIR_OK) {
      fprintf(stderr, "item %d: %s: %s\n", item, weir_status_name(status), weir_last_error());
      return cache;
    }
    weir_buffer_free(value);
  }
  return NULL;
}

int main(void) {
  weir_runtime* runtime = NULL;
  weir_cache* cache = NULL;
  weir_buffer* none = NULL;
  pthread_t threads[4];
  void* failed = NULL;
  int t, outcome = 1, item = -1;
  weir_status status = weir_runtime_create(NULL, &runtime);
  if (status == WEIR_OK) status = weir_runtime_cache(runtime, "results", NULL, &cache);
  if (status != WEIR_OK) {
    fprintf(stderr, "%s: %s\n", weir_status_name(status), weir_last_error());
    goto end;
  }
  for (t = 0; t < 4; ++t) {
    if (pthread_create(&threads[t], NULL, worker, cache) != 0) return 1;
  }
  for (t = 0; t < 4; ++t) {
    void* answer = NULL;
    if (pthread_join(threads[t], &answer) != 0 || answer != NULL) failed = answer;
  }
  status = weir_cache_get_or_compute(cache, &item, sizeof item, NULL, expensive, NULL, NULL, &none);
  printf("400 results, %d of them computed; item -1: %s\n", computed, weir_status_name(status));
  outcome = computed == 100 && failed == NULL && status == WEIR_MISS ? 0 : 1;

end:
  weir_buffer_free(none);
  weir_cache_free(cache);
  weir_runtime_free(runtime);
  return outcome;
}
