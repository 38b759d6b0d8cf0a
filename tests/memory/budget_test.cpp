// SPDX-License-Identifier: Apache-2.0
// Proves: the budget is never exceeded, every byte has a holder, and a refusal says all of it
// (B-094, D-034).
#include "memory/budget.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

#include "base/status.hpp"

namespace weir::memory {
namespace {

using BudgetPtr = std::shared_ptr<Budget>;

TEST(Budget, ChargesAddUpAndEnd) {
  const auto budget = std::make_shared<Budget>(1000);
  {
    Charge one = budget->charge(Module::buffers, 400, "one");
    Charge two = budget->charge(Module::points, 600, "two");
    EXPECT_EQ(budget->stats().used_bytes, 1000u);
    EXPECT_EQ(budget->module_stats(Module::points).used_bytes, 600u);
    Charge moved = std::move(one);
    EXPECT_EQ(one.bytes(), 0u);
    EXPECT_EQ(budget->stats().used_bytes, 1000u);
    moved = Charge();
    EXPECT_EQ(budget->stats().used_bytes, 600u);
  }
  const Budget::Stats stats = budget->stats();
  EXPECT_EQ(stats.used_bytes, 0u);
  EXPECT_EQ(stats.peak_bytes, 1000u);
  EXPECT_EQ(stats.charge_count, 2u);
  EXPECT_EQ(budget->module_stats(Module::points).peak_bytes, 600u);
}

TEST(Budget, ARefusalSaysWhatByWhomAndHowMuch) {
  const auto budget = std::make_shared<Budget>(1000);
  Charge small = budget->charge(Module::buffers, 100, "a buffer");
  Charge large = budget->charge(Module::points, 700, "a tile");
  try {
    budget->charge(Module::buffers, 201, "a buffer");
    FAIL() << "the budget was passed";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::no_memory);
    EXPECT_STREQ(error.what(),
                 "a buffer needs 201 bytes; 800 of the budget's 1000 are in use (points 700, "
                 "buffers 100): free something or raise the budget");
  }
  EXPECT_EQ(budget->stats().refusal_count, 1u);
  EXPECT_EQ(budget->stats().used_bytes, 800u);
  EXPECT_EQ(budget->charge(Module::buffers, 200, "just enough").bytes(), 200u);
}

TEST(Budget, HugeRequestsDoNotWrapAround) {
  const auto budget = std::make_shared<Budget>(1000);
  Charge held = budget->charge(Module::buffers, 10, "a buffer");
  EXPECT_THROW(budget->charge(Module::buffers, UINT64_MAX - 5, "far too much"), Error);
  EXPECT_EQ(budget->stats().used_bytes, 10u);
}

TEST(Budget, LoweringItTakesNothingAwayAndRefusesMore) {
  const auto budget = std::make_shared<Budget>(1000);
  Charge held = budget->charge(Module::buffers, 800, "a buffer");
  budget->set_limit(500);
  EXPECT_THROW(budget->charge(Module::buffers, 1, "more"), Error);
  held = Charge();
  EXPECT_EQ(budget->charge(Module::buffers, 500, "again").bytes(), 500u);
}

TEST(Budget, AChargeKeepsItsBudgetAlive) {
  auto budget = std::make_shared<Budget>(10);
  const std::weak_ptr<Budget> watch = budget;
  {
    Charge held = budget->charge(Module::buffers, 10, "a buffer");
    budget.reset();
    EXPECT_FALSE(watch.expired());
  }
  EXPECT_TRUE(watch.expired());
}

// Eight threads fight for four places: never are more than four taken, and nothing is miscounted.
TEST(Budget, ManyThreadsNeverPassItTogether) {
  constexpr int kThreads = 8, kRounds = 5000;
  constexpr uint64_t kEach = 100;
  const auto budget = std::make_shared<Budget>(4 * kEach);
  std::atomic<int> holding{0}, most{0};
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int i = 0; i < kRounds; ++i) {
        try {
          Charge held = budget->charge(Module::stream, kEach, "a place");
          const int now = holding.fetch_add(1) + 1;
          int seen = most.load();
          while (seen < now && !most.compare_exchange_weak(seen, now)) {
          }
          holding.fetch_sub(1);
        } catch (const Error&) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Budget::Stats stats = budget->stats();
  EXPECT_LE(most.load(), 4);
  EXPECT_LE(stats.peak_bytes, 4 * kEach);
  EXPECT_EQ(stats.used_bytes, 0u);
  EXPECT_EQ(stats.charge_count + stats.refusal_count, uint64_t{kThreads} * kRounds);
}

}  // namespace
}  // namespace weir::memory
