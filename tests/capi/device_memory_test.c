/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program moves arrays by way of blocks of the device's memory, in stream order and by
 * priority, is told what would fit when it does not, and of every wrong pointer (A-029, A-030,
 * D-030, D-034). */
#include <stdint.h>

#include "check.h"

enum { MIB = 1 << 20, VALUES = 30000 };
static double from[VALUES], to[VALUES];
static const uint64_t shape[1] = {VALUES};

static weir_array array_at(void* data, uint32_t space) {
  const weir_array array = {sizeof array, WEIR_F64, 1, space, data, shape, NULL};
  return array;
}

static weir_device_pool_stats stats_of(const weir_device_pool* pool) {
  weir_device_pool_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_device_pool_get_stats(pool, &stats));
  return stats;
}

static void arrays_go_through(weir_runtime* runtime, weir_device_pool* pool) {
  weir_stream_pool* streams = NULL;
  weir_stream* stream = NULL;
  int round, i;
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &streams));
  CHECK_OK(weir_stream_pool_get(streams, 1, &stream));
  for (round = 0; round < 50; ++round) {
    weir_array host = array_at(from, WEIR_SPACE_HOST), back = array_at(to, WEIR_SPACE_HOST), there;
    weir_ticket* ticket = NULL;
    void* block = NULL;
    for (i = 0; i < VALUES; ++i) from[i] = round + i;
    CHECK_OK(weir_device_pool_get(pool, sizeof from, WEIR_PRIORITY_HIGH, stream, &block));
    CHECK((uintptr_t)block % 256 == 0);
    there = array_at(block, WEIR_SPACE_DEVICE);
    CHECK_OK(weir_stream_transfer(stream, &host, &there, NULL));
    CHECK_OK(weir_stream_transfer(stream, &there, &back, &ticket));
    /* The stream is still at it: whoever asks on this stream comes after. */
    CHECK_OK(weir_device_pool_put(pool, block, stream));
    CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
    weir_ticket_free(ticket);
    CHECK(memcmp(from, to, sizeof from) == 0);
  }
  CHECK(stats_of(pool).get_count == 50 && stats_of(pool).reuse_count >= 40);
  weir_stream_free(stream);
  weir_stream_pool_free(streams);
}

static void who_is_refused_is_told(weir_device_pool* pool) {
  void *block = NULL, *other = NULL;
  weir_device_pool_stats stats;
  weir_buffer* json = NULL;
  CHECK_OK(weir_device_pool_get(pool, 4 * MIB, 0, NULL, &block));
  CHECK_ERROR(weir_device_pool_get(pool, 20 * MIB, WEIR_PRIORITY_LOW, NULL, &other),
              WEIR_E_NO_MEMORY, "bytes would fit");
  CHECK(other == NULL && strstr(weir_last_error(), "20971520") != NULL);
  stats = stats_of(pool);
  CHECK(stats.refusal_count == 1 && stats.hint_bytes > 0 && stats.medium_bytes == 4 * MIB);
  CHECK_OK(
      weir_device_pool_get(pool, (size_t)stats.hint_bytes / 2, WEIR_PRIORITY_LOW, NULL, &other));
  CHECK_OK(weir_device_pool_put(pool, other, NULL));
  CHECK_ERROR(weir_device_pool_put(pool, (char*)block + 256, NULL), WEIR_E_INVALID, "points into");
  CHECK_ERROR(weir_device_pool_put(pool, from, NULL), WEIR_E_INVALID, "not a block of this pool");
  CHECK_OK(weir_device_pool_put(pool, block, NULL));
  CHECK_ERROR(weir_device_pool_put(pool, block, NULL), WEIR_E_INVALID, "already");
  CHECK_OK(weir_device_pool_put(pool, NULL, NULL));
  CHECK(stats_of(pool).misuse_count == 3);
  CHECK_OK(weir_device_pool_stats_json(pool, &json));
  CHECK(strstr(weir_buffer_data(json), "\"used_bytes_by_priority\":{\"critical\":0,") != NULL);
  weir_buffer_free(json);
}

int main(void) {
  weir_device_pool_options options = {sizeof options, 0, 16 * MIB, 16 * MIB, 0};
  weir_runtime* runtime = NULL;
  weir_device_pool* pool = NULL;
  uint64_t freed = 0;
  void* block = NULL;

  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_ERROR(weir_device_pool_create(runtime, &options, &pool), WEIR_E_INVALID, "reserve_bytes");
  options.reserve_bytes = MIB;
  options.flags = 8;
  CHECK_ERROR(weir_device_pool_create(runtime, &options, &pool), WEIR_E_INVALID, "flags");
  options.flags = 0;
  CHECK_OK(weir_device_pool_create(runtime, &options, &pool));
  CHECK(stats_of(pool).kind == WEIR_DEVICE_AUTO && stats_of(pool).capacity_bytes == 0);
  arrays_go_through(runtime, pool);
  CHECK(stats_of(pool).kind != WEIR_DEVICE_AUTO && stats_of(pool).capacity_bytes == 16 * MIB);
  who_is_refused_is_told(pool);

  CHECK_OK(weir_device_pool_get(pool, 100, 0, NULL, &block));
  CHECK_OK(weir_device_pool_trim(pool, 0, &freed)); /* asks the streams */
  CHECK_OK(weir_device_pool_trim(pool, 0, NULL));
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_OK(weir_device_pool_put(pool, block, NULL));
  CHECK_STATUS(weir_device_pool_get(pool, 100, 0, NULL, &block), WEIR_E_CLOSED);
  CHECK(block == NULL);
  weir_device_pool_free(pool);
  weir_device_pool_free(NULL);
  weir_runtime_free(runtime);
  return 0;
}
