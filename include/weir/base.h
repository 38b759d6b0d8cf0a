/* SPDX-License-Identifier: Apache-2.0 */
/* weir/base.h: what every other header stands on.
 *
 * How to read this library. Things you hold are opaque: you make them with a
 * `create` (or `open`, `parse`) call and end them with `free`. Calls that can
 * fail return a weir_status: zero is done, a positive value is an ordinary
 * answer such as WEIR_MISS, a negative value is an error whose story
 * weir_last_error() tells. Sizes are bytes, times are nanoseconds, text is
 * UTF-8 and paths are what the operating system takes.
 *
 * You may free things in any order: whatever was made from another thing keeps
 * what it needs of it. Freeing NULL does nothing.
 *
 * Comments use five words for ownership. Borrows: read during the call only.
 * Copies: yours again when the call returns. Takes: the library's from success
 * on, still yours on failure. Lends: a pointer that stays the library's. Gives:
 * a thing you must end with the named function.
 *
 * Options are plain structs. The first field, struct_size, is set by you to
 * sizeof the struct as you compiled it; every other field may be zero, and zero
 * means the default. NULL options mean all defaults. Structs that the library
 * fills in start with the same field and follow the same rule.
 *
 * "Errors:" lists what a call has to say for itself. Beside that, whatever returns a
 * weir_status may say WEIR_E_NO_MEMORY, when not even the words of its answer find
 * room, and WEIR_E_INTERNAL.
 *
 * On an error every handle output is NULL and every other output is untouched.
 * Misuse the library can see (NULL, a handle of another type, struct_size not
 * set) is WEIR_E_INVALID. Using a handle after its free is undefined.
 */
#ifndef WEIR_BASE_H
#define WEIR_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(SWIG) || !defined(__GNUC__)
#define WEIR_API
#else
#define WEIR_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The number of the binary interface these headers describe. A program that
 * loads the library by name compares it with weir_abi_version(). */
enum weir_abi { WEIR_ABI_VERSION = 1 };

/* The outcome of a call. Below zero: an error. Callers treat an unknown negative
 * value as an error and an unknown positive one as done. */
typedef int32_t weir_status;

enum weir_status_code {
  WEIR_OK = 0,       /* done */
  WEIR_MISS = 1,     /* nothing there under this name: an answer */
  WEIR_AGAIN = 2,    /* not yet: time ran out, or the work is still running */
  WEIR_END = 3,      /* no more of them */
  WEIR_REJECTED = 4, /* examined, and not valid: the report says why */

  WEIR_E_INVALID = -1,     /* an argument is wrong; nothing was done */
  WEIR_E_NO_MEMORY = -2,   /* the budget or the machine has no more, after reclaiming */
  WEIR_E_CLOSED = -3,      /* shut down, or made before fork() in the parent */
  WEIR_E_UNSUPPORTED = -4, /* this build, version or device cannot do it */
  WEIR_E_IO = -5,          /* a file, pipe or disk said no */
  WEIR_E_PARSE = -6,       /* the data does not follow its format */
  WEIR_E_NOT_FOUND = -7,   /* a file or a thing that had to be there is not */
  WEIR_E_TOO_SMALL = -8,   /* the caller's buffer is too small; the size needed is given */
  WEIR_E_CANCELLED = -9,   /* stopped because the caller asked */
  WEIR_E_CALLBACK = -10,   /* the caller's callback failed or threw */
  WEIR_E_DEVICE = -11,     /* the device failed */
  WEIR_E_LIMIT = -12,      /* a stated limit (depth, count, size) was passed */
  WEIR_E_PARTIAL = -13,    /* some items failed: ask each item's status */
  WEIR_E_INTERNAL = -14    /* a defect in the library: please report it */
};

/* Waits that never give up. */
static const uint64_t WEIR_FOREVER = 0xFFFFFFFFFFFFFFFFu;

/* How much a message matters: log lines and validation findings use it. */
enum weir_level {
  WEIR_LEVEL_DEBUG = 1,
  WEIR_LEVEL_INFO = 2,
  WEIR_LEVEL_WARNING = 3,
  WEIR_LEVEL_ERROR = 4
};

/* Ends what a callback registration was given as `user`. Called exactly once,
 * also when the registration fails; never called when it is NULL. */
typedef void (*weir_user_free)(void* user);

/* Tells the name of a status, such as "WEIR_E_INVALID".
 *
 * An unknown value gives "WEIR_E_UNKNOWN" when negative and "WEIR_UNKNOWN" when not.
 *
 * Lends: the name, for the life of the process.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API const char* weir_status_name(weir_status status);

/* Tells what went wrong in this thread's most recent failing call.
 *
 * For people, not for parsing: decide by status, explain by text. A call that
 * succeeds leaves the text as it was. Never NULL; empty before the first error.
 * At most 511 bytes; longer stories end in "...".
 *
 * Lends: the text, until this thread's next failing call.
 * Errors: none.
 * Threads: each thread has its own text.
 * Since: 1.0
 */
WEIR_API const char* weir_last_error(void);

/* Tells the ABI number of the library that is loaded, to be compared with
 * WEIR_ABI_VERSION. Equal numbers mean every call in these headers behaves as
 * written here; later libraries of the same number only add.
 *
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API uint32_t weir_abi_version(void);

/* Tells the product version as text, such as "0.1.0".
 *
 * Lends: the text, for the life of the process.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API const char* weir_version(void);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_BASE_H */
