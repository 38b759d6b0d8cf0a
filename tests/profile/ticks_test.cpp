// SPDX-License-Identifier: Apache-2.0
// Proves: the processor's counter, where it is used, agrees with the system's monotonic clock.
#include "profile/ticks.hpp"

#include <gtest/gtest.h>

namespace weir::profile {
namespace {

TEST(Ticks, AgreeWithTheSystemClock) {
  const Ticks ticks = Ticks::best();
  const uint64_t before_ns = base::monotonic_ns();
  const uint64_t before = ticks.now();
  while (base::monotonic_ns() - before_ns < 20'000'000) {
  }
  const uint64_t after = ticks.now();
  const uint64_t after_ns = base::monotonic_ns();
  const auto told = static_cast<double>(ticks.to_ns(after - before));
  const auto real = static_cast<double>(after_ns - before_ns);
  // The readings lie inside each other; 0.1 % is for the calibration.
  EXPECT_LE(told, real * 1.001);
  EXPECT_GE(told, 20'000'000 * 0.9);
}

TEST(Ticks, AClockInNanosecondsIsTakenAsItIs) {
  const Ticks ticks([]() noexcept { return uint64_t{12'345}; });
  EXPECT_FALSE(ticks.tsc());
  EXPECT_EQ(ticks.now(), 12'345u);
  EXPECT_EQ(ticks.to_ns(UINT64_MAX), UINT64_MAX);
}

}  // namespace
}  // namespace weir::profile
