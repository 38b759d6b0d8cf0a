/* SPDX-License-Identifier: Apache-2.0 */
/* points_file.h: files that only this process uses. */
#ifndef WEIR_TESTS_POINTS_FILE_H
#define WEIR_TESTS_POINTS_FILE_H

#include <unistd.h>

#include "check.h"

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
