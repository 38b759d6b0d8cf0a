// SPDX-License-Identifier: Apache-2.0
// Proves: progress is told now and then and always at the end, and a cancel stops the work.
#include "work/control.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/status.hpp"

namespace weir::work {
namespace {

constinit std::atomic<uint64_t> now{1};
uint64_t held_clock() noexcept {
  return now.load();
}

TEST(Control, TellsTheFirstStepThenAtMostEveryQuietTimeThenTheLast) {
  now = 1;
  Control control(held_clock);
  std::vector<std::pair<uint64_t, uint64_t>> told;
  control.on_progress([&](uint64_t done, uint64_t total) {
    told.emplace_back(done, total);
    return true;
  });
  control.set_total(100);
  for (int i = 0; i < 50; ++i) control.advance(1);
  now = 1 + Control::kQuietNs;
  for (int i = 0; i < 50; ++i) control.advance(1);
  const std::vector<std::pair<uint64_t, uint64_t>> want = {{1, 100}, {51, 100}, {100, 100}};
  EXPECT_EQ(told, want);
  EXPECT_EQ(control.done(), 100u);
}

TEST(Control, ACallbackThatSaysNoCancels) {
  Control control;
  control.on_progress([](uint64_t, uint64_t) { return false; });
  control.check();
  control.advance(1);
  EXPECT_TRUE(control.cancelled());
  try {
    control.check();
    FAIL() << "check() passed";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::cancelled);
  }
}

TEST(Control, ACallbackThatThrowsStopsTheWorkAndIsNamed) {
  Control control;
  control.on_progress([](uint64_t, uint64_t) -> bool { throw std::runtime_error("broken"); });
  control.advance(1);
  try {
    control.check();
    FAIL() << "check() passed";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::callback);
  }
}

TEST(Control, WithoutACallbackItOnlyCounts) {
  Control control;
  control.set_total(2);
  control.advance(2);
  EXPECT_EQ(control.done(), 2u);
  control.set_total(5);
  EXPECT_EQ(control.done(), 0u);
  EXPECT_EQ(control.total(), 5u);
}

}  // namespace
}  // namespace weir::work
