/* SPDX-License-Identifier: Apache-2.0 */
/* weir/array.h: arrays of yours, as the library is told of them.
 *
 * A weir_array owns nothing: it says where elements lie, of what kind they are and
 * how far apart. NumPy's arrays, and those of most libraries, can be described so
 * without a copy.
 */
#ifndef WEIR_ARRAY_H
#define WEIR_ARRAY_H

#include "weir/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What an array holds. */
enum weir_dtype {
  WEIR_U8 = 1,
  WEIR_I8 = 2,
  WEIR_U16 = 3,
  WEIR_I16 = 4,
  WEIR_U32 = 5,
  WEIR_I32 = 6,
  WEIR_U64 = 7,
  WEIR_I64 = 8,
  WEIR_F16 = 9,
  WEIR_F32 = 10,
  WEIR_F64 = 11,
  WEIR_C64 = 12,  /* two f32 */
  WEIR_C128 = 13, /* two f64 */
  WEIR_BOOL = 14  /* one byte */
};

/* Where an array lies. With the host as the device both are the same memory. */
enum weir_space { WEIR_SPACE_HOST = 0, WEIR_SPACE_DEVICE = 1 };

/* An array of yours. In an array of these, all must have one struct_size. */
typedef struct weir_array {
  uint32_t struct_size;         /* sizeof(weir_array), as you compiled it */
  uint32_t dtype;               /* WEIR_F64, ... */
  uint32_t ndim;                /* 0 (one element) to 32 */
  uint32_t space;               /* WEIR_SPACE_* */
  void* data;                   /* the first element; may be NULL when there is none */
  const uint64_t* shape;        /* ndim extents; 0 is allowed */
  const int64_t* strides_bytes; /* ndim steps; NULL: rows one after another, as in C */
} weir_array;

#ifdef __cplusplus
}
#endif

#endif /* WEIR_ARRAY_H */
