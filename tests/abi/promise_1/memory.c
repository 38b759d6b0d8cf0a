/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/memory.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_memory[];

weir_status weir_buffer_copy(const void* data, size_t data_size, weir_buffer** buffer_out);
void* weir_buffer_data(const weir_buffer* buffer);
size_t weir_buffer_size(const weir_buffer* buffer);
void weir_buffer_free(weir_buffer* buffer);

const promise_fn promise_memory[] = {
    (promise_fn)weir_buffer_copy,
    (promise_fn)weir_buffer_data,
    (promise_fn)weir_buffer_size,
    (promise_fn)weir_buffer_free,
};
