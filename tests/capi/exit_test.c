/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a program may end in any way, with runtimes unfreed and threads inside the library, and
 * gets its own exit status. Each way is a fresh process: this program runs itself. */
#include <pthread.h>

#include "child.h"

static void* call_for_ever(void* runtime) {
  for (;;) {
    weir_buffer* buffer = NULL;
    weir_runtime* shared = NULL;
    CHECK_OK(weir_buffer_create((weir_runtime*)runtime, 100, 0, &buffer));
    weir_buffer_free(buffer);
    CHECK_OK(weir_runtime_default(&shared));
    weir_runtime_free(shared);
  }
  return NULL;
}

/* Transfers that nobody waits for; the bytes are left behind with them, in sight of leak checkers.
 */
static void* left[4];
static int left_count;

static void leave_transfers(weir_runtime* runtime) {
  static const uint64_t shape[1] = {4u << 20}; /* of each; no two write the same bytes */
  weir_array from = {sizeof from, WEIR_U8, 1, 0, NULL, shape, NULL};
  weir_array to = from;
  weir_stream_pool* pool = NULL;
  int i;
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &pool));
  left[left_count++] = from.data = calloc(shape[0], 1);
  left[left_count++] = to.data = calloc(shape[0], 4);
  CHECK(from.data != NULL && to.data != NULL);
  for (i = 0; i < 4; ++i) {
    CHECK_OK(weir_stream_pool_transfer(pool, &from, &to, NULL));
    to.data = (char*)to.data + shape[0];
  }
  weir_stream_pool_free(pool);
}

/* Runtimes nobody frees, and threads that are inside the library when the process ends. */
static void leave_work_in_flight(void) {
  weir_runtime *shared = NULL, *own = NULL;
  pthread_t thread;
  int i;
  CHECK_OK(weir_runtime_default(&shared));
  CHECK_OK(weir_runtime_create(NULL, &own));
  leave_transfers(shared);
  leave_transfers(own);
  for (i = 0; i < 3; ++i) {
    CHECK(pthread_create(&thread, NULL, call_for_ever, i % 2 == 0 ? own : shared) == 0);
  }
}

static void use_it_at_exit(void) {
  weir_runtime* shared = NULL;
  weir_buffer* buffer = NULL;
  CHECK_OK(weir_runtime_default(&shared));
  CHECK_OK(weir_buffer_create(shared, 10, 0, &buffer));
  weir_buffer_free(buffer);
  weir_runtime_free(shared);
}

static const char* const ways[] = {"return",     "exit",         "_exit",
                                   "quick_exit", "pthread_exit", "atexit"};

static int end_by(const char* way) {
  alarm(CHILD_PATIENCE_S);
  if (strcmp(way, "pthread_exit") == 0) { /* the last thread to leave ends the process, with 0 */
    use_it_at_exit();
    pthread_exit(NULL);
  }
  if (strcmp(way, "atexit") == 0) CHECK(atexit(use_it_at_exit) == 0);
  leave_work_in_flight();
  if (strcmp(way, "exit") == 0) exit(0);
  if (strcmp(way, "_exit") == 0) _exit(0);
  if (strcmp(way, "quick_exit") == 0) quick_exit(0);
  return 0;
}

int main(int argc, char** argv) {
  size_t i, round;
  if (argc == 2) return end_by(argv[1]);
  for (round = 0; round < 3; ++round) {
    for (i = 0; i < sizeof ways / sizeof ways[0]; ++i) {
      const pid_t child = fork();
      if (child == 0) {
        execl("/proc/self/exe", argv[0], ways[i], (char*)NULL);
        _exit(127);
      }
      check_child(child, ways[i]);
    }
  }
  return 0;
}
