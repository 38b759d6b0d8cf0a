/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a callback may ask for the end of everything, from whichever thread runs it: a shutdown
 * that would wait for itself is refused, freeing the last handles is fine, and nothing hangs. Each
 * way is a fresh process, which its own alarm ends should it hang: this program runs itself. */
#include "child.h"

enum { COUNT = 1 << 16, PAIRS = 64 };

static weir_runtime* runtime;
static weir_stream_pool* pool;
static weir_ticket* ticket;
static weir_control* control;
static double from[COUNT], to[PAIRS][COUNT / PAIRS];
static int calls, users_freed;
static weir_status refused = WEIR_OK;

static void free_user(void* user) {
  CHECK(user == &calls);
  __atomic_add_fetch(&users_freed, 1, __ATOMIC_ACQ_REL);
}

static void free_all(void) {
  weir_ticket_free(ticket);
  weir_stream_pool_free(pool);
  weir_control_free(control);
  weir_runtime_free(runtime);
}

static int32_t shut_down_in_progress(void* user, uint64_t done, uint64_t total) {
  (void)user, (void)done, (void)total;
  refused = weir_runtime_shutdown(runtime);
  CHECK(refused != WEIR_E_INVALID || strstr(weir_last_error(), "callback") != NULL ||
        strstr(weir_last_error(), "thread") != NULL);
  ++calls;
  return 0;
}

static int32_t free_in_progress(void* user, uint64_t done, uint64_t total) {
  (void)user, (void)done, (void)total;
  if (calls++ == 0) free_all();
  return 0;
}

static void shut_down_when_done(void* user, weir_status status) {
  (void)user;
  CHECK(status == WEIR_OK);
  refused = weir_runtime_shutdown(runtime);
  ++calls;
}

static void free_when_done(void* user, weir_status status) {
  (void)user;
  CHECK(status == WEIR_OK);
  free_all();
  ++calls;
}

/* The first pair is begun and told of before the call returns only by chance; whoever frees the
 * handles in a callback must have them, so the copies are held back until they are there. */
static weir_control* gate;
static int gate_open;

static int32_t wait_at_gate(void* user, uint64_t done, uint64_t total) {
  (void)user, (void)done, (void)total;
  while (__atomic_load_n(&gate_open, __ATOMIC_ACQUIRE) == 0) usleep(100);
  return 0;
}

static void open_gate(void) {
  __atomic_store_n(&gate_open, 1, __ATOMIC_RELEASE);
}

static void start(weir_progress_fn progress) {
  const weir_stream_pool_options one = {sizeof one, 0, 1, 0, 0, 0, 0};
  static const uint64_t shape[1] = {COUNT / PAIRS};
  weir_array src[PAIRS], dst[PAIRS];
  int i;
  for (i = 0; i < PAIRS; ++i) {
    const weir_array array = {sizeof array, WEIR_F64, 1, WEIR_SPACE_HOST, from, shape, NULL};
    src[i] = dst[i] = array;
    dst[i].data = to[i];
  }
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_stream_pool_create(runtime, &one, &pool));
  CHECK_OK(weir_control_create(&gate));
  CHECK_OK(weir_control_on_progress(gate, wait_at_gate, NULL, NULL));
  CHECK_OK(weir_stream_pool_batch(pool, src, dst, 1, gate, NULL)); /* the stream is busy with it */
  CHECK_OK(weir_control_create(&control));
  if (progress != NULL) {
    CHECK_OK(weir_control_on_progress(control, progress, &calls, free_user));
  }
  CHECK_OK(weir_stream_pool_batch(pool, src, dst, PAIRS, control, &ticket));
}

/* The function's user goes when nothing can call it any more. The alarm ends a wait for ever. */
static void wait_for_the_end(void) {
  while (__atomic_load_n(&users_freed, __ATOMIC_ACQUIRE) == 0) usleep(100);
  CHECK(calls > 0);
}

static void shutdown_from_progress(void) {
  start(shut_down_in_progress);
  open_gate();
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  CHECK(calls > 0 && refused == WEIR_E_INVALID);
  free_all();
  CHECK(users_freed == 1);
}

static void shutdown_from_done(void) {
  start(NULL);
  CHECK_OK(weir_ticket_on_done(ticket, shut_down_when_done, &calls, free_user));
  open_gate();
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  CHECK(calls == 1 && refused == WEIR_E_INVALID && users_freed == 1);
  CHECK_OK(weir_runtime_shutdown(runtime)); /* from here it is fine */
  free_all();
}

static void last_free_from_progress(void) {
  start(free_in_progress);
  open_gate();
  wait_for_the_end();
}

static void last_free_from_done(void) {
  start(NULL);
  CHECK_OK(weir_ticket_on_done(ticket, free_when_done, &calls, free_user));
  open_gate();
  wait_for_the_end();
}

/* A worker's thread, or this one: the features of points are made by both. */
static void shutdown_from_features(void) {
  static double xyz[3 * COUNT];
  weir_features* features = NULL;
  size_t i;
  for (i = 0; i < 3 * COUNT; ++i) xyz[i] = (double)(i * 7919 % 1000);
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_on_progress(control, shut_down_in_progress, &calls, free_user));
  CHECK_OK(weir_features_create(runtime, xyz, COUNT, NULL, control, &features));
  CHECK(calls > 0 && refused == WEIR_E_INVALID);
  weir_features_free(features);
  free_all();
  CHECK(users_freed == 1);
}

static void last_free_from_features(void) {
  static double xyz[3 * COUNT];
  weir_features* features = NULL;
  size_t i;
  for (i = 0; i < 3 * COUNT; ++i) xyz[i] = (double)(i * 7919 % 1000);
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_on_progress(control, free_in_progress, &calls, free_user));
  CHECK_OK(weir_features_create(runtime, xyz, COUNT, NULL, control, &features));
  CHECK(calls > 0 && users_freed == 1);
  weir_features_free(features); /* the last that holds the runtime */
}

static const struct {
  const char* name;
  void (*run)(void);
} ways[] = {
    {"shutdown from progress", shutdown_from_progress},
    {"shutdown from done", shutdown_from_done},
    {"last free from progress", last_free_from_progress},
    {"last free from done", last_free_from_done},
    {"shutdown from features", shutdown_from_features},
    {"last free from features", last_free_from_features},
};
enum { WAYS = sizeof ways / sizeof ways[0] };

int main(int argc, char** argv) {
  int i;
  if (argc == 2) {
    alarm(CHILD_PATIENCE_S);
    ways[argv[1][0] - 'a'].run();
    return 0;
  }
  for (i = 0; i < WAYS; ++i) {
    const char name[2] = {(char)('a' + i), 0};
    const pid_t child = fork();
    if (child == 0) {
      execl("/proc/self/exe", argv[0], name, (char*)NULL);
      _exit(127);
    }
    check_child(child, ways[i].name);
  }
  return 0;
}
