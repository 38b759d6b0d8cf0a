// SPDX-License-Identifier: Apache-2.0
// Proves: before a charge is refused, whoever can give memory back is asked, in the documented
// order, sampled again after each (E-073, E-074), without deadlock and without reaching into what
// is gone (D-022, D-024).
#include "memory/reclaim.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <latch>
#include <string>
#include <thread>

#include "base/status.hpp"
#include "memory/budget.hpp"

namespace weir::memory {
namespace {

// Something that holds charges and gives them back when asked.
class Keeper {
 public:
  Keeper(std::shared_ptr<Budget> budget, Reclaim step, std::string name, std::string& story)
      : budget_(std::move(budget)), name_(std::move(name)), story_(story) {
    registration_ = budget_->add_reclaimer(step, [this](uint64_t wanted) {
      story_ += name_ + std::to_string(wanted) + " ";
      const uint64_t held = charge_.bytes();
      charge_ = Charge();
      return held;
    });
  }
  void keep(uint64_t bytes) { charge_ = budget_->charge(Module::buffers, bytes, "a keeper"); }
  uint64_t kept() const { return charge_.bytes(); }

 private:
  std::shared_ptr<Budget> budget_;
  std::string name_;
  std::string& story_;
  Charge charge_;
  Reclaimers::Registration registration_;
};

TEST(Reclaim, AsksInTheDocumentedOrderAndStopsWhenEnoughIsFree) {
  const auto budget = std::make_shared<Budget>(600);
  std::string story;
  // Registered the wrong way round, and twice in one step.
  Keeper evict(budget, Reclaim::cold_cache_entries_evicted, "evict", story);
  Keeper spill(budget, Reclaim::idle_buffers_spilled, "spill", story);
  Keeper squeeze(budget, Reclaim::idle_buffers_compressed, "squeeze", story);
  Keeper shrink(budget, Reclaim::cold_cache_values_compressed, "shrink", story);
  Keeper pool(budget, Reclaim::idle_pool_blocks, "pool", story);
  Keeper pool_2(budget, Reclaim::idle_pool_blocks, "second", story);
  Keeper expired(budget, Reclaim::expired_cache_entries, "expired", story);
  for (Keeper* keeper : {&evict, &spill, &squeeze, &shrink, &pool, &expired}) keeper->keep(100);

  Charge first = budget->charge(Module::points, 150, "work");
  EXPECT_EQ(story, "expired150 pool50 ");
  EXPECT_EQ(shrink.kept(), 100u) << "nobody is asked for what is not needed";

  story.clear();
  Charge all = budget->charge(Module::points, 450, "work");
  EXPECT_EQ(story, "expired400 pool400 second400 shrink400 squeeze300 spill200 evict100 ");
  EXPECT_EQ(budget->reclaimers()->step_stats(Reclaim::idle_pool_blocks).freed_bytes, 100u);
  EXPECT_EQ(budget->reclaimers()->step_stats(Reclaim::idle_pool_blocks).call_count, 3u);
  EXPECT_EQ(budget->stats().refusal_count, 0u);
  EXPECT_EQ(budget->stats().peak_bytes, 600u);
}

TEST(Reclaim, ARefusalComesOnlyAfterAllWereAsked) {
  const auto budget = std::make_shared<Budget>(100);
  std::string story;
  Keeper keeper(budget, Reclaim::idle_pool_blocks, "pool", story);
  Charge held = budget->charge(Module::points, 60, "work");
  keeper.keep(40);
  EXPECT_THROW(budget->charge(Module::points, 50, "more"), Error);
  EXPECT_EQ(story, "pool50 ");
  EXPECT_EQ(keeper.kept(), 0u);
  EXPECT_EQ(budget->stats().refusal_count, 1u);
}

TEST(Reclaim, WhatCanNeverFitEmptiesNoCache) {
  const auto budget = std::make_shared<Budget>(100);
  std::string story;
  Keeper keeper(budget, Reclaim::idle_pool_blocks, "pool", story);
  keeper.keep(40);
  EXPECT_THROW(budget->charge(Module::points, 101, "too much"), Error);
  EXPECT_THROW(budget->charge(Module::points, 60, "too much", 41), Error);
  EXPECT_EQ(story, "");
  EXPECT_EQ(keeper.kept(), 40u);
}

TEST(Reclaim, HeadroomIsLeftToThoseWhoAskForNone) {
  const auto budget = std::make_shared<Budget>(100);
  Charge low = budget->charge(Module::points, 90, "low", 10);
  EXPECT_THROW(budget->charge(Module::points, 1, "low", 10), Error);
  EXPECT_EQ(budget->charge(Module::points, 10, "critical").bytes(), 10u);
}

TEST(Reclaim, AReclaimerMayChargeAndAsksNobody) {
  const auto budget = std::make_shared<Budget>(100);
  Charge kept = budget->charge(Module::buffers, 90, "kept");
  int calls = 0, refused = 0;
  const auto registration =
      budget->add_reclaimer(Reclaim::idle_buffers_compressed, [&](uint64_t) -> uint64_t {
        ++calls;
        Charge small = budget->charge(Module::points, 10, "room to work in");
        try {
          Charge large = budget->charge(Module::points, 50, "too much");
        } catch (const Error&) {
          ++refused;
        }
        kept = Charge();
        return 90;
      });
  EXPECT_EQ(budget->charge(Module::points, 100, "work").bytes(), 100u);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(refused, 1);
}

TEST(Reclaim, AReclaimerThatThrowsFreedNothing) {
  const auto budget = std::make_shared<Budget>(100);
  std::string story;
  const auto broken = budget->add_reclaimer(Reclaim::expired_cache_entries,
                                            [](uint64_t) -> uint64_t { throw std::bad_alloc(); });
  Keeper keeper(budget, Reclaim::idle_pool_blocks, "pool", story);
  keeper.keep(100);
  EXPECT_EQ(budget->charge(Module::points, 100, "work").bytes(), 100u);
}

TEST(Reclaim, ARegistrationThatEndsIsNotAskedAgain) {
  const auto budget = std::make_shared<Budget>(100);
  Charge held = budget->charge(Module::points, 100, "work");
  int calls = 0;
  Reclaimers::Registration registration;
  registration = budget->add_reclaimer(Reclaim::idle_pool_blocks, [&](uint64_t) -> uint64_t {
    ++calls;
    registration = {};  // from inside: it does not wait for itself
    return 0;
  });
  EXPECT_THROW(budget->charge(Module::points, 1, "more"), Error);
  EXPECT_THROW(budget->charge(Module::points, 1, "more"), Error);
  EXPECT_EQ(calls, 1);
}

// The end of a registration returns only when the other thread has left its function.
TEST(Reclaim, EndingWaitsForTheThreadThatReclaims) {
  const auto budget = std::make_shared<Budget>(100);
  Charge held = budget->charge(Module::points, 100, "work");
  std::latch inside(1), go_on(1);
  std::atomic<bool> left{false}, wait_inside{true};
  std::atomic<int> calls{0};
  auto registration = budget->add_reclaimer(Reclaim::idle_pool_blocks, [&](uint64_t) -> uint64_t {
    ++calls;
    if (!wait_inside.exchange(false)) return 0;
    inside.count_down();
    go_on.wait();
    left = true;
    return 0;
  });
  std::thread charger([&] { EXPECT_THROW(budget->charge(Module::points, 1, "more"), Error); });
  inside.wait();
  std::thread ender([&] {
    registration = {};
    EXPECT_TRUE(left) << "what the function uses may be gone";
  });
  // When it is not asked any more, its end has begun.
  for (int before = -1; before != calls;) {
    before = calls;
    budget->reclaimers()->run_step(Reclaim::idle_pool_blocks, [] { return uint64_t{1}; });
  }
  go_on.count_down();
  ender.join();
  charger.join();
}

// What one thread is still freeing is not refused to another.
TEST(Reclaim, WhatAnotherThreadIsFreeingIsWaitedFor) {
  const auto budget = std::make_shared<Budget>(100);
  Charge kept = budget->charge(Module::buffers, 100, "kept");
  std::latch inside(1), asked_again(1);
  std::atomic<int> calls{0};
  const auto slow = budget->add_reclaimer(Reclaim::idle_pool_blocks, [&](uint64_t) -> uint64_t {
    if (calls.fetch_add(1) != 0) {
      asked_again.count_down();
      return 0;  // the first caller has it all
    }
    inside.count_down();
    asked_again.wait();
    kept = Charge();
    return 100;
  });
  Charge one, two;
  std::thread first([&] { one = budget->charge(Module::points, 50, "one"); });
  inside.wait();
  std::thread second([&] { two = budget->charge(Module::points, 50, "two"); });
  first.join();
  second.join();
  EXPECT_EQ(one.bytes() + two.bytes(), 100u);
}

// Eight threads charge more than there is while rooms come and go: never past the budget, nothing
// lost, nobody stuck.
TEST(Reclaim, ManyThreadsReclaimAndUnregisterTogether) {
  constexpr int kThreads = 8, kRounds = 300;
  const auto budget = std::make_shared<Budget>(1000);
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  std::atomic<int> served{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      start.arrive_and_wait();
      for (int i = 0; i < kRounds; ++i) {
        std::mutex mutex;
        Charge idle;
        const auto registration = budget->add_reclaimer(
            static_cast<Reclaim>((t + i) % kReclaimCount), [&](uint64_t) -> uint64_t {
              Charge gone;
              const std::unique_lock lock(mutex, std::try_to_lock);
              if (!lock) return 0;
              gone = std::move(idle);
              return gone.bytes();
            });
        try {
          Charge fresh = budget->charge(Module::buffers, 300, "idle");
          const std::lock_guard lock(mutex);
          idle = std::move(fresh);
          ++served;
        } catch (const Error&) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(budget->stats().peak_bytes, 1000u);
  EXPECT_EQ(budget->stats().used_bytes, 0u);
  EXPECT_GT(served.load(), 0);
}

TEST(Reclaim, InAForksChildNobodyIsWaitedFor) {
  const auto budget = std::make_shared<Budget>(100);
  Charge held = budget->charge(Module::points, 100, "work");
  std::latch inside(1), go_on(1);
  auto registration = budget->add_reclaimer(Reclaim::idle_pool_blocks, [&](uint64_t) -> uint64_t {
    inside.count_down();
    go_on.wait();
    return 0;
  });
  std::thread charger([&] { EXPECT_THROW(budget->charge(Module::points, 1, "more"), Error); });
  inside.wait();
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // hanging would be the failure
    registration = {};
    _exit(0);
  }
  int status = 1;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  go_on.count_down();
  charger.join();
}

TEST(Charge, SplitsAndJoinsWithoutTheBudgetSeeingIt) {
  const auto budget = std::make_shared<Budget>(100);
  Charge reserve = budget->charge(Module::buffers, 60, "reserve");
  {
    Charge part = reserve.split(20);
    EXPECT_EQ(part.bytes(), 20u);
    EXPECT_EQ(reserve.bytes(), 40u);
    EXPECT_EQ(reserve.split(1000).bytes(), 40u);
    EXPECT_EQ(budget->stats().used_bytes, 20u) << "the split-off 40 ended";
    Charge all = budget->charge(Module::buffers, 30, "more");
    all.join(std::move(part));
    EXPECT_EQ(all.bytes(), 50u);
    EXPECT_EQ(budget->stats().used_bytes, 50u);
  }
  EXPECT_EQ(budget->stats().used_bytes, 0u);
  EXPECT_EQ(budget->try_charge(Module::buffers, 101).bytes(), 0u);
  EXPECT_EQ(budget->try_charge(Module::buffers, 100).bytes(), 100u);
}

}  // namespace
}  // namespace weir::memory
