// SPDX-License-Identifier: Apache-2.0
#include "stream/array.hpp"

#include <algorithm>

namespace weir::stream {
namespace {

struct Row {
  const char* name;
  uint32_t size;
};
constexpr Row kDtypes[] = {
    {"?", 0},   {"u8", 1},  {"i8", 1},  {"u16", 2},   {"i16", 2},
    {"u32", 4}, {"i32", 4}, {"u64", 8}, {"i64", 8},   {"f16", 2},
    {"f32", 4}, {"f64", 8}, {"c64", 8}, {"c128", 16}, {"bool", 1},
};

const Row& row(Dtype dtype) {
  const auto number = static_cast<uint32_t>(dtype);
  return kDtypes[number <= static_cast<uint32_t>(Dtype::last) ? number : 0];
}

}  // namespace

uint32_t dtype_size(Dtype dtype) noexcept {
  return row(dtype).size;
}
const char* dtype_name(Dtype dtype) noexcept {
  return row(dtype).name;
}

std::string describe(const Array& array) {
  std::string text = "(";
  for (uint32_t i = 0; array.shape != nullptr && i < std::min(array.ndim, kMaxDims); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(array.shape[i]);
  }
  return text + ") " + dtype_name(array.dtype);
}

}  // namespace weir::stream
