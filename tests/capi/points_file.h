/* SPDX-License-Identifier: Apache-2.0 */
/* points_file.h: a small LAS 1.2 file of format 0, written by hand. */
#ifndef WEIR_TESTS_POINTS_FILE_H
#define WEIR_TESTS_POINTS_FILE_H

#include <unistd.h>

#include "check.h"

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

/* A name in the temporary folder that no other test process uses. */
static char* temporary_path(const char* suffix) {
  static unsigned counter = 0;
  const char* folder = getenv("TMPDIR");
  char* path = (char*)malloc(1024);
  CHECK(path != NULL);
  snprintf(path, 1024, "%s/weir-capi-%ld-%u%s", folder != NULL ? folder : "/tmp", (long)getpid(),
           counter++, suffix);
  return path;
}

#endif
