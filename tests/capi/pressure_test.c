/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program learns how full memory is and which limit binds, idle memory is let go in the
 * documented order until it is below the bound again, what is held stays, a function hears each
 * change of level, and a wait sees the same (B-100, B-101, B-102, B-103, D-023, E-073, E-074). */
#include <pthread.h>
#include <unistd.h>

#include "check.h"
#include "child.h"

enum { MIB = 1 << 20 };

static weir_runtime* make_runtime(uint64_t budget_bytes) {
  weir_runtime_options options = {sizeof options, 0, 0, 1, WEIR_DEVICE_HOST};
  weir_runtime* runtime = NULL;
  options.memory_budget_bytes = budget_bytes;
  CHECK_OK(weir_runtime_create(&options, &runtime));
  return runtime;
}

static weir_pressure_stats sized(void) {
  weir_pressure_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  return stats;
}

static weir_pressure_stats stats_of(weir_pressure* pressure) {
  weir_pressure_stats stats = sized();
  CHECK_OK(weir_pressure_get_stats(pressure, &stats));
  return stats;
}

/* The machine of this test may be full itself: bounds that only the budget can reach. */
static weir_pressure* make_monitor(weir_runtime* runtime) {
  weir_pressure_options options = {sizeof options, 0, 0.995, 0.996, 0.997, 0.998, 1000000};
  weir_pressure* pressure = NULL;
  CHECK_OK(weir_pressure_create(runtime, &options, &pressure));
  return pressure;
}

static void figures(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_pressure* pressure = NULL;
  weir_pressure_stats stats;
  weir_buffer *held = NULL, *json = NULL;
  CHECK_OK(weir_pressure_create(runtime, NULL, &pressure));
  CHECK_OK(weir_buffer_create(runtime, 63 * MIB, 0, &held));
  stats = stats_of(pressure);
  CHECK(stats.budget_bytes == 64 * MIB && stats.budget_used_bytes == 63 * MIB);
  CHECK(stats.level == WEIR_PRESSURE_CRITICAL && stats.ratio >= 63.0 / 64);
  CHECK(stats.machine_bytes > stats.machine_available_bytes && stats.machine_available_bytes > 0);
  CHECK(stats.resident_bytes > 0 && stats.peak_resident_bytes >= stats.resident_bytes);
  CHECK(stats.sample_count == 1 && stats.relief_count == 0 && !stats.is_watched);
  CHECK_OK(weir_pressure_json(pressure, &json));
  CHECK(strstr(weir_buffer_data(json), "\"history\":[{") != NULL);
  CHECK(strstr(weir_buffer_data(json), "idle buffers spilled") != NULL);
  weir_buffer_free(json);
  weir_buffer_free(held);
  weir_pressure_free(pressure);
  weir_runtime_free(runtime);
}

/* Idle blocks go and cold entries go; what is held and pinned stays. */
static void relief(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_pressure* pressure = make_monitor(runtime);
  weir_memory_pool* pool = NULL;
  weir_pressure_stats stats = sized();
  weir_buffer *held = NULL, *kept = NULL;
  weir_cache* cache = NULL;
  uint64_t freed = 0;
  void* block = NULL;
  CHECK_OK(weir_runtime_memory_pool(runtime, &pool));
  CHECK_OK(weir_memory_pool_get(pool, 20 * MIB, WEIR_PRIORITY_HIGH, &block));
  CHECK_OK(weir_memory_pool_put(pool, block));
  CHECK_OK(weir_runtime_cache(runtime, NULL, NULL, &cache));
  CHECK_OK(weir_cache_put(cache, "a", 1, "value", 5, NULL));
  CHECK_OK(weir_cache_get(cache, "a", 1, &kept));
  stats = stats_of(pressure);
  CHECK_OK(weir_buffer_create(runtime, 64 * MIB - stats.budget_used_bytes, 0, &held));
  CHECK(stats_of(pressure).level == WEIR_PRESSURE_CRITICAL);

  /* One look with its relief: the idle blocks are enough. */
  CHECK_OK(weir_pressure_wait(pressure, WEIR_PRESSURE_NORMAL, 0, &stats));
  CHECK(stats.level == WEIR_PRESSURE_CRITICAL && stats.relief_count == 1);
  CHECK(stats.freed_bytes >= 20 * MIB && stats.budget_used_bytes < 50 * MIB);
  CHECK_STATUS(weir_pressure_wait(pressure, WEIR_PRESSURE_CRITICAL, 0, &stats), WEIR_AGAIN);
  CHECK(memcmp(weir_buffer_data(kept), "value", 5) == 0);
  weir_buffer_free(kept);
  CHECK_OK(weir_cache_get(cache, "a", 1, &kept)); /* there was no need to evict */
  weir_buffer_free(kept);

  /* On demand, however full it is. */
  CHECK_OK(weir_memory_pool_get(pool, MIB, 0, &block));
  CHECK_OK(weir_memory_pool_put(pool, block));
  CHECK_OK(weir_pressure_optimize(pressure, 0, &freed));
  CHECK(freed >= MIB);
  CHECK_OK(weir_cache_get(cache, "a", 1, &kept));
  weir_buffer_free(kept);
  CHECK_OK(weir_pressure_optimize(pressure, WEIR_PRESSURE_CRITICAL, NULL));
  CHECK_STATUS(weir_cache_get(cache, "a", 1, &kept), WEIR_MISS);
  memset(weir_buffer_data(held), 1, weir_buffer_size(held));
  weir_buffer_free(held);
  weir_cache_free(cache);
  weir_memory_pool_free(pool);
  weir_pressure_free(pressure);
  weir_runtime_free(runtime);
}

/* What the function hears goes here; the test waits on a condition, not for a time. */
static struct {
  pthread_mutex_t mutex;
  pthread_cond_t heard;
  uint32_t levels[8];
  int count, freed, frees_itself;
  weir_pressure* pressure;
} ear = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, {0}, 0, 0, 0, NULL};

static void hear(void* user, uint32_t level, const char* text) {
  CHECK(user == &ear && strstr(text, "% full") != NULL);
  pthread_mutex_lock(&ear.mutex);
  if (ear.frees_itself) {
    weir_pressure_stats stats = sized();
    CHECK_ERROR(weir_pressure_wait(ear.pressure, level, WEIR_FOREVER, &stats), WEIR_E_INVALID,
                "wait for itself");
    CHECK_OK(weir_pressure_stop(ear.pressure));
    weir_pressure_free(ear.pressure);
  }
  ear.levels[ear.count++ & 7] = level;
  pthread_cond_broadcast(&ear.heard);
  pthread_mutex_unlock(&ear.mutex);
}
static void forget(void* user) {
  CHECK(user == &ear);
  pthread_mutex_lock(&ear.mutex);
  ++ear.freed;
  pthread_cond_broadcast(&ear.heard);
  pthread_mutex_unlock(&ear.mutex);
}
static void wait_until(const int* count, int wanted) {
  pthread_mutex_lock(&ear.mutex);
  while (*count < wanted) pthread_cond_wait(&ear.heard, &ear.mutex);
  pthread_mutex_unlock(&ear.mutex);
}

static void a_thread_while_somebody_listens(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_pressure* pressure = make_monitor(runtime);
  weir_pressure_stats stats = sized();
  weir_buffer* held = NULL;
  CHECK_OK(weir_pressure_start(pressure, hear, &ear, forget));
  CHECK(stats_of(pressure).is_watched);
  CHECK_OK(weir_buffer_create(runtime, 64 * MIB, 0, &held));
  wait_until(&ear.count, 1);
  CHECK(ear.levels[0] == WEIR_PRESSURE_CRITICAL);
  CHECK_OK(weir_pressure_wait(pressure, WEIR_PRESSURE_NORMAL, WEIR_FOREVER, &stats));
  CHECK(stats.level == WEIR_PRESSURE_CRITICAL && stats.is_watched);
  CHECK_OK(weir_pressure_start(pressure, NULL, NULL, NULL)); /* replaced */
  wait_until(&ear.freed, 1);
  CHECK_OK(weir_pressure_stop(pressure));
  CHECK_OK(weir_pressure_stop(pressure));
  CHECK(!stats_of(pressure).is_watched);
  weir_pressure_free(pressure);

  /* The function may end the monitor that called it. */
  ear.count = ear.freed = 0;
  ear.frees_itself = 1;
  ear.pressure = make_monitor(runtime);
  pthread_mutex_lock(&ear.mutex); /* so that it hears after start() has returned */
  CHECK_OK(weir_pressure_start(ear.pressure, hear, &ear, forget));
  pthread_mutex_unlock(&ear.mutex);
  wait_until(&ear.count, 1);
  wait_until(&ear.freed, 1);

  /* A shutdown ends the thread, and later calls say so. */
  pressure = make_monitor(runtime);
  CHECK_OK(weir_pressure_start(pressure, NULL, NULL, NULL));
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_STATUS(weir_pressure_get_stats(pressure, &stats), WEIR_E_CLOSED);
  CHECK_STATUS(weir_pressure_wait(pressure, 0, WEIR_FOREVER, &stats), WEIR_E_CLOSED);
  CHECK_STATUS(weir_pressure_start(pressure, NULL, NULL, NULL), WEIR_E_CLOSED);
  CHECK_OK(weir_pressure_stop(pressure));
  weir_buffer_free(held);
  weir_pressure_free(pressure);
  weir_runtime_free(runtime);
}

static void a_child_of_fork(void) {
  weir_runtime* runtime = make_runtime(64 * MIB);
  weir_pressure* pressure = make_monitor(runtime);
  pid_t child;
  CHECK_OK(weir_pressure_start(pressure, NULL, NULL, NULL));
  child = fork();
  if (child == 0) {
    weir_pressure_stats stats = sized();
    alarm(CHILD_PATIENCE_S);
    CHECK_STATUS(weir_pressure_get_stats(pressure, &stats), WEIR_E_CLOSED);
    CHECK_STATUS(weir_pressure_stop(pressure), WEIR_E_CLOSED);
    weir_pressure_free(pressure);
    weir_runtime_free(runtime);
    _exit(0);
  }
  check_child(child, "fork");
  weir_pressure_free(pressure);
  weir_runtime_free(runtime);
}

int main(void) {
  figures();
  relief();
  a_thread_while_somebody_listens();
  a_child_of_fork();
  return 0;
}
