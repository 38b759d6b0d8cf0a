/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/array.h. Never edit a line; only add. */
#include "promise.h"

PROMISE(WEIR_U8 == 1);
PROMISE(WEIR_I8 == 2);
PROMISE(WEIR_U16 == 3);
PROMISE(WEIR_I16 == 4);
PROMISE(WEIR_U32 == 5);
PROMISE(WEIR_I32 == 6);
PROMISE(WEIR_U64 == 7);
PROMISE(WEIR_I64 == 8);
PROMISE(WEIR_F16 == 9);
PROMISE(WEIR_F32 == 10);
PROMISE(WEIR_F64 == 11);
PROMISE(WEIR_C64 == 12);
PROMISE(WEIR_C128 == 13);
PROMISE(WEIR_BOOL == 14);
PROMISE(WEIR_SPACE_HOST == 0);
PROMISE(WEIR_SPACE_DEVICE == 1);
PROMISE(sizeof(weir_array) >= 40);
PROMISE_FIELD(weir_array, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_array, dtype, 4, uint32_t);
PROMISE_FIELD(weir_array, ndim, 8, uint32_t);
PROMISE_FIELD(weir_array, space, 12, uint32_t);
PROMISE_FIELD(weir_array, data, 16, void*);
PROMISE_FIELD(weir_array, shape, 24, const uint64_t*);
PROMISE_FIELD(weir_array, strides_bytes, 32, const int64_t*);
