/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: things may be freed in any order, in any thread, and what is left keeps working. */
#include <pthread.h>

#include "check.h"

enum { THINGS = 4 };

typedef struct things {
  weir_runtime* runtime;
  weir_runtime* shared;
  weir_buffer* buffer;
  weir_buffer* info;
} things;

static void make(things* all) {
  memset(all, 0, sizeof *all);
  CHECK_OK(weir_runtime_create(NULL, &all->runtime));
  CHECK_OK(weir_runtime_default(&all->shared));
  CHECK_OK(weir_buffer_create(all->runtime, 100, 0, &all->buffer));
  CHECK_OK(weir_runtime_info(all->runtime, &all->info));
}

static void use(const things* all) {
  weir_memory_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  if (all->runtime != NULL) CHECK_OK(weir_runtime_memory_stats(all->runtime, &stats));
  if (all->shared != NULL) CHECK_OK(weir_runtime_memory_stats(all->shared, &stats));
  if (all->buffer != NULL) memset(weir_buffer_data(all->buffer), 3, 100);
  if (all->info != NULL) CHECK(((const char*)weir_buffer_data(all->info))[0] == '{');
}

static void end(things* all, int which) {
  switch (which) {
    case 0:
      weir_runtime_free(all->runtime), all->runtime = NULL;
      break;
    case 1:
      weir_runtime_free(all->shared), all->shared = NULL;
      break;
    case 2:
      weir_buffer_free(all->buffer), all->buffer = NULL;
      break;
    default:
      weir_buffer_free(all->info), all->info = NULL;
      break;
  }
}

/* Every order there is: each step picks one of what is left. */
static void every_order_is_right(void) {
  int order, orders = 1, i;
  for (i = 2; i <= THINGS; ++i) orders *= i;
  for (order = 0; order < orders; ++order) {
    int left[THINGS], left_count = THINGS, code = order;
    things all;
    make(&all);
    for (i = 0; i < THINGS; ++i) left[i] = i;
    while (left_count > 0) {
      const int pick = code % left_count;
      code /= left_count;
      end(&all, left[pick]);
      left[pick] = left[--left_count];
      use(&all);
    }
  }
}

static void* end_all(void* all) {
  int i;
  for (i = 0; i < THINGS; ++i) end((things*)all, i);
  return NULL;
}

static void another_thread_may_free(void) {
  pthread_t thread;
  things all;
  make(&all);
  CHECK(pthread_create(&thread, NULL, end_all, &all) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  use(&all);
}

static void the_default_outlives_its_handles(void) {
  weir_memory_stats before, after;
  weir_runtime* shared = NULL;
  weir_buffer* buffer = NULL;
  memset(&before, 0, sizeof before);
  before.struct_size = sizeof before;
  after = before;
  CHECK_OK(weir_runtime_default(&shared));
  CHECK_OK(weir_buffer_create(shared, 10, 0, &buffer));
  CHECK_OK(weir_runtime_memory_stats(shared, &before));
  weir_runtime_free(shared);
  CHECK_OK(weir_runtime_default(&shared));
  CHECK_OK(weir_runtime_memory_stats(shared, &after));
  CHECK(after.charge_count == before.charge_count && after.used_bytes == 10);
  weir_buffer_free(buffer);
  weir_runtime_free(shared);
}

int main(void) {
  every_order_is_right();
  another_thread_may_free();
  the_default_outlives_its_handles();
  return 0;
}
