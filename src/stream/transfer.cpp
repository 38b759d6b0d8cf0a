// SPDX-License-Identifier: Apache-2.0
#include "stream/transfer.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/status.hpp"

namespace weir::stream {
namespace {

void check_array(const Array& array, const char* which) {
  if (dtype_size(array.dtype) == 0) {
    fail(Status::invalid, "%s has dtype %u: 1 (WEIR_U8) to %u (WEIR_BOOL) are dtypes", which,
         static_cast<unsigned>(array.dtype), static_cast<unsigned>(Dtype::last));
  }
  if (array.ndim > kMaxDims) {
    fail(Status::invalid, "%s has %u dimensions; at most %u can be", which, array.ndim, kMaxDims);
  }
  if (array.ndim > 0 && array.shape == nullptr) {
    fail(Status::invalid, "%s has %u dimensions and a NULL shape", which, array.ndim);
  }
  if (array.space != device::kHost && array.space != device::kDevice) {
    fail(Status::invalid, "%s lies in space %u, which is no WEIR_SPACE_ number", which,
         static_cast<unsigned>(array.space));
  }
}

void check_match(const Array& src, const Array& dst) {
  check_array(src, "the source");
  check_array(dst, "the destination");
  if (src.dtype != dst.dtype) {
    fail(Status::invalid, "the source is %s and the destination %s: a transfer converts nothing",
         describe(src).c_str(), describe(dst).c_str());
  }
  if (src.ndim != dst.ndim || !std::equal(src.shape, src.shape + src.ndim, dst.shape)) {
    fail(Status::invalid, "the source is %s and the destination %s: the shapes must be equal",
         describe(src).c_str(), describe(dst).c_str());
  }
}

uint64_t total_bytes(const Array& array) {
  uint64_t bytes = dtype_size(array.dtype);
  bool empty = false;
  for (uint32_t i = 0; i < array.ndim; ++i) empty = empty || array.shape[i] == 0;
  if (empty) return 0;
  for (uint32_t i = 0; i < array.ndim; ++i) {
    if (__builtin_mul_overflow(bytes, array.shape[i], &bytes) || bytes > INT64_MAX) {
      fail(Status::invalid, "an array %s is larger than any memory", describe(array).c_str());
    }
  }
  return bytes;
}

// What one side spans: bytes before its first element, and from there to its end.
struct Span {
  uint64_t below = 0;
  uint64_t above;
};

Span span_of(const Dim* dims, size_t count, uint64_t run, int64_t Dim::*stride) {
  Span span{0, run};
  for (size_t i = 0; i < count; ++i) {
    const int64_t step = dims[i].*stride;
    // The magnitude of the smallest int64_t is no int64_t: negate as unsigned.
    const uint64_t far =
        step < 0 ? uint64_t{0} - static_cast<uint64_t>(step) : static_cast<uint64_t>(step);
    uint64_t reach = 0;
    uint64_t& side = step < 0 ? span.below : span.above;
    if (__builtin_mul_overflow(dims[i].extent - 1, far, &reach) ||
        __builtin_add_overflow(side, reach, &side) || side > INT64_MAX) {
      fail(Status::invalid, "the strides reach further than any memory");
    }
  }
  return span;
}

bool overlap(const std::byte* a, Span a_span, const std::byte* b, Span b_span) {
  const auto a_at = reinterpret_cast<uintptr_t>(a);
  const auto b_at = reinterpret_cast<uintptr_t>(b);
  return a_at - a_span.below < b_at + b_span.above && b_at - b_span.below < a_at + a_span.above;
}

uint64_t magnitude(int64_t stride) {
  return static_cast<uint64_t>(std::llabs(stride));
}

// May two elements of the destination share bytes? Sorted by stride, each dimension must step over
// all that the smaller ones span. (A "yes" may be wrong; it only costs speed.)
bool may_fold(const Dim* dims, size_t count, uint64_t run) {
  Dim sorted[kMaxDims];
  std::copy(dims, dims + count, sorted);
  std::sort(sorted, sorted + count, [](const Dim& a, const Dim& b) {
    return magnitude(a.dst_stride) < magnitude(b.dst_stride);
  });
  uint64_t span = run;
  for (size_t i = 0; i < count; ++i) {
    if (magnitude(sorted[i].dst_stride) < span) return true;
    span += (sorted[i].extent - 1) * magnitude(sorted[i].dst_stride);
  }
  return false;
}

// The caller's dimensions, without those of one element, as (extent, strides).
size_t read_dims(const Array& src, const Array& dst, Dim* dims) {
  const auto item = static_cast<int64_t>(dtype_size(src.dtype));
  int64_t src_next = item;
  int64_t dst_next = item;
  size_t count = 0;
  for (uint32_t i = src.ndim; i-- > 0;) {  // innermost first, as C-order strides are built
    const auto extent = static_cast<int64_t>(src.shape[i]);
    if (extent != 1) {
      dims[count++] = {src.shape[i], dst.strides ? dst.strides[i] : dst_next,
                       src.strides ? src.strides[i] : src_next};
    }
    src_next *= extent;  // cannot overflow: total_bytes() was checked
    dst_next *= extent;
  }
  std::reverse(dims, dims + count);
  return count;
}

// Walks the destination upwards, largest steps outermost: the order memory likes.
void sort_dims(Transfer& transfer, Dim* dims, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    Dim& dim = dims[i];
    if (dim.dst_stride >= 0) continue;
    const auto last = static_cast<int64_t>(dim.extent - 1);
    transfer.dst += last * dim.dst_stride;
    transfer.src += last * dim.src_stride;
    dim.dst_stride = -dim.dst_stride;
    dim.src_stride = -dim.src_stride;
  }
  std::stable_sort(dims, dims + count,
                   [](const Dim& a, const Dim& b) { return a.dst_stride > b.dst_stride; });
}

// Does one step of the outer dimension take exactly the whole inner one?
bool follows(int64_t outer_stride, int64_t inner_stride, uint64_t inner_extent) {
  int64_t whole = 0;
  return !__builtin_mul_overflow(inner_stride, static_cast<int64_t>(inner_extent), &whole) &&
         whole == outer_stride;
}

// Melts neighbours that are one stretch on both sides, and the innermost into the run.
size_t melt_dims(Dim* dims, size_t count, uint64_t* run) {
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i) {
    Dim dim = dims[i];
    if (kept > 0) {
      const Dim& outer = dims[kept - 1];
      if (follows(outer.dst_stride, dim.dst_stride, dim.extent) &&
          follows(outer.src_stride, dim.src_stride, dim.extent)) {
        dim.extent *= outer.extent;
        --kept;
      }
    }
    dims[kept++] = dim;
  }
  if (kept > 0) {
    const Dim& inner = dims[kept - 1];
    const auto step = static_cast<int64_t>(*run);
    if (inner.dst_stride == step && inner.src_stride == step) {
      *run *= inner.extent;
      --kept;
    }
  }
  return kept;
}

}  // namespace

void add_transfer(Plan& plan, uint32_t item, const Array& src, const Array& dst,
                  const OneMemory& one_memory) {
  check_match(src, dst);
  const uint64_t bytes = total_bytes(src);
  if (bytes > 0 && (src.data == nullptr || dst.data == nullptr)) {
    fail(Status::invalid, "the %s %s has NULL data", src.data == nullptr ? "source" : "destination",
         describe(src).c_str());
  }
  Transfer transfer{};
  transfer.dst = static_cast<std::byte*>(dst.data);
  transfer.src = static_cast<const std::byte*>(src.data);
  transfer.bytes = bytes;
  transfer.run = bytes;
  transfer.item = item;
  transfer.dst_space = dst.space;
  transfer.src_space = src.space;
  const bool by_host = (src.space == device::kHost && dst.space == device::kHost) || one_memory();
  const bool may_meet = by_host || src.space == dst.space;
  if (bytes > 0 && src.strides == nullptr && dst.strides == nullptr) {
    transfer.staged = may_meet && overlap(transfer.dst, {0, bytes}, transfer.src, {0, bytes});
  } else if (bytes > 0) {
    Dim dims[kMaxDims];
    size_t count = read_dims(src, dst, dims);
    transfer.run = dtype_size(src.dtype);
    const Span dst_span = span_of(dims, count, transfer.run, &Dim::dst_stride);
    const Span src_span = span_of(dims, count, transfer.run, &Dim::src_stride);
    transfer.staged = may_meet && overlap(transfer.dst, dst_span, transfer.src, src_span);
    transfer.ordered = may_fold(dims, count, transfer.run);
    if (!transfer.ordered) sort_dims(transfer, dims, count);
    count = melt_dims(dims, count, &transfer.run);
    transfer.first_dim = plan.dims.size();
    transfer.dim_count = static_cast<uint8_t>(count);
    plan.dims.insert(plan.dims.end(), dims, dims + count);
  }
  plan.transfers.push_back(transfer);
  plan.by_host = plan.by_host && by_host;
}

}  // namespace weir::stream
