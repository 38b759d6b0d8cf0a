/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: things may be freed in any order, in any thread, and what is left keeps working. */
#include <pthread.h>

#include "points_file.h"

enum { THINGS = 13, ORDERS = 300, POINTS = 5 };

typedef struct things {
  weir_runtime* runtime;
  weir_runtime* shared;
  weir_buffer* buffer;
  weir_buffer* info;
  weir_stream_pool* pool;
  weir_stream* stream;
  weir_ticket* ticket;
  weir_profiler* profiler;
  weir_control* control;
  weir_stream_pool* own_pool;
  weir_tile* tile;
  weir_neighbors* neighbors;
  weir_features* features;
} things;

/* A place of its own for whatever may be written while another is. */
static double source[256], target[256], target_of_stream[256], target_of_pool[256];
static const uint64_t shape[1] = {256};
static const weir_array from = {sizeof(weir_array), WEIR_F64, 1, 0, source, shape, NULL};
static const weir_array to = {sizeof(weir_array), WEIR_F64, 1, 0, target, shape, NULL};
static const weir_array to_stream = {sizeof(weir_array), WEIR_F64, 1,   0,
                                     target_of_stream,   shape,    NULL};
static const weir_array to_pool = {sizeof(weir_array), WEIR_F64, 1, 0, target_of_pool, shape, NULL};

static const double xyz[3 * POINTS] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0.5, 0.5, 1};
static char* tile_path;

/* A file that every tile here is opened on. */
static void make_tile_file(void) {
  weir_synthetic_options options;
  tile_path = temporary_path(".las");
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.point_count = 100;
  CHECK_OK(weir_synthetic_write(tile_path, &options, NULL));
}

static void make(things* all) {
  memset(all, 0, sizeof *all);
  CHECK_OK(weir_runtime_create(NULL, &all->runtime));
  CHECK_OK(weir_runtime_default(&all->shared));
  CHECK_OK(weir_buffer_create(all->runtime, 100, 0, &all->buffer));
  CHECK_OK(weir_runtime_info(all->runtime, &all->info));
  CHECK_OK(weir_runtime_stream_pool(all->runtime, NULL, &all->pool));
  CHECK_OK(weir_stream_pool_create(all->runtime, NULL, &all->own_pool));
  CHECK_OK(weir_stream_pool_next(all->own_pool, &all->stream));
  CHECK_OK(weir_runtime_profiler(all->runtime, &all->profiler));
  CHECK_OK(weir_control_create(&all->control));
  CHECK_OK(weir_stream_pool_batch(all->pool, &from, &to, 1, all->control, &all->ticket));
  CHECK_OK(weir_tile_open(all->runtime, tile_path, &all->tile));
  CHECK_OK(weir_neighbors_create(all->runtime, xyz, POINTS, NULL, &all->neighbors));
  CHECK_OK(weir_features_create(all->runtime, xyz, POINTS, NULL, NULL, &all->features));
}

/* Whatever is left does its work, though its runtime's handle may be gone. */
static void use(const things* all) {
  weir_memory_stats stats;
  uint64_t done, total, nearest;
  double read[3];
  uint8_t classes[POINTS];
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  if (all->runtime != NULL) CHECK_OK(weir_runtime_memory_stats(all->runtime, &stats));
  if (all->shared != NULL) CHECK_OK(weir_runtime_memory_stats(all->shared, &stats));
  if (all->buffer != NULL) memset(weir_buffer_data(all->buffer), 3, 100);
  if (all->info != NULL) CHECK(((const char*)weir_buffer_data(all->info))[0] == '{');
  if (all->pool != NULL) {
    CHECK_OK(weir_stream_pool_transfer(all->pool, &from, &to_pool, NULL));
    CHECK_OK(weir_stream_pool_wait_all(all->pool, WEIR_FOREVER));
  }
  if (all->stream != NULL) {
    CHECK_OK(weir_stream_transfer(all->stream, &from, &to_stream, NULL));
    CHECK_OK(weir_stream_synchronize(all->stream, WEIR_FOREVER));
  }
  if (all->ticket != NULL) CHECK_OK(weir_ticket_wait(all->ticket, WEIR_FOREVER));
  if (all->profiler != NULL) {
    CHECK_OK(weir_profiler_start_phase(all->profiler, "use"));
    CHECK_OK(weir_profiler_end_phase(all->profiler, NULL));
  }
  if (all->control != NULL) CHECK_OK(weir_control_progress(all->control, &done, &total));
  if (all->own_pool != NULL) CHECK_OK(weir_stream_pool_wait_all(all->own_pool, WEIR_FOREVER));
  if (all->tile != NULL) {
    CHECK_OK(weir_tile_read(all->tile, WEIR_POINT_XYZ, 99, 1, read, sizeof read));
  }
  if (all->neighbors != NULL) {
    CHECK_OK(weir_neighbors_nearest(all->neighbors, &xyz[3], 1, 1, NULL, &nearest, NULL));
    CHECK(nearest == 1);
  }
  if (all->features != NULL) {
    CHECK_OK(weir_features_classify(all->features, NULL, NULL, classes, POINTS));
  }
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
    case 3:
      weir_buffer_free(all->info), all->info = NULL;
      break;
    case 4:
      weir_stream_pool_free(all->pool), all->pool = NULL;
      break;
    case 5:
      weir_stream_free(all->stream), all->stream = NULL;
      break;
    case 6:
      weir_ticket_free(all->ticket), all->ticket = NULL;
      break;
    case 7:
      weir_profiler_free(all->profiler), all->profiler = NULL;
      break;
    case 8:
      weir_control_free(all->control), all->control = NULL;
      break;
    case 9:
      weir_tile_free(all->tile), all->tile = NULL;
      break;
    case 10:
      weir_neighbors_free(all->neighbors), all->neighbors = NULL;
      break;
    case 11:
      weir_features_free(all->features), all->features = NULL;
      break;
    default:
      weir_stream_pool_free(all->own_pool), all->own_pool = NULL;
      break;
  }
}

/* Orders drawn with a fixed seed, so that a failure comes back. */
static uint32_t draw(uint32_t below) {
  static uint32_t state = 12345;
  state = state * 1664525u + 1013904223u;
  return (state >> 16) % below;
}

static void any_order_is_right(void) {
  int order, i;
  for (order = 0; order < ORDERS; ++order) {
    int left[THINGS];
    uint32_t left_count = THINGS;
    things all;
    make(&all);
    for (i = 0; i < THINGS; ++i) left[i] = i;
    while (left_count > 0) {
      const uint32_t pick = draw(left_count);
      end(&all, left[pick]);
      left[pick] = left[--left_count];
      if (order % 2 == 0) use(&all); /* odd orders: everything ends with work still in flight */
    }
  }
}

/* After a shutdown every call on what is left says so, and the handles are freed as before. */
static void after_shutdown_children_are_closed(void) {
  weir_stream* stream = NULL;
  weir_ticket* ticket = NULL;
  uint64_t nearest;
  double read[3];
  uint8_t classes[POINTS];
  things all;
  int i;
  make(&all);
  CHECK_OK(weir_runtime_shutdown(all.runtime));
  CHECK_STATUS(weir_stream_pool_transfer(all.pool, &from, &to, &ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_pool_next(all.own_pool, &stream), WEIR_E_CLOSED);
  CHECK_STATUS(weir_stream_transfer(all.stream, &from, &to, &ticket), WEIR_E_CLOSED);
  CHECK_STATUS(weir_profiler_start_phase(all.profiler, "late"), WEIR_E_CLOSED);
  CHECK_STATUS(weir_tile_read(all.tile, WEIR_POINT_XYZ, 0, 1, read, sizeof read), WEIR_E_CLOSED);
  CHECK_STATUS(weir_neighbors_nearest(all.neighbors, xyz, 1, 1, NULL, &nearest, NULL),
               WEIR_E_CLOSED);
  CHECK_STATUS(weir_features_classify(all.features, NULL, NULL, classes, POINTS), WEIR_E_CLOSED);
  CHECK_OK(weir_ticket_wait(all.ticket, WEIR_FOREVER)); /* its work was finished first */
  CHECK(stream == NULL && ticket == NULL);
  for (i = 0; i < THINGS; ++i) end(&all, i);
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
  make_tile_file();
  any_order_is_right();
  after_shutdown_children_are_closed();
  another_thread_may_free();
  the_default_outlives_its_handles();
  CHECK(unlink(tile_path) == 0);
  free(tile_path);
  return 0;
}
