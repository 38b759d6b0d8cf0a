/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program reads a LAS tile, and every misuse and damage gets its answer. */
#include "points_file.h"

/* A small LAS 1.2 file of format 0, written by hand. */
static void put_bytes(unsigned char* at, uint64_t value, int size) {
  for (; size > 0; --size, value >>= 8) *at++ = (unsigned char)value;
}

static void put_double(unsigned char* at, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  put_bytes(at, bits, 8);
}

/* `count` points along the diagonal, 0.1 apart, of classes 1, 2, 3...; then zero_size bytes of the
 * file are set to zero from zero_at on. */
static void write_las_file(const char* path, uint32_t count, size_t zero_at, size_t zero_size) {
  const size_t size = 227 + 20 * (size_t)count;
  unsigned char* bytes = (unsigned char*)calloc(1, size);
  FILE* file = fopen(path, "wb");
  uint32_t i;
  int axis;
  CHECK(bytes != NULL && file != NULL);
  memcpy(bytes, "LASF", 4);
  bytes[24] = 1;
  bytes[25] = 2;
  put_bytes(bytes + 94, 227, 2);
  put_bytes(bytes + 96, 227, 4);
  put_bytes(bytes + 105, 20, 2);
  put_bytes(bytes + 107, count, 4);
  for (axis = 0; axis < 3; ++axis) {
    put_double(bytes + 131 + 8 * axis, 0.01);
    for (i = 0; i < count; ++i) put_bytes(bytes + 227 + 20 * i + 4 * axis, 10 * i, 4);
  }
  for (i = 0; i < count; ++i) bytes[227 + 20 * i + 15] = (unsigned char)(i + 1);
  memset(bytes + zero_at, 0, zero_size);
  CHECK(fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
  free(bytes);
}

static weir_runtime* runtime;
static char* path;

static void a_tile_reads_back(void) {
  weir_tile* tile = NULL;
  weir_tile_info info = {0};
  double xyz[9];
  uint8_t classes[3];
  double times[3];
  info.struct_size = sizeof info;
  CHECK_OK(weir_tile_open(runtime, path, &tile));
  CHECK_OK(weir_tile_get_info(tile, &info));
  CHECK(info.point_count == 3 && info.version_minor == 2 && info.point_format == 0);
  CHECK(info.units_per_metre == 1 && info.unit_source == WEIR_UNIT_ASSUMED && info.max_class == 31);
  CHECK_OK(weir_tile_read(tile, WEIR_POINT_XYZ, 0, 3, xyz, sizeof xyz));
  CHECK_NEAR(xyz[3], 0.1, 1e-12);
  CHECK_OK(weir_tile_read(tile, WEIR_POINT_CLASSIFICATION, 1, 2, classes, sizeof classes));
  CHECK(classes[0] == 2);
  CHECK_STATUS(weir_tile_read(tile, WEIR_POINT_GPS_TIME, 0, 3, times, sizeof times), WEIR_MISS);
  CHECK_ERROR(weir_tile_read(tile, 0, 0, 3, xyz, sizeof xyz), WEIR_E_INVALID, "field 0");
  CHECK_ERROR(weir_tile_read(tile, WEIR_POINT_XYZ, 2, 2, xyz, sizeof xyz), WEIR_E_INVALID,
              "and it has 3");
  CHECK_ERROR(weir_tile_read(tile, WEIR_POINT_XYZ, 0, 3, NULL, 99), WEIR_E_INVALID,
              "values is NULL");
  CHECK_ERROR(weir_tile_read(tile, WEIR_POINT_XYZ, 0, 3, xyz, 71), WEIR_E_TOO_SMALL, "72");
  info.struct_size = 0;
  CHECK_ERROR(weir_tile_get_info(tile, &info), WEIR_E_INVALID, "struct_size");
  weir_tile_free(tile);
}

static void damage_and_misuse_get_answers(void) {
  weir_tile* tile = (weir_tile*)&tile;
  CHECK_ERROR(weir_tile_open(runtime, "/nowhere/at/all.las", &tile), WEIR_E_NOT_FOUND,
              "/nowhere/at/all.las");
  CHECK(tile == NULL);
  CHECK_ERROR(weir_tile_open(NULL, path, &tile), WEIR_E_INVALID, "runtime is NULL");
  CHECK_ERROR(weir_tile_open(runtime, NULL, &tile), WEIR_E_INVALID, "path is NULL");
  CHECK_ERROR(weir_tile_open(runtime, path, NULL), WEIR_E_INVALID, "tile_out is NULL");
  CHECK_ERROR(weir_tile_get_info(NULL, NULL), WEIR_E_INVALID, "tile is NULL");
  write_las_file(path, 3, 131 /* the X scale */, 8);
  CHECK_ERROR(weir_tile_open(runtime, path, &tile), WEIR_E_PARSE, "the X scale at byte 131");
  weir_tile_free(NULL);
}

static void a_tile_outlives_its_runtime_closed(void) {
  weir_runtime* other = NULL;
  weir_tile* tile = NULL;
  uint8_t class_of_first = 0;
  write_las_file(path, 3, 0, 0);
  CHECK_OK(weir_runtime_create(NULL, &other));
  CHECK_OK(weir_tile_open(other, path, &tile));
  CHECK_OK(weir_runtime_shutdown(other));
  weir_runtime_free(other);
  CHECK_STATUS(weir_tile_read(tile, WEIR_POINT_CLASSIFICATION, 0, 1, &class_of_first, 1),
               WEIR_E_CLOSED);
  weir_tile_free(tile);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  path = temporary_path(".las");
  write_las_file(path, 3, 0, 0);
  a_tile_reads_back();
  damage_and_misuse_get_answers();
  a_tile_outlives_its_runtime_closed();
  remove(path);
  free(path);
  weir_runtime_free(runtime);
  return 0;
}
