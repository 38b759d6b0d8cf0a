/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: every long call that takes a control ends with all of its steps told, and none begins
 * with a control that was cancelled. */
#include "points_file.h"

enum { POINTS = 70001 }; /* more than one step of any of them, and no multiple of it */

static weir_runtime* runtime;
static weir_control* control;
static weir_control* cancelled;
static uint64_t last_done, last_total, calls;

static int32_t hear(void* user, uint64_t done, uint64_t total) {
  CHECK(user == &calls);
  CHECK(total > 0 && done <= total);
  last_done = done;
  last_total = total;
  ++calls;
  return 0;
}

static void told_to_the_end(const char* what, uint64_t total) {
  uint64_t done = 0, of = 0;
  CHECK_OK(weir_control_progress(control, &done, &of));
  if (calls == 0 || last_done != last_total || last_total != total || done != of || of != total) {
    fprintf(stderr, "%s: told %lu times, at last %lu of %lu; to be asked: %lu of %lu\n", what,
            (unsigned long)calls, (unsigned long)last_done, (unsigned long)last_total,
            (unsigned long)done, (unsigned long)of);
    exit(1);
  }
  calls = 0;
}

static uint64_t file_exists(const char* path) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return 0;
  fclose(file);
  return 1;
}

static void tiles(const char* path, const char* copy) {
  weir_synthetic_options options;
  weir_tile* tile = NULL;
  uint8_t* classes = (uint8_t*)calloc(POINTS, 1);
  CHECK(classes != NULL);
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.point_count = POINTS;
  CHECK_ERROR(weir_synthetic_write(path, &options, cancelled), WEIR_E_CANCELLED, "cancelled");
  options.point_count = 10; /* less than a step */
  CHECK_ERROR(weir_synthetic_write(path, &options, cancelled), WEIR_E_CANCELLED, "cancelled");
  CHECK(!file_exists(path));
  CHECK_OK(weir_synthetic_write(path, &options, control));
  told_to_the_end("weir_synthetic_write, few points", 10);
  options.point_count = 65536; /* exactly one step */
  CHECK_OK(weir_synthetic_write(path, &options, control));
  told_to_the_end("weir_synthetic_write, one step", 65536);
  options.point_count = POINTS;
  CHECK_OK(weir_synthetic_write(path, &options, control));
  told_to_the_end("weir_synthetic_write", POINTS);
  CHECK_OK(weir_tile_open(runtime, path, &tile));
  CHECK_STATUS(weir_tile_write(tile, copy, classes, POINTS, cancelled), WEIR_E_CANCELLED);
  CHECK(!file_exists(copy));
  CHECK_OK(weir_tile_write(tile, copy, classes, POINTS, control));
  told_to_the_end("weir_tile_write", POINTS);
  weir_tile_free(tile);
  free(classes);
}

static void points(const double* xyz, const char* picture) {
  weir_neighbors* neighbors = NULL;
  weir_features* features = NULL;
  weir_features_options options;
  uint8_t* classes = (uint8_t*)calloc(POINTS, 1);
  uint64_t* near = (uint64_t*)calloc(POINTS, sizeof *near);
  uint32_t lod;
  weir_status status;
  CHECK(classes != NULL && near != NULL);
  CHECK_STATUS(weir_neighbors_create(runtime, xyz, POINTS, cancelled, &neighbors),
               WEIR_E_CANCELLED);
  CHECK_OK(weir_neighbors_create(runtime, xyz, POINTS, control, &neighbors));
  told_to_the_end("weir_neighbors_create", POINTS);
  CHECK_STATUS(weir_neighbors_nearest(neighbors, xyz, POINTS, 1, cancelled, near, NULL),
               WEIR_E_CANCELLED);
  CHECK_OK(weir_neighbors_nearest(neighbors, xyz, POINTS, 1, control, near, NULL));
  told_to_the_end("weir_neighbors_nearest", POINTS);
  weir_neighbors_free(neighbors);
  for (lod = WEIR_LOD_MINIMAL; lod <= WEIR_LOD_FULL; lod += WEIR_LOD_FULL - WEIR_LOD_MINIMAL) {
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.lod = lod;
    CHECK_STATUS(weir_features_create(runtime, xyz, POINTS, &options, cancelled, &features),
                 WEIR_E_CANCELLED);
    CHECK_OK(weir_features_create(runtime, xyz, POINTS, &options, control, &features));
    told_to_the_end("weir_features_create", 2 * POINTS);
    CHECK_STATUS(weir_features_classify(features, NULL, cancelled, classes, POINTS),
                 WEIR_E_CANCELLED);
    CHECK_OK(weir_features_classify(features, NULL, control, classes, POINTS));
    told_to_the_end("weir_features_classify", POINTS);
    weir_features_free(features);
  }
  status = weir_picture_write(runtime, picture, xyz, classes, POINTS, NULL, control);
  if (status == WEIR_OK) {
    told_to_the_end("weir_picture_write", 3);
    CHECK_STATUS(weir_picture_write(runtime, picture, xyz, classes, POINTS, NULL, cancelled),
                 WEIR_E_CANCELLED);
    CHECK_STATUS(weir_picture_write(runtime, picture, NULL, NULL, 0, NULL, cancelled),
                 WEIR_E_CANCELLED);
    CHECK_OK(weir_picture_write(runtime, picture, NULL, NULL, 0, NULL, control));
    told_to_the_end("weir_picture_write, no points", 3);
  } else {
    CHECK_STATUS(status, WEIR_E_UNSUPPORTED); /* a build without libpng */
    calls = 0;
  }
  free(classes);
  free(near);
}

static void batches(void) {
  static const uint64_t shape[1] = {100};
  enum { PAIRS = 300 };
  static double from[100], to[PAIRS][100];
  weir_array src[PAIRS], dst[PAIRS];
  weir_stream_pool* pool = NULL;
  weir_ticket* ticket = NULL;
  int i;
  for (i = 0; i < PAIRS; ++i) {
    const weir_array array = {sizeof array, WEIR_F64, 1, WEIR_SPACE_HOST, from, shape, NULL};
    src[i] = dst[i] = array;
    dst[i].data = to[i];
  }
  dst[7].ndim = 0; /* a misfit is a step too */
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &pool));
  CHECK_STATUS(weir_stream_pool_batch(pool, src, dst, PAIRS, cancelled, &ticket), WEIR_E_CANCELLED);
  CHECK_OK(weir_stream_pool_batch(pool, src, dst, PAIRS, control, &ticket));
  CHECK_STATUS(weir_ticket_wait(ticket, WEIR_FOREVER), WEIR_E_PARTIAL);
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  told_to_the_end("weir_stream_pool_batch", PAIRS);
  weir_ticket_free(ticket);
  weir_stream_pool_free(pool);
}

int main(void) {
  char* const path = temporary_path(".las");
  char* const copy = temporary_path(".copy.las");
  char* const picture = temporary_path(".png");
  weir_tile* tile = NULL;
  double* xyz = (double*)malloc(3 * POINTS * sizeof *xyz);
  CHECK(xyz != NULL);
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_on_progress(control, hear, &calls, NULL));
  CHECK_OK(weir_control_create(&cancelled));
  CHECK_OK(weir_control_cancel(cancelled));
  tiles(path, copy);
  CHECK_OK(weir_tile_open(runtime, path, &tile));
  CHECK_OK(weir_tile_read(tile, WEIR_POINT_XYZ, 0, POINTS, xyz, 3 * POINTS * sizeof *xyz));
  weir_tile_free(tile);
  points(xyz, picture);
  batches();
  weir_control_free(control);
  weir_control_free(cancelled);
  weir_runtime_free(runtime);
  remove(path);
  remove(copy);
  remove(picture);
  free(path);
  free(copy);
  free(picture);
  free(xyz);
  return 0;
}
