// SPDX-License-Identifier: Apache-2.0
// Proves: a transfer gives what reading the whole source and then writing the destination in C
// order gives, for any strides, also overlapping ones; and what does not fit is named (A-016,
//
#include "stream/transfer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "stream/copy.hpp"

namespace weir::stream {
namespace {

using Shape = std::vector<uint64_t>;
using Strides = std::vector<int64_t>;

Dtype dtype_of(uint32_t size) {
  switch (size) {
    case 1:
      return Dtype::u8;
    case 2:
      return Dtype::i16;
    case 4:
      return Dtype::f32;
    case 8:
      return Dtype::f64;
    default:
      return Dtype::c128;
  }
}

Array array_at(std::byte* data, uint32_t item, const Shape& shape, const Strides& strides) {
  return {dtype_of(item), static_cast<uint32_t>(shape.size()), device::kHost, data, shape.data(),
          strides.data()};
}

// The offsets of all elements in C order.
std::vector<int64_t> offsets(const Shape& shape, const Strides& strides) {
  std::vector<int64_t> all = {0};
  for (size_t d = 0; d < shape.size(); ++d) {
    std::vector<int64_t> next;
    for (int64_t base : all) {
      for (uint64_t i = 0; i < shape[d]; ++i) {
        next.push_back(base + static_cast<int64_t>(i) * strides[d]);
      }
    }
    all = std::move(next);
  }
  return all;
}

// The plain meaning of a transfer.
void copy_slowly(std::byte* dst, const std::byte* src, uint32_t item, const Shape& shape,
                 const Strides& dst_strides, const Strides& src_strides) {
  std::vector<std::byte> read;
  for (int64_t at : offsets(shape, src_strides)) read.insert(read.end(), src + at, src + at + item);
  size_t next = 0;
  for (int64_t at : offsets(shape, dst_strides)) {
    std::memcpy(dst + at, read.data() + next, item);
    next += item;
  }
}

void copy_by_plan(const Array& src, const Array& dst, work::Pool* workers = nullptr) {
  const auto budget = std::make_shared<memory::Budget>(uint64_t{1} << 30);
  Plan plan;
  add_transfer(plan, 0, src, dst, [] { return true; });
  const Transfer& transfer = plan.transfers[0];
  copy_on_host(transfer, plan.dims_of(transfer), workers, *budget);
  EXPECT_EQ(budget->stats().used_bytes, 0u);
}

struct Random {
  std::mt19937 engine{20261121};
  uint64_t below(uint64_t n) { return engine() % n; }

  Strides strides(size_t count, uint32_t item) {
    Strides some(count);
    for (auto& stride : some) {
      const auto steps = static_cast<int64_t>(below(25)) - 12;  // 0 and negative ones too
      stride = steps * item + (below(8) == 0 ? 1 : 0);          // and unaligned ones
    }
    return some;
  }
};

TEST(Transfer, AnyStridesGiveWhatThePlainMeaningGives) {
  constexpr size_t kArena = 8192;
  Random random;
  size_t overlapping = 0;
  size_t folded = 0;
  for (int round = 0; round < 20'000; ++round) {
    const uint32_t item = 1u << random.below(5);
    Shape shape(random.below(5));
    for (auto& extent : shape) extent = random.below(12) == 0 ? 0 : 1 + random.below(5);
    const Strides src_strides = random.strides(shape.size(), item);
    const Strides dst_strides = random.strides(shape.size(), item);
    std::vector<std::byte> ours(kArena);
    for (size_t i = 0; i < kArena; ++i) ours[i] = static_cast<std::byte>(i * 7 + i / 256);
    std::vector<std::byte> theirs = ours;
    // Four dimensions of at most 12 * 16 + 1 bytes and 4 steps reach less than 3900 bytes off.
    const size_t src_at = 3900 + random.below(200);
    const size_t dst_at = 3900 + random.below(200);
    Plan plan;
    add_transfer(plan, 0, array_at(ours.data() + src_at, item, shape, src_strides),
                 array_at(ours.data() + dst_at, item, shape, dst_strides), [] { return true; });
    overlapping += plan.transfers[0].staged ? 1 : 0;
    folded += plan.transfers[0].ordered ? 1 : 0;
    copy_by_plan(array_at(ours.data() + src_at, item, shape, src_strides),
                 array_at(ours.data() + dst_at, item, shape, dst_strides));
    copy_slowly(theirs.data() + dst_at, theirs.data() + src_at, item, shape, dst_strides,
                src_strides);
    ASSERT_EQ(ours, theirs) << "round " << round;
  }
  EXPECT_GT(overlapping, 1000u) << "the test no longer tests overlap";
  EXPECT_GT(folded, 1000u) << "the test no longer tests destinations that fold onto themselves";
}

TEST(Transfer, LargeArraysSplitAmongWorkersGiveTheSame) {
  work::Pool workers(3);
  const Shape shape = {1200, 1000};
  std::vector<double> from(1200 * 1000);
  for (size_t i = 0; i < from.size(); ++i) from[i] = static_cast<double>(i);
  std::vector<double> to(from.size());
  const auto bytes_of = [](std::vector<double>& v) {
    return reinterpret_cast<std::byte*>(v.data());
  };
  const Strides rows = {8000, 8};
  copy_by_plan(array_at(bytes_of(from), 8, shape, rows), array_at(bytes_of(to), 8, shape, rows),
               &workers);
  EXPECT_EQ(from, to);
  const Strides columns = {8, 9600};  // Fortran order: a transpose in memory
  copy_by_plan(array_at(bytes_of(from), 8, shape, rows), array_at(bytes_of(to), 8, shape, columns),
               &workers);
  for (size_t r = 0; r < 1200; ++r) {
    for (size_t c = 0; c < 1000; ++c) ASSERT_EQ(to[c * 1200 + r], from[r * 1000 + c]);
  }
}

TEST(Transfer, ContiguousArraysAreOneRunHoweverTheyAreWritten) {
  std::byte a[240];
  std::byte b[240];
  const Shape shape = {5, 1, 2, 3};
  const Strides strides = {48, 999, 24, 8};
  Plan plan;
  add_transfer(plan, 0, array_at(a, 8, shape, strides), array_at(b, 8, shape, strides),
               [] { return true; });
  EXPECT_EQ(plan.transfers[0].run, 240u);
  EXPECT_EQ(plan.transfers[0].dim_count, 0u);
  // Walked backwards on both sides, it is still one stretch.
  const Strides back = {-48, 0, -24, -8};
  add_transfer(plan, 1, array_at(a + 232, 8, shape, back), array_at(b + 232, 8, shape, back),
               [] { return true; });
  EXPECT_EQ(plan.transfers[1].run, 240u);
  EXPECT_EQ(plan.transfers[1].src, a);
}

std::string refusal(const Array& src, const Array& dst) {
  Plan plan;
  try {
    add_transfer(plan, 0, src, dst, [] { return true; });
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::invalid);
    EXPECT_TRUE(plan.transfers.empty());
    return error.what();
  }
  return "";
}

TEST(Transfer, WhatDoesNotFitIsNamed) {
  std::byte data[64];
  const Shape two = {2, 3};
  const Shape other = {3, 2};
  const Shape one = {6};
  const Shape vast = {uint64_t{1} << 32, uint64_t{1} << 32};
  const Strides far = {INT64_MIN, 8};
  const Strides near = {24, 8};
  Array a = array_at(data, 8, two, near);
  EXPECT_NE(
      refusal(a, array_at(data, 8, other, near)).find("(2, 3) f64 and the destination (3, 2)"),
      std::string::npos);
  EXPECT_NE(refusal(a, array_at(data, 8, one, near)).find("shapes must be equal"),
            std::string::npos);
  EXPECT_NE(refusal(a, array_at(data, 4, two, near)).find("converts nothing"), std::string::npos);
  EXPECT_NE(refusal(array_at(data, 8, vast, near), array_at(data, 8, vast, near)).find("larger"),
            std::string::npos);
  EXPECT_NE(refusal(a, array_at(data, 8, two, far)).find("reach further"), std::string::npos);
  Array broken = a;
  broken.data = nullptr;
  EXPECT_NE(refusal(broken, a).find("source (2, 3) f64 has NULL data"), std::string::npos);
  broken = a;
  broken.shape = nullptr;
  EXPECT_NE(refusal(a, broken).find("destination has 2 dimensions and a NULL shape"),
            std::string::npos);
  broken = a;
  broken.space = static_cast<device::Space>(7);
  EXPECT_NE(refusal(broken, a).find("space 7"), std::string::npos);
}

TEST(Transfer, AnEmptyArrayMayBeNowhereAndOfAnySize) {
  const Shape none = {4, 0, uint64_t{1} << 60};
  const Array empty = {Dtype::f64, 3, device::kHost, nullptr, none.data(), nullptr};
  Plan plan;
  add_transfer(plan, 0, empty, empty, [] { return true; });
  EXPECT_EQ(plan.transfers[0].bytes, 0u);
  copy_by_plan(empty, empty);
}

}  // namespace
}  // namespace weir::stream
