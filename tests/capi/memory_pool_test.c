/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program gets blocks and arrays of any shape, gives them back from any place, is told
 * of every wrong pointer, and sees the pool's limits and statistics (D-020, D-021, D-022, D-030,
 * D-034, D-035, C-021, C-022). */
#include <stdint.h>

#include "check.h"
#include "child.h"

enum { MIB = 1 << 20 };

static weir_runtime* make_runtime(uint64_t budget_bytes) {
  weir_runtime_options options = {sizeof options, 0, 0, 0, WEIR_DEVICE_HOST};
  weir_runtime* runtime = NULL;
  options.memory_budget_bytes = budget_bytes;
  CHECK_OK(weir_runtime_create(&options, &runtime));
  return runtime;
}

static weir_memory_pool_stats stats_of(const weir_memory_pool* pool) {
  weir_memory_pool_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_memory_pool_get_stats(pool, &stats));
  return stats;
}

static void blocks_come_and_go(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_memory_pool *pool = NULL, *again = NULL;
  weir_memory_pool_stats stats;
  void *small = NULL, *large = NULL;
  char mine;
  int i;
  CHECK_OK(weir_runtime_memory_pool(runtime, &pool));
  CHECK_OK(weir_memory_pool_get(pool, 100, 0, &small));
  CHECK_OK(weir_memory_pool_get(pool, 5 * MIB, WEIR_PRIORITY_HIGH, &large));
  CHECK((uintptr_t)small % 16 == 0 && (uintptr_t)large % 16 == 0);
  memset(small, 1, 100);
  memset(large, 2, 5 * MIB);
  stats = stats_of(pool);
  CHECK(stats.used_count == 2 && stats.used_bytes >= 5 * MIB + 100 && stats.reuse_rate == 0.0);
  CHECK_ERROR(weir_memory_pool_put(pool, &mine), WEIR_E_INVALID, "is not a block of this pool");
  CHECK_ERROR(weir_memory_pool_put(pool, (char*)small + 16), WEIR_E_INVALID, "16 bytes into");
  CHECK_OK(weir_memory_pool_put(pool, small));
  CHECK_ERROR(weir_memory_pool_put(pool, small), WEIR_E_INVALID, "given back already");
  CHECK_OK(weir_memory_pool_put(pool, large));
  CHECK_ERROR(weir_memory_pool_put(pool, large), WEIR_E_INVALID, "given back already");
  CHECK_OK(weir_memory_pool_put(pool, NULL));

  /* The shared pool is one, whoever asks. */
  CHECK_OK(weir_runtime_memory_pool(runtime, &again));
  for (i = 0; i < 100; ++i) {
    CHECK_OK(weir_memory_pool_get(again, 5 * MIB, 0, &small));
    CHECK(small == large);
    CHECK_OK(weir_memory_pool_put(pool, small));
  }
  stats = stats_of(again);
  CHECK(stats.get_count == 102 && stats.put_count == 102 && stats.reuse_count == 100);
  CHECK(stats.reuse_rate > 0.98 && stats.reuse_rate <= 1.0 && stats.misuse_count == 4);
  CHECK(stats.peak_bytes >= 5 * MIB && stats.idle_bytes >= 5 * MIB && stats.used_bytes == 0);
  CHECK(stats.largest_idle_bytes >= 5 * MIB && stats.fragmentation < 0.1);
  weir_memory_pool_free(again);
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
}

static void arrays_have_shape_and_owner(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_memory_pool* pool = NULL;
  const uint64_t shape[3] = {3, 480, 640}, none[2] = {0, 7}, huge[2] = {1u << 31, 1u << 31};
  weir_array frame = {sizeof frame, WEIR_U8, 3, WEIR_SPACE_HOST, NULL, shape, NULL};
  weir_array matrix = {sizeof matrix, WEIR_F32, 2, WEIR_SPACE_HOST, NULL, none, NULL};
  weir_block_options options = {sizeof options, WEIR_BLOCK_ZEROED, WEIR_PRIORITY_CRITICAL, 4096};
  weir_buffer *first = NULL, *second = NULL;
  size_t at;
  CHECK_OK(weir_memory_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_memory_pool_get_array(pool, &frame, NULL, &first));
  CHECK(weir_buffer_size(first) == 3 * 480 * 640 && frame.data == weir_buffer_data(first));
  CHECK((uintptr_t)frame.data % 64 == 0);
  memset(frame.data, 0xff, weir_buffer_size(first));
  weir_buffer_free(first);
  CHECK_OK(weir_memory_pool_get_array(pool, &frame, &options, &first));
  CHECK((uintptr_t)frame.data % 4096 == 0);
  for (at = 0; at < weir_buffer_size(first); ++at) CHECK(((char*)frame.data)[at] == 0);
  CHECK_OK(weir_memory_pool_get_array(pool, &matrix, NULL, &second));
  CHECK(weir_buffer_size(second) == 0 && matrix.data != NULL);
  weir_buffer_free(second);

  matrix.shape = huge;
  matrix.data = &options;
  CHECK_ERROR(weir_memory_pool_get_array(pool, &matrix, NULL, &second), WEIR_E_NO_MEMORY,
              "(2147483648, 2147483648) f32");
  CHECK(second == NULL && matrix.data == &options);
  matrix.dtype = 99;
  CHECK_ERROR(weir_memory_pool_get_array(pool, &matrix, NULL, &second), WEIR_E_INVALID, "dtype");
  options.alignment_bytes = 48;
  CHECK_ERROR(weir_memory_pool_get_array(pool, &frame, &options, &second), WEIR_E_INVALID,
              "alignment is 48");
  options.alignment_bytes = 0;
  options.priority = 9;
  CHECK_ERROR(weir_memory_pool_get_array(pool, &frame, &options, &second), WEIR_E_INVALID,
              "priority is 9");

  /* Everything else first: the block keeps what it needs. */
  CHECK(stats_of(pool).used_count == 1);
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
  memset(weir_buffer_data(first), 3, weir_buffer_size(first));
  weir_buffer_free(first);
}

/* The budget is hard, LOW is refused first, and CRITICAL gets through (D-022, D-034). */
static void limits_are_kept_by_priority(void) {
  weir_runtime* runtime = make_runtime(100 * MIB);
  weir_memory_pool_options options = {sizeof options, 0, 0, 8 * MIB, 0};
  weir_memory_pool* pool = NULL;
  weir_memory_pool_stats stats;
  weir_buffer* rest = NULL;
  uint64_t freed = 0;
  void *low = NULL, *block = NULL;
  options.reserve_bytes = 200 * (uint64_t)MIB;
  CHECK_ERROR(weir_memory_pool_create(runtime, &options, &pool), WEIR_E_NO_MEMORY, "reserve");
  options.capacity_bytes = 10 * MIB;
  CHECK_ERROR(weir_memory_pool_create(runtime, &options, &pool), WEIR_E_INVALID, "reserve_bytes");
  options.capacity_bytes = 0;
  options.reserve_bytes = 8 * MIB;
  CHECK_OK(weir_memory_pool_create(runtime, &options, &pool));
  CHECK_OK(weir_memory_pool_get(pool, 80 * MIB, WEIR_PRIORITY_LOW, &low));
  CHECK_ERROR(weir_memory_pool_get(pool, 3 * MIB, WEIR_PRIORITY_LOW, &block), WEIR_E_NO_MEMORY,
              "a pool block needs");
  CHECK(block == NULL);
  CHECK_OK(weir_buffer_create(runtime, 12 * MIB, 0, &rest));
  CHECK_STATUS(weir_memory_pool_get(pool, MIB, WEIR_PRIORITY_HIGH, &block), WEIR_E_NO_MEMORY);
  CHECK_OK(weir_memory_pool_get(pool, 6 * MIB, WEIR_PRIORITY_CRITICAL, &block));
  stats = stats_of(pool);
  CHECK(stats.emergency_count == 1 && stats.refusal_count == 2);
  CHECK(stats.reserve_bytes == 2 * MIB);
  CHECK_OK(weir_memory_pool_put(pool, block));
  CHECK_OK(weir_memory_pool_put(pool, low));
  weir_buffer_free(rest);

  /* What lies idle makes room for whoever asks the budget. */
  CHECK(stats_of(pool).idle_bytes >= 80 * MIB);
  CHECK_OK(weir_buffer_create(runtime, 92 * MIB, 0, &rest));
  weir_buffer_free(rest);
  CHECK_OK(weir_memory_pool_trim(pool, 0, &freed));
  CHECK(stats_of(pool).held_bytes == 0 && stats_of(pool).reserve_bytes == 8 * MIB);
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
}

static void debug_mode_tells_of_late_writes(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_memory_pool_options options = {sizeof options, WEIR_MEMORY_POOL_DEBUG, 0, 0, 0};
  weir_memory_pool* pool = NULL;
  weir_buffer* line = NULL;
  void *block = NULL, *other = NULL;
  uint32_t level = 0;
  CHECK_OK(weir_memory_pool_create(runtime, &options, &pool));
  CHECK_OK(weir_memory_pool_get(pool, 5 * MIB, 0, &block));
  CHECK_OK(weir_memory_pool_put(pool, block));
  ((char*)block)[0] = 1; /* still the pool's memory: wrong, but not a crash */
  CHECK_OK(weir_memory_pool_get(pool, 5 * MIB, 0, &other));
  CHECK(other != block && stats_of(pool).misuse_count == 1);
  CHECK_OK(weir_runtime_next_log(runtime, &level, &line));
  CHECK(strstr((const char*)weir_buffer_data(line), "written to after it was given back"));
  weir_buffer_free(line);
  CHECK_OK(weir_memory_pool_put(pool, other));
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
}

static void statistics_as_json(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_memory_pool* pool = NULL;
  weir_buffer* text = NULL;
  weir_json* json = NULL;
  void* block = NULL;
  int64_t number = 0;
  CHECK_OK(weir_memory_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_memory_pool_get(pool, 1000, 0, &block));
  CHECK_OK(weir_memory_pool_stats_json(pool, &text));
  CHECK_OK(weir_json_parse(weir_buffer_data(text), weir_buffer_size(text), &json));
  CHECK_OK(weir_json_get_int64(json, "/classes/0/block_bytes", &number));
  CHECK(number == 1024);
  CHECK_OK(weir_json_get_int64(json, "/classes/0/used_count", &number));
  CHECK(number == 1);
  CHECK_OK(weir_json_get_int64(json, "/reserve_bytes", &number));
  CHECK(number == 2 * MIB);
  weir_json_free(json);
  weir_buffer_free(text);
  CHECK_OK(weir_memory_pool_put(pool, block));
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
}

static void closed_and_forked(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_memory_pool* pool = NULL;
  void *block = NULL, *other = NULL;
  pid_t child;
  CHECK_OK(weir_memory_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_memory_pool_get(pool, 1000, 0, &block));
  child = fork();
  if (child == 0) {
    alarm(CHILD_PATIENCE_S);
    CHECK_STATUS(weir_memory_pool_get(pool, 1000, 0, &other), WEIR_E_CLOSED);
    CHECK_STATUS(weir_memory_pool_put(pool, block), WEIR_E_CLOSED);
    weir_memory_pool_free(pool);
    weir_runtime_free(runtime);
    _exit(0);
  }
  check_child(child, "closed_and_forked");
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_STATUS(weir_memory_pool_get(pool, 1000, 0, &other), WEIR_E_CLOSED);
  CHECK_OK(weir_memory_pool_put(pool, block)); /* what was lent can always be given back */
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
}

int main(void) {
  blocks_come_and_go();
  arrays_have_shape_and_owner();
  limits_are_kept_by_priority();
  debug_mode_tells_of_late_writes();
  statistics_as_json();
  closed_and_forked();
  return 0;
}
