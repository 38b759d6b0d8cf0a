// SPDX-License-Identifier: Apache-2.0
// Proves: progress is told now and then and always at the end, and a cancel stops the work.
#include "work/control.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/status.hpp"
#include "work/wait.hpp"

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
  control.begin(100);
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

TEST(Control, AThrowOfAnyTypeIsNamedAndTheCallbackIsNotCalledAgain) {
  Control control;
  int calls = 0;
  control.on_progress([&](uint64_t, uint64_t) -> bool {
    ++calls;
    throw 7;
  });
  control.begin(2);
  EXPECT_NO_THROW(control.advance(1));
  EXPECT_NO_THROW(control.advance(1));  // the last step, which is always told
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(control.callback_failed());
}

TEST(Control, ACallbackThatSaidNoIsNotCalledAgain) {
  Control control;
  int calls = 0;
  control.on_progress([&](uint64_t, uint64_t) { return ++calls < 0; });
  control.begin(2);
  control.advance(1);
  control.advance(1);
  EXPECT_EQ(calls, 1);
}

TEST(Control, ItsCallbackIsAPlaceWhereWaitingIsRefused) {
  Control control;
  Status refused = Status::ok;
  control.on_progress([&](uint64_t, uint64_t) {
    try {
      NoWaiting::check("waiting");
    } catch (const Error& error) {
      refused = error.status();
    }
    return true;
  });
  control.advance(1);
  EXPECT_EQ(refused, Status::invalid);
  EXPECT_FALSE(NoWaiting::active());
}

// The clock of a thread that counted its step, and is overtaken before it tells.
Control* overtaken = nullptr;
uint64_t overtaking_clock() noexcept {
  Control* const control = std::exchange(overtaken, nullptr);
  if (control != nullptr) control->advance(8);
  return now.fetch_add(Control::kQuietNs);
}

TEST(Control, WhoWasOvertakenDoesNotTurnTheBarBack) {
  now = 1;
  Control control(overtaking_clock);
  std::vector<uint64_t> told;
  control.on_progress([&](uint64_t done, uint64_t) {
    told.push_back(done);
    return true;
  });
  control.begin(20);
  control.advance(1);
  overtaken = &control;
  control.advance(1);
  EXPECT_EQ(told, (std::vector<uint64_t>{1, 10, 10}));
  control.advance(1);
  overtaken = &control;
  control.advance(1);
  EXPECT_EQ(told.back(), 20u);
  EXPECT_EQ(std::count(told.begin(), told.end(), 20u), 1) << "the last step is told once, last";
}

TEST(Control, ACancelledOneLetsNoWorkBegin) {
  Control control;
  control.begin(5);
  control.advance(5);
  control.cancel();
  EXPECT_THROW(control.begin(7), Error);
  EXPECT_EQ(control.total(), 5u) << "what it told last stays";
}

TEST(Control, ItsCallbackCannotReplaceItself) {
  Control control;
  Status refused = Status::ok;
  control.on_progress([&](uint64_t, uint64_t) {
    try {
      control.on_progress({});
    } catch (const Error& error) {
      refused = error.status();
    }
    return true;
  });
  control.advance(1);
  EXPECT_EQ(refused, Status::invalid);
  control.on_progress({});
}

TEST(Control, NoStepsTellNothing) {
  Control control;
  int calls = 0;
  control.on_progress([&](uint64_t, uint64_t) { return ++calls > 0; });
  control.begin(0);
  control.advance(0);
  EXPECT_EQ(calls, 0);
}

TEST(Control, WithoutACallbackItOnlyCounts) {
  Control control;
  control.begin(2);
  control.advance(2);
  EXPECT_EQ(control.done(), 2u);
  control.begin(5);
  EXPECT_EQ(control.done(), 0u);
  EXPECT_EQ(control.total(), 5u);
}

}  // namespace
}  // namespace weir::work
