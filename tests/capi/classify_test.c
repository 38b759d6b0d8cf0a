/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program makes a tile, classifies it, writes it with its classes and draws it; misuse
 * gets its answer. */
#include "points_file.h"

enum { COUNT = 20000 };

static weir_runtime* runtime;
static char* path;
static double* xyz;
static uint8_t *stored, *classes;

static void read_tile(const char* from, uint8_t* into) {
  weir_tile* tile = NULL;
  weir_tile_info info = {0};
  info.struct_size = sizeof info;
  CHECK_OK(weir_tile_open(runtime, from, &tile));
  CHECK_OK(weir_tile_get_info(tile, &info));
  CHECK(info.point_count == COUNT && info.unit_source == WEIR_UNIT_WKT && info.max_class == 255);
  CHECK_OK(weir_tile_read(tile, WEIR_POINT_XYZ, 0, COUNT, xyz, 24 * COUNT));
  CHECK_OK(weir_tile_read(tile, WEIR_POINT_CLASSIFICATION, 0, COUNT, into, COUNT));
  weir_tile_free(tile);
}

static void make_tile(void) {
  weir_synthetic_options options = {0};
  options.struct_size = sizeof options;
  options.seed = 11;
  options.point_count = COUNT;
  CHECK_OK(weir_synthetic_write(path, &options, NULL));
  options.density_per_m2 = -1;
  CHECK_ERROR(weir_synthetic_write(path, &options, NULL), WEIR_E_INVALID, "density_per_m2 is -1");
  options.point_count = 200000000;
  CHECK_ERROR(weir_synthetic_write(path, &options, NULL), WEIR_E_INVALID, "point_count");
  CHECK_ERROR(weir_synthetic_write(NULL, NULL, NULL), WEIR_E_INVALID, "path is NULL");
  CHECK_STATUS(weir_synthetic_write("/nowhere/a.las", NULL, NULL), WEIR_E_NOT_FOUND);
  read_tile(path, stored);
}

static void most_points_get_their_true_class(void) {
  weir_features* features = NULL;
  weir_classify_options options = {0};
  int i, right = 0;
  CHECK_OK(weir_features_create(runtime, xyz, COUNT, NULL, NULL, &features));
  CHECK_OK(weir_features_classify(features, NULL, NULL, classes, COUNT));
  for (i = 0; i < COUNT; ++i) right += classes[i] == stored[i];
  CHECK(right > COUNT * 98 / 100);
  options.struct_size = sizeof options;
  options.alone_m = -2;
  CHECK_ERROR(weir_features_classify(features, &options, NULL, classes, COUNT), WEIR_E_INVALID,
              "alone_m is -2");
  CHECK_ERROR(weir_features_classify(features, NULL, NULL, classes, COUNT - 1), WEIR_E_INVALID,
              "class_count is 19999");
  CHECK_ERROR(weir_features_classify(features, NULL, NULL, NULL, COUNT), WEIR_E_INVALID,
              "classes is NULL");
  CHECK_ERROR(weir_features_classify(NULL, NULL, NULL, classes, COUNT), WEIR_E_INVALID,
              "features is NULL");
  weir_features_free(features);
  CHECK(strcmp(weir_class_name(WEIR_CLASS_BUILDING), "building") == 0);
  CHECK(strcmp(weir_class_name(99), "other") == 0);
}

static void the_classes_are_written(void) {
  char* copy = temporary_path(".las");
  uint8_t* again = (uint8_t*)malloc(COUNT);
  weir_tile* tile = NULL;
  weir_control* control = NULL;
  uint64_t done = 0, total = 0;
  CHECK_OK(weir_tile_open(runtime, path, &tile));
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_tile_write(tile, copy, classes, COUNT, control));
  CHECK_OK(weir_control_progress(control, &done, &total));
  CHECK(done == COUNT && total == COUNT);
  read_tile(copy, again);
  CHECK(memcmp(again, classes, COUNT) == 0);
  CHECK_ERROR(weir_tile_write(tile, copy, classes, 3, NULL), WEIR_E_INVALID, "3 classes");
  CHECK_ERROR(weir_tile_write(tile, NULL, classes, COUNT, NULL), WEIR_E_INVALID, "path is NULL");
  CHECK_ERROR(weir_tile_write(tile, copy, NULL, COUNT, NULL), WEIR_E_INVALID, "classes is NULL");
  weir_control_free(control);
  weir_tile_free(tile);
  remove(copy);
  free(copy);
  free(again);
}

static void a_picture_is_drawn(void) {
  char* picture = temporary_path(".png");
  unsigned char head[8];
  weir_picture_options options = {0};
  weir_status status;
  FILE* file;
  options.struct_size = sizeof options;
  options.longest_side_px = 300;
  status = weir_picture_write(runtime, picture, xyz, classes, COUNT, &options, NULL);
  if (status == WEIR_E_UNSUPPORTED) {
    CHECK(strstr(weir_last_error(), "-Dpng=enabled") != NULL);
  } else {
    CHECK_OK(status);
    file = fopen(picture, "rb");
    CHECK(file != NULL && fread(head, 1, 8, file) == 8 && fclose(file) == 0);
    CHECK(memcmp(head, "\x89PNG", 4) == 0);
    CHECK_STATUS(weir_picture_write(runtime, "/nowhere/a.png", xyz, classes, COUNT, NULL, NULL),
                 WEIR_E_NOT_FOUND);
  }
  options.longest_side_px = 1;
  CHECK_ERROR(weir_picture_write(runtime, picture, xyz, classes, COUNT, &options, NULL),
              WEIR_E_INVALID, "longest_side_px is 1");
  CHECK_ERROR(weir_picture_write(runtime, picture, NULL, classes, COUNT, NULL, NULL),
              WEIR_E_INVALID, "xyz is NULL");
  remove(picture);
  free(picture);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  path = temporary_path(".las");
  xyz = (double*)malloc(24 * COUNT);
  stored = (uint8_t*)malloc(COUNT);
  classes = (uint8_t*)malloc(COUNT);
  make_tile();
  most_points_get_their_true_class();
  the_classes_are_written();
  a_picture_is_drawn();
  remove(path);
  free(path);
  free(xyz);
  free(stored);
  free(classes);
  weir_runtime_free(runtime);
  return 0;
}
