/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: after fork() the child is refused what the parent made, never hangs, and works with a
 * runtime of its own; the parent notices nothing. */
#include <pthread.h>

#include "child.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
/* The sanitizers' own allocator hangs in the child of a process whose other threads allocate. */
enum { THREADS = 0, FORKS = 0 };
#else
enum { THREADS = 4, FORKS = 15 };
#endif
#if defined(__SANITIZE_THREAD__)
enum { CHILD_THREADS = 0 }; /* the thread sanitizer ends a child that starts one */
#else
enum { CHILD_THREADS = 1 };
#endif

enum { FLIGHT_MIB = 16 };

static weir_runtime* runtime; /* made by the parent */
static weir_buffer* kept;
static weir_stream_pool* pool;
static weir_stream* stream;
static weir_ticket* ticket; /* of a transfer that may be under way when the fork comes */
static weir_profiler* profiler;
static weir_cache* cache;
static weir_buffer* pinned; /* a value of the cache */
static weir_array from, to;
static weir_buffer* buffers[2];
static const uint64_t shape[1] = {(uint64_t)FLIGHT_MIB << 20};
static volatile int stop;

static void fill_stats(weir_memory_stats* stats) {
  memset(stats, 0, sizeof *stats);
  stats->struct_size = sizeof *stats;
}

static void the_parents_runtime_is_closed(void) {
  weir_buffer* out = (weir_buffer*)&stop;
  weir_memory_stats stats;
  weir_memory_module module;
  uint32_t level;
  fill_stats(&stats);
  memset(&module, 0, sizeof module);
  module.struct_size = sizeof module;
  CHECK_ERROR(weir_buffer_create(runtime, 1, 0, &out), WEIR_E_CLOSED, "before fork()");
  CHECK(out == NULL);
  CHECK_STATUS(weir_runtime_memory_stats(runtime, &stats), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_memory_module(runtime, 0, &module), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_set_memory_budget(runtime, 1), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_info(runtime, &out), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_set_log(runtime, 0, NULL, NULL, NULL), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_next_log(runtime, &level, &out), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_shutdown(runtime), WEIR_E_CLOSED);
}

static void the_parents_children_are_closed(void) {
  const weir_stream_pool_options options = {sizeof options, 0, 0, 0, 0, 0, 0};
  weir_stream_pool* other_pool = NULL;
  weir_stream* other_stream = NULL;
  weir_ticket* other_ticket = NULL;
  weir_profiler* other_profiler = NULL;
  weir_buffer* text = NULL;
  uint32_t number;
  CHECK_STATUS(weir_runtime_stream_pool(runtime, NULL, &other_pool), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_create(runtime, NULL, &other_pool), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_get(pool, 0, &other_stream), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_next(pool, &other_stream), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_transfer(pool, &from, &to, &other_ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_batch(pool, &from, &to, 1, NULL, &other_ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_configure(pool, &options), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_wait_all(pool, WEIR_FOREVER), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_stats_json(pool, &text), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_transfer(stream, &from, &to, &other_ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_synchronize(stream, WEIR_FOREVER), WEIR_E_CLOSED);
  CHECK_STATUS(weir_ticket_wait(ticket, WEIR_FOREVER), WEIR_E_CLOSED);
  CHECK_STATUS(weir_ticket_poll(ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_ticket_cancel(ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_device_count(runtime, &number), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_profiler(runtime, &other_profiler), WEIR_E_CLOSED);
  CHECK_STATUS(weir_profiler_start_phase(profiler, "child"), WEIR_E_CLOSED);
  CHECK_STATUS(weir_cache_put(cache, "k", 1, "v", 1, NULL), WEIR_E_CLOSED);
  CHECK_STATUS(weir_cache_get(cache, "k", 1, &text), WEIR_E_CLOSED);
  CHECK_STATUS(weir_runtime_caches_json(runtime, &text), WEIR_E_CLOSED);
  CHECK(other_pool == NULL && other_stream == NULL && other_ticket == NULL);
}

static void the_parents_handles_may_be_freed(void) {
  weir_ticket_free(ticket);
  weir_stream_free(stream);
  weir_profiler_free(profiler);
  weir_cache_free(cache);
  weir_runtime_free(runtime);
  weir_stream_pool_free(pool);
}

static void the_parents_bytes_are_still_there(void) {
  CHECK(strcmp((const char*)weir_buffer_data(kept), "kept") == 0);
  weir_buffer_free(kept);
  CHECK(memcmp(weir_buffer_data(pinned), "pinned", 6) == 0);
  weir_buffer_free(pinned);
}

static void transfers_work(weir_runtime* own) {
  weir_stream_pool* own_pool = NULL;
  weir_ticket* own_ticket = NULL;
  double source[3] = {1, 2, 3}, target[3] = {0, 0, 0};
  const uint64_t three[1] = {3};
  const weir_array src = {sizeof src, WEIR_F64, 1, 0, source, three, NULL};
  const weir_array dst = {sizeof dst, WEIR_F64, 1, 0, target, three, NULL};
  CHECK_OK(weir_runtime_stream_pool(own, NULL, &own_pool));
  CHECK_OK(weir_stream_pool_transfer(own_pool, &src, &dst, &own_ticket));
  CHECK_OK(weir_ticket_wait(own_ticket, WEIR_FOREVER));
  CHECK(target[2] == 3);
  weir_ticket_free(own_ticket);
  weir_stream_pool_free(own_pool);
}

static void the_child_has_a_runtime_of_its_own(void) {
  weir_runtime* own = NULL;
  weir_buffer* buffer = NULL;
  CHECK_OK(weir_runtime_default(&own));
  if (CHILD_THREADS) transfers_work(own);
  CHECK_OK(weir_buffer_create(own, 1000, 0, &buffer));
  memset(weir_buffer_data(buffer), 1, 1000);
  weir_buffer_free(buffer);
  CHECK_OK(weir_runtime_shutdown(own));
  weir_runtime_free(own);
}

static void child(void) {
  the_parents_runtime_is_closed();
  the_parents_children_are_closed();
  the_parents_bytes_are_still_there();
  the_parents_handles_may_be_freed();
  the_child_has_a_runtime_of_its_own();
}

static void child_that_exits(void) {
  the_child_has_a_runtime_of_its_own();
  exit(0);
}

/* Runs body() in a fork of this process. */
static void check_in_fork(void (*body)(void), const char* what) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(CHILD_PATIENCE_S);
    body();
    _exit(0);
  }
  check_child(child, what);
}

static void* keep_busy(void* unused) {
  weir_buffer* buffer = NULL;
  weir_runtime* shared = NULL;
  while (!stop) {
    CHECK_OK(weir_buffer_create(runtime, 100, 0, &buffer));
    weir_buffer_free(buffer);
    CHECK_OK(weir_runtime_default(&shared));
    weir_runtime_free(shared);
  }
  return unused;
}

static void make(void) {
  weir_buffer *source = NULL, *target = NULL;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_buffer_copy("kept", 4, &kept));
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &pool));
  CHECK_OK(weir_stream_pool_get(pool, 0, &stream));
  CHECK_OK(weir_runtime_profiler(runtime, &profiler));
  CHECK_OK(weir_runtime_cache(runtime, "of the parent", NULL, &cache));
  CHECK_OK(weir_cache_put(cache, "k", 1, "pinned", 6, NULL));
  CHECK_OK(weir_cache_get(cache, "k", 1, &pinned));
  CHECK_OK(weir_buffer_create(runtime, shape[0], 0, &source));
  CHECK_OK(weir_buffer_create(runtime, shape[0], 0, &target));
  memset(weir_buffer_data(source), 5, shape[0]);
  from.struct_size = sizeof from;
  from.dtype = WEIR_U8;
  from.ndim = 1;
  from.shape = shape;
  to = from;
  from.data = weir_buffer_data(source);
  to.data = weir_buffer_data(target);
  buffers[0] = source;
  buffers[1] = target;
}

/* The fork comes while the transfer is under way, and the transfer does not notice. */
static void fork_with_work_in_flight(void) {
  CHECK_OK(weir_stream_pool_transfer(pool, &from, &to, &ticket));
  check_in_fork(child, "fork with work in flight");
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  CHECK(((const char*)to.data)[shape[0] - 1] == 5);
  ((char*)to.data)[shape[0] - 1] = 0;
  weir_ticket_free(ticket);
}

int main(void) {
  pthread_t threads[THREADS + 1];
  int i;
  make();
  check_in_fork(child_that_exits, "fork of a quiet process, to its exit");
  for (i = 0; i < 5; ++i) fork_with_work_in_flight();
  for (i = 0; i < THREADS; ++i) CHECK(pthread_create(&threads[i], NULL, keep_busy, NULL) == 0);
  for (i = 0; i < FORKS; ++i) fork_with_work_in_flight();
  stop = 1;
  for (i = 0; i < THREADS; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  weir_buffer_free(buffers[0]);
  weir_buffer_free(buffers[1]);
  CHECK_OK(weir_runtime_shutdown(runtime));
  weir_profiler_free(profiler);
  weir_stream_free(stream);
  weir_stream_pool_free(pool);
  weir_buffer_free(kept);
  weir_buffer_free(pinned);
  weir_cache_free(cache);
  weir_runtime_free(runtime);
  return 0;
}
