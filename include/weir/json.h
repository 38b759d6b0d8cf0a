/* SPDX-License-Identifier: Apache-2.0 */
/* weir/json.h: JSON, read strictly.
 *
 * A configuration that two programs read differently is a defect waiting for its
 * day, so the reader takes what RFC 8259 describes and nothing more generous.
 * Refused, with line, column, the pointer to the place and what to do about it:
 * comments, trailing commas, text after the end, 01, NaN, a byte order mark,
 * invalid UTF-8; and, because no program could tell which one was meant or could
 * carry the value whole: the same key twice in an object, \u0000, half a
 * surrogate pair, numbers outside the range of a double.
 *
 * Numbers are doubles, as everywhere in JSON, with one exception: an integer
 * written without fraction or exponent keeps every digit, also past 2^53, and is
 * written back as it was.
 *
 * Places are named by RFC 6901 pointers: "" is the whole value, "/a/0/b" the
 * member b of the first item of the member a; inside a name ~0 is ~ and ~1 is /.
 * Names match byte by byte: "Size" is not "size".
 *
 * Limits: 512 levels of nesting, 2 GiB of text; past them WEIR_E_LIMIT.
 */
#ifndef WEIR_JSON_H
#define WEIR_JSON_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A JSON value that was read from a text.
 *
 * Threads: Frozen. It never changes; any number of threads may read it.
 */
typedef struct weir_json weir_json;

enum weir_json_type {
  WEIR_JSON_NULL = 1,
  WEIR_JSON_BOOL = 2,
  WEIR_JSON_NUMBER = 3,
  WEIR_JSON_STRING = 4,
  WEIR_JSON_ARRAY = 5,
  WEIR_JSON_OBJECT = 6
};

/* How weir_json_write() writes; 0 is compact, on one line. */
enum weir_json_style {
  WEIR_JSON_PRETTY = 1,   /* two spaces a level, one member a line */
  WEIR_JSON_CANONICAL = 2 /* as RFC 8785: one text for one value, keys sorted */
};

/* Reads a text.
 *
 * Borrows: text.
 * Gives: json_out, to be ended with weir_json_free().
 * Errors: WEIR_E_PARSE with "line 3, column 7, at /a/0: ...";
 *         WEIR_E_LIMIT past the limits named above;
 *         WEIR_E_INVALID for a NULL text (unless text_size is 0) or json_out;
 *         WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_parse(const char* text, size_t text_size, weir_json** json_out);

/* Reads a file, whole.
 *
 * Borrows: path.
 * Gives: json_out, to be ended with weir_json_free().
 * Blocks: while the file is read.
 * Errors: as weir_json_parse(), with the path before the line;
 *         WEIR_E_NOT_FOUND when there is no such file; WEIR_E_IO when it cannot be read.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_read_file(const char* path, weir_json** json_out);

/* Ends a value. What it lent goes with it. NULL is fine.
 *
 * Errors: none.
 * Since: 1.0
 */
WEIR_API void weir_json_free(weir_json* json);

/* Tells which type (WEIR_JSON_*) the value at `pointer` has.
 *
 * Borrows: pointer.
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID for a NULL argument or a pointer that is not one.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_type_at(const weir_json* json, const char* pointer,
                                       uint32_t* type_out);

/* Gets true (1) or false (0).
 *
 * Nothing there leaves *value_out as it was, so a default written there before
 * the call stays. The same holds for every other get.
 *
 * Borrows: pointer.
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID when it is not a boolean: numbers and texts are not read as one.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_get_bool(const weir_json* json, const char* pointer,
                                        int32_t* value_out);

/* Gets a whole number, exactly. 5, 5.0 and 5e0 are the same whole number.
 *
 * Borrows: pointer.
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID when it is not a number, or has a fraction;
 *         WEIR_E_LIMIT when it does not fit.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_get_int64(const weir_json* json, const char* pointer,
                                         int64_t* value_out);

/* Gets a number as the double nearest to it.
 *
 * Borrows: pointer.
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID when it is not a number.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_get_double(const weir_json* json, const char* pointer,
                                          double* value_out);

/* Gets a text. It is UTF-8, holds no NUL inside and has one after its end.
 *
 * Borrows: pointer.
 * Lends: text_out, until weir_json_free().
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID when it is not a string. text_size_out may be NULL.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_get_string(const weir_json* json, const char* pointer,
                                          const char** text_out, size_t* text_size_out);

/* Counts the items of an array or the members of an object.
 *
 * Borrows: pointer.
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID when it is neither an array nor an object.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_get_count(const weir_json* json, const char* pointer,
                                         uint64_t* count_out);

/* Gets the name of an object's member, counted from 0 in the order of the text.
 *
 * Borrows: pointer.
 * Lends: key_out, until weir_json_free(); like a text, it has a NUL after its end.
 * Errors: WEIR_MISS when nothing is at `pointer`, WEIR_END when the object has no
 *         more members (answers);
 *         WEIR_E_INVALID when it is not an object. key_size_out may be NULL.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_get_key(const weir_json* json, const char* pointer, uint64_t index,
                                       const char** key_out, size_t* key_size_out);

/* Writes the value at `pointer` as JSON text.
 *
 * Numbers become the shortest text that reads back as the same number. What was
 * read and written compactly reads back as the same value, always.
 *
 * Borrows: pointer.
 * Gives: text_out, to be ended with weir_buffer_free().
 * Errors: WEIR_MISS when nothing is there (an answer);
 *         WEIR_E_INVALID for flags that are not one WEIR_JSON_PRETTY or
 *         WEIR_JSON_CANONICAL or 0; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_json_write(const weir_json* json, const char* pointer, uint32_t flags,
                                     weir_buffer** text_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_JSON_H */
