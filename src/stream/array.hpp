// SPDX-License-Identifier: Apache-2.0
// An n-dimensional array as a caller describes it: where it begins, what it holds, how far apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "device/table.hpp"

namespace weir::stream {

inline constexpr uint32_t kMaxDims = 32;

// The numbers of enum weir_dtype.
enum class Dtype : uint32_t {
  u8 = 1,
  i8,
  u16,
  i16,
  u32,
  i32,
  u64,
  i64,
  f16,
  f32,
  f64,
  c64,
  c128,
  boolean,
  last = boolean
};

// Bytes of one element; 0 for a number that is no dtype.
uint32_t dtype_size(Dtype dtype) noexcept;
const char* dtype_name(Dtype dtype) noexcept;

// Borrows everything it points at. `strides` may be NULL: rows one after another, as in C.
struct Array {
  Dtype dtype;
  uint32_t ndim;
  device::Space space;
  void* data;
  const uint64_t* shape;
  const int64_t* strides;  // bytes
};

// "(500, 3) f64": for messages.
std::string describe(const Array& array);

}  // namespace weir::stream
