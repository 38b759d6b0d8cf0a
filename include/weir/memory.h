/* SPDX-License-Identifier: Apache-2.0 */
/* weir/memory.h: bytes with an owner.
 *
 * A weir_buffer is how the library hands out bytes that it made: a text, a
 * report, or memory that a runtime's budget pays for. Its address and size never
 * change, and it stays good until you free it, whatever became of the thing it
 * came from.
 */
#ifndef WEIR_MEMORY_H
#define WEIR_MEMORY_H

#include "weir/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What everything else is made in: see weir/runtime.h. */
typedef struct weir_runtime weir_runtime;

/* Bytes with an owner.
 *
 * Threads: Shared. Who writes the bytes while others read them is up to you.
 */
typedef struct weir_buffer weir_buffer;

/* Makes a buffer that holds a copy of your bytes.
 *
 * For texts and small things: it belongs to no runtime and no budget. One byte
 * past the size is a zero, so a copy of a text is a C string.
 *
 * Copies: data.
 * Gives: buffer_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL buffer_out, or NULL data of a size above zero;
 *         WEIR_E_NO_MEMORY.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_buffer_copy(const void* data, size_t data_size, weir_buffer** buffer_out);

/* Tells where a buffer's bytes are.
 *
 * Never NULL for a buffer, even one of size zero. When the buffer came from the
 * library as a text, one byte past the size is a zero.
 *
 * Lends: the bytes, yours to read and write until weir_buffer_free().
 * Errors: none; NULL or a handle of another type gives NULL.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void* weir_buffer_data(const weir_buffer* buffer);

/* Tells a buffer's size in bytes, without the zero that ends a text.
 *
 * Errors: none; NULL or a handle of another type gives 0.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API size_t weir_buffer_size(const weir_buffer* buffer);

/* Ends a buffer and gives its bytes back. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Threads: any, also another one than the maker's.
 * Since: 1.0
 */
WEIR_API void weir_buffer_free(weir_buffer* buffer);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_MEMORY_H */
