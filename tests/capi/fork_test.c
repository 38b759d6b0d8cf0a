/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: after fork() the child is refused what the parent made, never hangs, and works with a
 * runtime of its own; the parent notices nothing. */
#include <pthread.h>

#include "child.h"

enum { THREADS = 4, FORKS = 40 };

static weir_runtime* runtime; /* made by the parent */
static weir_buffer* kept;
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
  weir_runtime_free(runtime);
}

static void the_parents_bytes_are_still_there(void) {
  CHECK(strcmp((const char*)weir_buffer_data(kept), "kept") == 0);
  weir_buffer_free(kept);
}

static void the_child_has_a_runtime_of_its_own(void) {
  weir_runtime* own = NULL;
  weir_buffer* buffer = NULL;
  CHECK_OK(weir_runtime_default(&own));
  CHECK_OK(weir_buffer_create(own, 1000, 0, &buffer));
  memset(weir_buffer_data(buffer), 1, 1000);
  weir_buffer_free(buffer);
  CHECK_OK(weir_runtime_shutdown(own));
  weir_runtime_free(own);
}

static void child(void) {
  the_parents_runtime_is_closed();
  the_parents_bytes_are_still_there();
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

int main(void) {
  pthread_t threads[THREADS];
  weir_memory_stats stats;
  int i;
  fill_stats(&stats);
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_buffer_copy("kept", 4, &kept));
  check_in_fork(child, "fork of a quiet process");
  check_in_fork(child_that_exits, "fork of a quiet process, to its exit");
  for (i = 0; i < THREADS; ++i) CHECK(pthread_create(&threads[i], NULL, keep_busy, NULL) == 0);
  for (i = 0; i < FORKS; ++i) check_in_fork(child, "fork of a busy process");
  stop = 1;
  for (i = 0; i < THREADS; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats));
  CHECK(stats.used_bytes == 0);
  weir_buffer_free(kept);
  weir_runtime_free(runtime);
  return 0;
}
