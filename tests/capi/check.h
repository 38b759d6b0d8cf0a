/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: the C tests' only tool. A failed check names its line and ends the test. */
#ifndef WEIR_TESTS_CHECK_H
#define WEIR_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weir.h"

#define CHECK(condition)                                                                       \
  do {                                                                                         \
    if (!(condition)) {                                                                        \
      fprintf(stderr, "%s:%d: failed: %s\n  last error: %s\n", __FILE__, __LINE__, #condition, \
              weir_last_error());                                                              \
      exit(1);                                                                                 \
    }                                                                                          \
  } while (0)

/* The call must answer exactly `expected`. */
#define CHECK_STATUS(call, expected)                                                              \
  do {                                                                                            \
    const weir_status check_got = (call);                                                         \
    if (check_got != (expected)) {                                                                \
      fprintf(stderr, "%s:%d: %s\n  gave %s, not %s\n  last error: %s\n", __FILE__, __LINE__,     \
              #call, weir_status_name(check_got), weir_status_name(expected), weir_last_error()); \
      exit(1);                                                                                    \
    }                                                                                             \
  } while (0)

#define CHECK_OK(call) CHECK_STATUS(call, WEIR_OK)

/* The call must fail as `expected`, with `words` in its text. */
#define CHECK_ERROR(call, expected, words)           \
  do {                                               \
    CHECK_STATUS(call, expected);                    \
    CHECK(strstr(weir_last_error(), words) != NULL); \
  } while (0)

#define CHECK_NEAR(got, want, tolerance) \
  CHECK((got) - (want) <= (tolerance) && (want) - (got) <= (tolerance))

#endif
