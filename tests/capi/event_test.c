/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a stream can be made to wait for another's ticket, a mark tells how far a stream is, and
 * the host has no device streams to wrap. */
#include <stdint.h>

#include "check.h"

enum { kValues = 300000 };
static double first[kValues], middle[kValues], last[kValues];

static weir_array array_of(double* data) {
  static const uint64_t shape[1] = {kValues};
  const weir_array array = {sizeof array, WEIR_F64, 1, WEIR_SPACE_HOST, data, shape, NULL};
  return array;
}

int main(void) {
  const weir_runtime_options host = {sizeof host, 0, 0, 0, WEIR_DEVICE_HOST};
  const weir_array a = array_of(first), b = array_of(middle), c = array_of(last);
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  weir_stream *one = NULL, *two = NULL, *wrapped = NULL;
  weir_ticket *mark = NULL, *ticket = NULL;
  weir_stream_stats stats = {sizeof stats, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  int round, i;

  CHECK_OK(weir_runtime_create(&host, &runtime));
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_stream_pool_get(pool, 0, &one));
  CHECK_OK(weir_stream_pool_get(pool, 1, &two));
  for (round = 1; round <= 20; ++round) {
    for (i = 0; i < kValues; ++i) first[i] = round + i;
    CHECK_OK(weir_stream_transfer(one, &a, &b, NULL));
    CHECK_OK(weir_stream_record(one, &mark));
    CHECK_OK(weir_stream_wait_ticket(two, mark));
    weir_ticket_free(mark);
    CHECK_OK(weir_stream_transfer(two, &b, &c, &ticket));
    CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
    weir_ticket_free(ticket);
    CHECK(memcmp(first, last, sizeof first) == 0);
  }
  CHECK_OK(weir_stream_get_stats(two, &stats));
  CHECK(stats.transfer_count == 20);
  CHECK_ERROR(weir_stream_pool_wrap(pool, &stats, &wrapped), WEIR_E_UNSUPPORTED, "host");
  CHECK(wrapped == NULL);
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_STATUS(weir_stream_record(one, &mark), WEIR_E_CLOSED);
  CHECK(mark == NULL);
  weir_stream_free(one);
  weir_stream_free(two);
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  return 0;
}
