/* SPDX-License-Identifier: Apache-2.0 */
/* What every promise file uses. C99 has no _Static_assert: a negative array size stops the
 * compiler. */
#ifndef WEIR_PROMISE_H
#define WEIR_PROMISE_H

#include "weir.h"

#define PROMISE_JOIN(a, b) a##b
#define PROMISE_NAME(line) PROMISE_JOIN(promise_, line)
#define PROMISE(condition) extern char PROMISE_NAME(__LINE__)[(condition) ? 1 : -1]

/* A field of a public struct stays where it is and what it is. */
#define PROMISE_FIELD(type, field, offset, field_type) \
  PROMISE(offsetof(type, field) == (offset) &&         \
          __builtin_types_compatible_p(__typeof__(((type*)0)->field), field_type))

/* Taking its address proves that the library still exports the function. */
typedef void (*promise_fn)(void);

#endif
