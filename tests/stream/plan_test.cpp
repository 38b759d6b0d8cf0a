// SPDX-License-Identifier: Apache-2.0
// Proves: a plan is checked once and copies what lies there at each run, on the host and on a
// device, also after its pool was resized or its limit changed; and a pair that does not fit is
// named before anything is copied.
#include <gtest/gtest.h>

#include "harness.hpp"

namespace weir::stream {
namespace {

struct Pairs {
  Pairs(size_t count, size_t values) {
    for (size_t i = 0; i < count; ++i) {
      from.emplace_back(values, static_cast<double>(i));
      to.emplace_back(values, -1);
    }
  }
  Pool::PairAt at() {
    return [this](size_t i) { return Pool::Pair{from[i].array(), to[i].array()}; };
  }
  std::vector<Values> from;
  std::vector<Values> to;
};

double& first_of(Values& values) {
  return *static_cast<double*>(values.array().data);
}

Status run(Pool& pool, Pool::Prepared& plan, std::shared_ptr<work::Control> control = nullptr) {
  Pool::TicketPtr ticket;
  pool.run(plan, std::move(control), &ticket);
  return ticket->wait(work::kForever);
}

TEST(Plan, EachRunCopiesWhatLiesThere) {
  Fixture fixture(device::make_host());
  Pairs pairs(500, 300);
  const auto plan = fixture.pool->prepare(pairs.at(), 500);
  for (int round = 0; round < 5; ++round) {
    for (Values& one : pairs.from) first_of(one) = round;
    EXPECT_EQ(run(*fixture.pool, *plan), Status::ok);
    for (size_t i = 0; i < 500; ++i) ASSERT_EQ(pairs.from[i].host(), pairs.to[i].host());
  }
  EXPECT_EQ(fixture.pool->stats().transfers.count, 2500u);
}

TEST(Plan, FollowsItsPoolsChanges) {
  Fixture fixture(device::make_host());
  Pairs pairs(200, 1000);
  const auto plan = fixture.pool->prepare(pairs.at(), 200);
  PoolOptions options;
  options.size = 1;
  options.max_batch_bytes = 20'000;
  fixture.pool->configure(options);
  EXPECT_EQ(run(*fixture.pool, *plan), Status::ok);
  EXPECT_LE(fixture.pool->stats().in_flight_peak_bytes, 20'000u);
  options.size = 7;
  options.max_batch_bytes = uint64_t{1} << 30;
  fixture.pool->configure(options);
  first_of(pairs.from[150]) = 77;
  EXPECT_EQ(run(*fixture.pool, *plan), Status::ok);
  for (size_t i = 0; i < 200; ++i) ASSERT_EQ(pairs.from[i].host(), pairs.to[i].host());
}

TEST(Plan, ThePairThatDoesNotFitIsNamed) {
  Fixture fixture(device::make_host());
  Pairs pairs(10, 30);
  pairs.to[7] = Values(31, -1);
  std::string text;
  EXPECT_EQ(outcome([&] { fixture.pool->prepare(pairs.at(), 10); }, &text), Status::invalid);
  EXPECT_NE(text.find("pair 7 of the plan"), std::string::npos) << text;
  EXPECT_NE(text.find("(31)"), std::string::npos) << text;
}

TEST(Plan, OfNothingIsDoneAtOnce) {
  Fixture fixture(device::make_host());
  const auto plan = fixture.pool->prepare([](size_t) { return Pool::Pair{}; }, 0);
  EXPECT_EQ(run(*fixture.pool, *plan), Status::ok);
}

TEST(Plan, RunsOnADeviceToo) {
  const sim::Sim sim = sim::make_sim({.memory_bytes = size_t{32} << 20, .needs_staging = true});
  Fixture fixture(sim.device);
  Pairs pairs(300, 100);
  std::vector<Values> there;
  for (int i = 0; i < 300; ++i) there.emplace_back(100, *sim.device);
  const auto up = fixture.pool->prepare(
      [&](size_t i) {
        return Pool::Pair{pairs.from[i].array(), there[i].array()};
      },
      300);
  const auto down = fixture.pool->prepare(
      [&](size_t i) {
        return Pool::Pair{there[i].array(), pairs.to[i].array()};
      },
      300);
  for (int round = 0; round < 3; ++round) {
    for (Values& one : pairs.from) first_of(one) = round + 0.5;
    EXPECT_EQ(run(*fixture.pool, *up), Status::ok);
    EXPECT_EQ(run(*fixture.pool, *down), Status::ok);
    for (size_t i = 0; i < 300; ++i) ASSERT_EQ(pairs.from[i].host(), pairs.to[i].host());
  }
}

TEST(Plan, ShowsProgressAndHeedsACancelledControl) {
  Fixture fixture(device::make_host());
  Pairs pairs(100, 100);
  const auto plan = fixture.pool->prepare(pairs.at(), 100);
  const auto control = std::make_shared<work::Control>();
  EXPECT_EQ(run(*fixture.pool, *plan, control), Status::ok);
  EXPECT_EQ(control->done(), 100u);
  EXPECT_EQ(run(*fixture.pool, *plan, control), Status::ok) << "and again from 0";
  EXPECT_EQ(control->done(), 100u);
  control->cancel();
  EXPECT_EQ(outcome([&] { run(*fixture.pool, *plan, control); }), Status::cancelled);
}

// Runs at once write the same values to the same places. On a device that happens in its own
// stream's order; on the host it is a race of the test's own, which the thread sanitizer rightly
// tells, so there it runs in the other builds only.
void run_ten_at_once(Pool& pool, Pool::Prepared& plan) {
  Pool::TicketPtr tickets[10];
  for (auto& ticket : tickets) pool.run(plan, nullptr, &ticket);
  for (auto& ticket : tickets) EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
}

TEST(Plan, ManyRunsAtOnceAreRunsOfTheSame) {
  const sim::Sim sim = sim::make_sim({.memory_bytes = size_t{8} << 20, .needs_staging = true});
  Fixture fixture(sim.device);
  Pairs pairs(64, 500);
  std::vector<Values> there;
  for (int i = 0; i < 64; ++i) there.emplace_back(500, *sim.device);
  const auto up = fixture.pool->prepare(
      [&](size_t i) {
        return Pool::Pair{pairs.from[i].array(), there[i].array()};
      },
      64);
  run_ten_at_once(*fixture.pool, *up);
  EXPECT_EQ(fixture.pool->stats().transfers.count, 640u);
  const auto down = fixture.pool->prepare(
      [&](size_t i) {
        return Pool::Pair{there[i].array(), pairs.to[i].array()};
      },
      64);
  EXPECT_EQ(run(*fixture.pool, *down), Status::ok);
  for (size_t i = 0; i < 64; ++i) ASSERT_EQ(pairs.from[i].host(), pairs.to[i].host());
#if !defined(__SANITIZE_THREAD__)
  Fixture on_host(device::make_host());
  Pairs others(64, 500);
  const auto plan = on_host.pool->prepare(others.at(), 64);
  run_ten_at_once(*on_host.pool, *plan);
  for (size_t i = 0; i < 64; ++i) ASSERT_EQ(others.from[i].host(), others.to[i].host());
#endif
}

TEST(Plan, AFailureIsThatItemsAndTheNextRunTriesAgain) {
  const sim::Sim sim = sim::make_sim();
  PoolOptions options;
  options.retries = 0;
  Fixture fixture(sim.device, options);
  Pairs pairs(4, 10);
  std::vector<Values> there;
  for (int i = 0; i < 4; ++i) there.emplace_back(10, *sim.device);
  const auto up = fixture.pool->prepare(
      [&](size_t i) {
        return Pool::Pair{pairs.from[i].array(), there[i].array()};
      },
      4);
  sim.faults->fail_copies(device::kFailed);
  Pool::TicketPtr ticket;
  fixture.pool->run(*up, nullptr, &ticket);
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::device);
  sim.faults->fail_copies(device::kOk);
  EXPECT_EQ(run(*fixture.pool, *up), Status::ok);
}

}  // namespace
}  // namespace weir::stream
