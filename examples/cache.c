/* SPDX-License-Identifier: Apache-2.0 */
/* A cache by name: results that are expensive to make, within a bound, for ten minutes. */
#include <stdio.h>
#include <string.h>

#include "weir.h"

static int failed(const char* what, weir_status status) {
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  return 1;
}

/* The work that the cache saves. */
static int computed;
static double expensive(int item) {
  ++computed;
  return item * 0.5;
}

/* The result for an item: out of the cache, or made and kept. */
static weir_status result_for(weir_cache* cache, int item, double* result) {
  size_t size = 0;
  const weir_status status =
      weir_cache_read(cache, &item, sizeof item, result, sizeof *result, &size);
  if (status != WEIR_MISS) return status;
  *result = expensive(item);
  return weir_cache_put(cache, &item, sizeof item, result, sizeof *result, NULL);
}

int main(void) {
  weir_cache_options options = {sizeof options, 0, 0, 0, 0, 0, 0, 0};
  weir_runtime* runtime = NULL;
  weir_cache* cache = NULL;
  weir_buffer* json = NULL;
  weir_status status;
  double result = 0;
  int round, item, outcome = 1;

  options.max_entries = 500;
  options.ttl_ns = 600ull * 1000000000;
  status = weir_runtime_create(NULL, &runtime);
  if (status != WEIR_OK) return failed("runtime", status);
  status = weir_runtime_cache(runtime, "results", &options, &cache);

  for (round = 0; round < 3 && status == WEIR_OK; ++round) {
    for (item = 0; item < 100 && status == WEIR_OK; ++item) {
      status = result_for(cache, item, &result);
    }
  }
  if (status != WEIR_OK) {
    failed("result", status);
    goto end;
  }
  status = weir_cache_stats_json(cache, &json);
  if (status != WEIR_OK) {
    failed("statistics", status);
    goto end;
  }
  printf("300 results, %d of them computed\n%s\n", computed, (char*)weir_buffer_data(json));
  outcome = computed == 100 ? 0 : 1;

end:
  weir_buffer_free(json);
  weir_cache_free(cache);
  weir_runtime_free(runtime);
  return outcome;
}
