// SPDX-License-Identifier: Apache-2.0
// Proves: metrics go to the innermost open phase, keep the last value and an exact spread in
// bounded memory, and survive values that are not numbers (A-047..A-049, A-054, A-062, A-065).
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "still_clock.hpp"

namespace weir::profile {
namespace {

MetricSums metrics_of(Profiler& profiler, std::string_view phase) {
  MetricSums sums;
  if (!profiler.metrics(phase, &sums)) fail(Status::not_found, "no such phase");
  return sums;
}

// after an inner phase has ended, the outer one gets them again.
TEST(Metrics, GoToTheInnermostOpenPhase) {
  const auto profiler = still_profiler();
  profiler->record_metric("m", 1);
  profiler->start_phase("outer");
  profiler->record_metric("m", 2);
  profiler->start_phase("inner");
  profiler->record_metric("m", 3);
  profiler->end_phase(nullptr);
  profiler->record_metric("late", 4);
  profiler->end_phase(nullptr);
  EXPECT_EQ(metrics_of(*profiler, "").at("m").last, 1);
  EXPECT_EQ(metrics_of(*profiler, "outer").at("m").last, 2);
  EXPECT_EQ(metrics_of(*profiler, "outer/inner").at("m").last, 3);
  EXPECT_EQ(metrics_of(*profiler, "outer").at("late").last, 4);
  EXPECT_EQ(stats_of(*profiler, "outer").metric_count, 2u);
  EXPECT_EQ(profiler->metric_everywhere("m").count, 3u);
  EXPECT_EQ(profiler->metric_everywhere("m").mean, 2);
}

// the documents' "Final loss".
TEST(Metrics, TheLastValueIsTheMetric) {
  const auto profiler = still_profiler();
  profiler->start_phase("training");
  for (int epoch = 0; epoch < 100; ++epoch) {
    profiler->record_metric("epoch", epoch);
    profiler->record_metric("loss", 1.0 / (1 + epoch));
  }
  profiler->end_phase(nullptr);
  EXPECT_EQ(metrics_of(*profiler, "training").at("epoch").last, 99);
  EXPECT_EQ(metrics_of(*profiler, "training").at("loss").last, 0.01);
  EXPECT_EQ(metrics_of(*profiler, "training").at("loss").count, 100u);
}

// The naive sum of squares would lose all of this spread.
TEST(Metrics, TheSpreadIsExactFarFromZero) {
  const auto profiler = still_profiler();
  constexpr double kFar = 1e9;
  for (const double value : {4.0, 7.0, 13.0, 16.0}) profiler->record_metric("m", kFar + value);
  const MetricSum sum = metrics_of(*profiler, "").at("m");
  EXPECT_EQ(sum.mean, kFar + 10);
  EXPECT_NEAR(sum.stdev(), std::sqrt(30.0), 1e-9);
  EXPECT_EQ(sum.min, kFar + 4);
  EXPECT_EQ(sum.max, kFar + 16);
}

TEST(Metrics, OneValueHasNoSpread) {
  const auto profiler = still_profiler();
  profiler->record_metric("m", -3);
  const MetricSum sum = metrics_of(*profiler, "").at("m");
  EXPECT_EQ(sum.stdev(), 0);
  EXPECT_EQ(sum.min, -3);
  EXPECT_EQ(sum.max, -3);
}

// Threads each keep sums of their own: joined, they have to be those of all values.
TEST(Metrics, JoinedSumsAreThoseOfAllValues) {
  std::mt19937 random(7);
  std::normal_distribution<double> values(100, 15);
  MetricSum parts[3], whole;
  uint64_t at = 1;
  const auto record = [&](MetricSum& sum, double value) {
    sum.add({1, 0, at, value, value, value, value, 0});
  };
  for (int i = 0; i < 3000; ++i, ++at) {
    const double value = values(random);
    record(parts[i % 3], value);
    record(whole, value);
  }
  MetricSum joined;
  for (const MetricSum& part : parts) joined.add(part);
  EXPECT_EQ(joined.count, whole.count);
  EXPECT_NEAR(joined.mean, whole.mean, 1e-10);
  EXPECT_NEAR(joined.stdev(), whole.stdev(), 1e-9);
  EXPECT_EQ(joined.last, whole.last);
  EXPECT_EQ(joined.min, whole.min);
}

TEST(Metrics, ValuesThatAreNotFiniteAreCountedApart) {
  const auto profiler = still_profiler();
  profiler->record_metric("loss", 2);
  profiler->record_metric("loss", std::numeric_limits<double>::infinity());
  profiler->record_metric("loss", std::nan(""));
  const MetricSum sum = metrics_of(*profiler, "").at("loss");
  EXPECT_EQ(sum.count, 1u);
  EXPECT_EQ(sum.nonfinite_count, 2u);
  EXPECT_TRUE(std::isnan(sum.last));  // the loss did blow up: that is the news
  EXPECT_EQ(sum.mean, 2);
  EXPECT_EQ(sum.max, 2);
}

}  // namespace
}  // namespace weir::profile
