// SPDX-License-Identifier: Apache-2.0
#include "stream/copy.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::stream {
namespace {

// kRun: the bytes of one run when the compiler should know them, else 0.
template <size_t kRun>
void copy_line(std::byte* dst, const std::byte* src, const Dim& dim, uint64_t run) {
  for (uint64_t i = 0; i < dim.extent; ++i) {
    std::memcpy(dst, src, kRun != 0 ? kRun : run);
    dst += dim.dst_stride;
    src += dim.src_stride;
  }
}

// A transpose walks one side across its rows. In tiles, the rows it touches stay in the cache.
constexpr uint64_t kTile = 32;

bool wants_tiles(const Dim& outer, const Dim& inner) {
  return std::abs(inner.src_stride) > std::abs(outer.src_stride) && outer.src_stride != 0 &&
         outer.extent >= kTile && inner.extent >= kTile;
}

template <size_t kRun>
void copy_tiles(std::byte* dst, const std::byte* src, const Dim& outer, const Dim& inner,
                uint64_t run) {
  for (uint64_t row = 0; row < outer.extent; row += kTile) {
    for (uint64_t column = 0; column < inner.extent; column += kTile) {
      Dim part = inner;
      part.extent = std::min(kTile, inner.extent - column);
      const uint64_t rows = std::min(row + kTile, outer.extent);
      for (uint64_t r = row; r < rows; ++r) {
        const auto at = static_cast<int64_t>(r);
        const auto across = static_cast<int64_t>(column);
        copy_line<kRun>(dst + at * outer.dst_stride + across * inner.dst_stride,
                        src + at * outer.src_stride + across * inner.src_stride, part, run);
      }
    }
  }
}

template <size_t kRun>
void copy_dims(std::byte* dst, const std::byte* src, const Dim* dims, size_t count, uint64_t run,
               bool ordered) {
  if (count == 1) return copy_line<kRun>(dst, src, dims[0], run);
  if (count == 2 && !ordered && wants_tiles(dims[0], dims[1])) {
    return copy_tiles<kRun>(dst, src, dims[0], dims[1], run);
  }
  for (uint64_t i = 0; i < dims[0].extent; ++i) {
    copy_dims<kRun>(dst, src, dims + 1, count - 1, run, ordered);
    dst += dims[0].dst_stride;
    src += dims[0].src_stride;
  }
}

void copy_strided(std::byte* dst, const std::byte* src, const Dim* dims, size_t count, uint64_t run,
                  bool ordered) {
  if (count == 0) {
    std::memcpy(dst, src, run);
    return;
  }
  switch (run) {
    case 1:
      return copy_dims<1>(dst, src, dims, count, run, ordered);
    case 2:
      return copy_dims<2>(dst, src, dims, count, run, ordered);
    case 4:
      return copy_dims<4>(dst, src, dims, count, run, ordered);
    case 8:
      return copy_dims<8>(dst, src, dims, count, run, ordered);
    case 16:
      return copy_dims<16>(dst, src, dims, count, run, ordered);
    case 24:
      return copy_dims<24>(dst, src, dims, count, run, ordered);
    default:
      return copy_dims<0>(dst, src, dims, count, run, ordered);
  }
}

// Source to a contiguous copy, then the copy to the destination.
void copy_through_stage(const Transfer& transfer, const Dim* dims, memory::Budget& budget) {
  const memory::Charge charge = budget.charge(memory::Module::stream, transfer.bytes, kOverlapCopy);
  const std::unique_ptr<void, void (*)(void*)> stage(
      memory::heap::allocate(transfer.bytes), [](void* block) { memory::heap::release(block); });
  auto* middle = static_cast<std::byte*>(stage.get());
  const size_t count = transfer.dim_count;
  Dim in[kMaxDims];
  Dim out[kMaxDims];
  auto step = static_cast<int64_t>(transfer.run);
  for (size_t i = count; i-- > 0;) {
    in[i] = {dims[i].extent, step, dims[i].src_stride};
    out[i] = {dims[i].extent, dims[i].dst_stride, step};
    step *= static_cast<int64_t>(dims[i].extent);
  }
  copy_strided(middle, transfer.src, in, count, transfer.run, false);
  copy_strided(transfer.dst, middle, out, count, transfer.run, transfer.ordered);
}

void copy_run_split(const Transfer& transfer, work::Pool& workers) {
  constexpr size_t kPiece = size_t{1} << 20;
  workers.parallel_for(transfer.run, kPiece, [&](size_t begin, size_t end) {
    std::memcpy(transfer.dst + begin, transfer.src + begin, end - begin);
  });
}

void copy_dims_split(const Transfer& transfer, const Dim* dims, work::Pool& workers) {
  const uint64_t grain = std::max<uint64_t>(1, dims[0].extent / (uint64_t{workers.threads()} * 4));
  workers.parallel_for(dims[0].extent, grain, [&](size_t begin, size_t end) {
    Dim part[kMaxDims];
    std::copy(dims, dims + transfer.dim_count, part);
    part[0].extent = end - begin;
    const auto at = static_cast<int64_t>(begin);
    copy_strided(transfer.dst + at * dims[0].dst_stride, transfer.src + at * dims[0].src_stride,
                 part, transfer.dim_count, transfer.run, false);
  });
}

void walk(std::byte* dst, const std::byte* src, const Dim* dims, size_t count, uint64_t run,
          const Piece& piece) {
  if (count == 0) return piece(dst, src, run);
  for (uint64_t i = 0; i < dims[0].extent; ++i) {
    walk(dst, src, dims + 1, count - 1, run, piece);
    dst += dims[0].dst_stride;
    src += dims[0].src_stride;
  }
}

}  // namespace

void for_each_run(const Transfer& transfer, const Dim* dims, const Piece& piece) {
  if (transfer.bytes > 0)
    walk(transfer.dst, transfer.src, dims, transfer.dim_count, transfer.run, piece);
}

void copy_on_host(const Transfer& transfer, const Dim* dims, work::Pool* workers,
                  memory::Budget& budget) {
  if (transfer.bytes == 0) return;
  const bool whole = transfer.dim_count == 0;
  const bool split = workers != nullptr && workers->threads() > 1 && transfer.bytes >= kSplitBytes;
  if (transfer.staged) {
    if (!whole) return copy_through_stage(transfer, dims, budget);
    std::memmove(transfer.dst, transfer.src, transfer.bytes);
  } else if (split && whole) {
    copy_run_split(transfer, *workers);
  } else if (split && !transfer.ordered && dims[0].extent > 1) {
    copy_dims_split(transfer, dims, *workers);
  } else {
    copy_strided(transfer.dst, transfer.src, dims, transfer.dim_count, transfer.run,
                 transfer.ordered);
  }
}

}  // namespace weir::stream
