// SPDX-License-Identifier: Apache-2.0
// A caller's weir_array as the core knows it.
#pragma once

#include <cstring>

#include "api/options.hpp"
#include "base/status.hpp"
#include "stream/pool.hpp"
#include "weir/array.h"

namespace weir::api {

static_assert(static_cast<uint32_t>(stream::Dtype::u8) == WEIR_U8 &&
              static_cast<uint32_t>(stream::Dtype::f16) == WEIR_F16 &&
              static_cast<uint32_t>(stream::Dtype::f64) == WEIR_F64 &&
              static_cast<uint32_t>(stream::Dtype::boolean) == WEIR_BOOL);
static_assert(static_cast<uint32_t>(device::kHost) == WEIR_SPACE_HOST &&
              static_cast<uint32_t>(device::kDevice) == WEIR_SPACE_DEVICE);

// The arrays of a batch lie struct_size apart: the caller's size, whatever ours is. Every one must
// be as large as the first version of the struct.
class Arrays {
 public:
  // No arrays need no address: an empty vector's is NULL in most languages.
  Arrays(const weir_array* first, size_t count, const char* name) : first_(first), name_(name) {
    if (count == 0) return;
    if (first == nullptr) fail(Status::invalid, "%s is NULL", name);
    std::memcpy(&step_, first, sizeof step_);
    if (step_ < sizeof(weir_array)) {
      fail(Status::invalid, "%s->struct_size is %u: write sizeof(weir_array) into it", name, step_);
    }
    check_size_limit(step_);
  }

  stream::Array at(size_t index) const {
    weir_array theirs;
    const unsigned char* at = reinterpret_cast<const unsigned char*>(first_) + index * step_;
    std::memcpy(&theirs, at, sizeof theirs);
    if (theirs.struct_size != step_) {
      fail(Status::invalid, "%s[%zu].struct_size is %u, and that of the first is %u", name_, index,
           theirs.struct_size, step_);
    }
    check_tail(at, sizeof theirs, step_);
    return {static_cast<stream::Dtype>(theirs.dtype),
            theirs.ndim,
            static_cast<device::Space>(theirs.space),
            theirs.data,
            theirs.shape,
            theirs.strides_bytes};
  }

 private:
  const weir_array* first_;
  const char* name_;
  uint32_t step_ = 0;
};

// src[i] and dst[i] of a batch; the caller's memory, read when asked.
class ArrayPairs {
 public:
  ArrayPairs(const weir_array* src, const weir_array* dst, size_t count)
      : sources_(src, count, "src"), targets_(dst, count, "dst") {}
  stream::Pool::PairAt at() const {
    return [this](size_t i) { return stream::Pool::Pair{sources_.at(i), targets_.at(i)}; };
  }

 private:
  const Arrays sources_;
  const Arrays targets_;
};

inline stream::Pool::Pair read_pair(const weir_array* src, const weir_array* dst) {
  return {Arrays(src, 1, "src").at(0), Arrays(dst, 1, "dst").at(0)};
}

}  // namespace weir::api
