// SPDX-License-Identifier: Apache-2.0
// Proves: every value falls into a bucket whose middle is within 1.6 % of it, over all 64 bits, and
// percentiles follow.
#include "profile/histogram.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace weir::profile {
namespace {

double relative_error(uint64_t value) {
  const auto middle = static_cast<double>(buckets::middle_of(buckets::place_of(value)));
  return std::abs(middle - static_cast<double>(value)) / static_cast<double>(value);
}

TEST(Histogram, ABucketsMiddleIsCloseToWhatFallsIntoIt) {
  std::mt19937_64 random(1);
  for (unsigned bits = 1; bits <= 64; ++bits) {
    for (int i = 0; i < 1000; ++i) {
      const uint64_t value = (random() >> (64 - bits)) | uint64_t{1} << (bits - 1);
      ASSERT_LE(relative_error(value), 0.0157) << value;
    }
  }
  EXPECT_EQ(buckets::middle_of(buckets::place_of(0)), 0u);
  EXPECT_LT(buckets::place_of(UINT64_MAX).page, buckets::kPages);
}

TEST(Histogram, BucketsAreInTheOrderOfTheirValues) {
  uint64_t before = 0;
  for (unsigned page = 0; page < buckets::kPages; ++page) {
    for (unsigned bucket = 0; bucket < buckets::kPerPage; ++bucket) {
      const uint64_t middle = buckets::middle_of({page, bucket});
      ASSERT_TRUE(middle > before || (page == 0 && bucket == 0)) << page << " " << bucket;
      before = middle;
    }
  }
}

TEST(Histogram, PercentilesOfAThousandValues) {
  Histogram histogram;
  for (uint64_t value = 1; value <= 1000; ++value) histogram.add(value * 1000);
  HistogramSum sum;
  histogram.add_to(sum);
  EXPECT_NEAR(static_cast<double>(sum.percentile(0.50)), 500'000, 8'000);
  EXPECT_NEAR(static_cast<double>(sum.percentile(0.95)), 950'000, 15'000);
  EXPECT_NEAR(static_cast<double>(sum.percentile(0.99)), 990'000, 16'000);
}

TEST(Histogram, SumsOfTwoAreAsOneOfBoth) {
  Histogram low, high, both;
  for (uint64_t i = 1; i <= 100; ++i) {
    low.add(i);
    high.add(i << 20);
    both.add(i);
    both.add(i << 20);
  }
  HistogramSum added, whole;
  low.add_to(added);
  HistogramSum second;
  high.add_to(second);
  added.add(second);
  both.add_to(whole);
  for (const double share : {0.0, 0.25, 0.5, 0.75, 0.99, 1.0}) {
    EXPECT_EQ(added.percentile(share), whole.percentile(share)) << share;
  }
  EXPECT_EQ(HistogramSum().percentile(0.5), 0u);
}

}  // namespace
}  // namespace weir::profile
