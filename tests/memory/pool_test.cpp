// SPDX-License-Identifier: Apache-2.0
// Proves: blocks are what was asked for and nobody else's; what is kept idle follows the demand and
// is given back when asked (D-020, D-025, D-030, D-035); limits are hard and CRITICAL gets through
// (D-022, D-034); blocks given back twice, to the wrong pool, or used afterwards are found.
#include "memory/pool.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <latch>
#include <random>
#include <set>
#include <thread>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::memory {
namespace {

constexpr uint64_t kMiB = 1 << 20;

constinit std::atomic<uint64_t> fake_now{1};
uint64_t fake_clock() noexcept {
  return fake_now.load();
}

struct Fixture {
  explicit Fixture(uint64_t budget_bytes = 1024 * kMiB, Pool::Options options = {}) {
    budget = std::make_shared<Budget>(budget_bytes);
    log = std::make_shared<base::Log>();
    pool = Pool::create(budget, log, options);
  }
  std::shared_ptr<Budget> budget;
  std::shared_ptr<base::Log> log;
  std::shared_ptr<Pool> pool;
};

template <class Call>
std::string error_of(Status status, Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), status);
    return error.what();
  }
  return "no error";
}

TEST(Pool, EverySizeFitsAndIsAligned) {
  Fixture f;
  std::vector<std::pair<unsigned char*, size_t>> blocks;
  for (size_t size = 0; size < 200000; size = size < 300 ? size + 1 : size + size / 7) {
    for (size_t alignment : {size_t{1}, size_t{16}, size_t{64}, size_t{4096}, size_t{1} << 20}) {
      if (alignment > 64 && size % 3 != 0) continue;
      auto* block = static_cast<unsigned char*>(f.pool->get(size, Priority::medium, alignment));
      ASSERT_EQ(reinterpret_cast<uintptr_t>(block) % alignment, 0u) << size << " " << alignment;
      ASSERT_GE(f.pool->size_of(block), size);
      std::memset(block, static_cast<int>(blocks.size() & 0xff), size);
      blocks.emplace_back(block, size);
    }
  }
  for (size_t i = 0; i < blocks.size(); ++i) {
    for (size_t at = 0; at < blocks[i].second; at += 31) {
      ASSERT_EQ(blocks[i].first[at], i & 0xff) << "blocks overlap";
    }
  }
  EXPECT_EQ(f.pool->stats().used_count, blocks.size());
  for (const auto& [block, size] : blocks) f.pool->put(block);
  const Pool::Stats stats = f.pool->stats();
  EXPECT_EQ(stats.used_count, 0u);
  EXPECT_EQ(stats.used_bytes, 0u);
  f.pool->trim(0);
  EXPECT_EQ(f.pool->stats().spans.held_bytes, 0u);
  EXPECT_EQ(f.budget->stats().used_bytes, 0u);
}

TEST(Pool, WasteIsAnEighthAtMost) {
  for (size_t size = 129; size < size_t{1} << 30; size += 1 + size / 97) {
    const size_t given = class_size(class_of(size));
    ASSERT_GE(given, size);
    ASSERT_LE(given, size + size / 8 + 16);
    ASSERT_EQ(class_of(given), class_of(size));
  }
  for (size_t size = 4096; size < size_t{1} << 40; size += 4096 * (1 + size / 4096 / 97)) {
    const size_t given = span_class_size(span_class_of(size));
    ASSERT_GE(given, size);
    ASSERT_LE(given, size + size / 32);
    ASSERT_EQ(given % 4096, 0u);
    ASSERT_EQ(span_class_of(given), span_class_of(size));
  }
}

TEST(Pool, WhatCameBackIsUsedAgain) {
  Fixture f;
  void* first = f.pool->get(100000, Priority::medium);
  f.pool->put(first);
  EXPECT_EQ(f.pool->get(100000, Priority::medium), first);
  f.pool->put(first);
  for (int i = 0; i < 1000; ++i) f.pool->put(f.pool->get(200, Priority::low));
  const Pool::Stats stats = f.pool->stats();
  EXPECT_EQ(stats.get_count, 1002u);
  EXPECT_EQ(stats.put_count, 1002u);
  EXPECT_EQ(stats.reuse_count, 1000u);
  EXPECT_LE(stats.reuse_rate(), 1.0);
  EXPECT_GT(stats.reuse_rate(), 0.99);
}

TEST(Pool, WrongPointersAreRefusedAndNothingIsHarmed) {
  Fixture f, other;
  for (const size_t size : {size_t{100}, size_t{100000}}) {
    auto* block = static_cast<char*>(f.pool->get(size, Priority::medium));
    char mine = 0;
    EXPECT_NE(error_of(Status::invalid, [&] { f.pool->put(&mine); }).find("not a block of this"),
              std::string::npos);
    EXPECT_NE(error_of(Status::invalid, [&] { f.pool->put(nullptr); }).find("not a block"),
              std::string::npos);
    EXPECT_NE(error_of(Status::invalid, [&] { other.pool->put(block); }).find("not a block"),
              std::string::npos);
    EXPECT_NE(
        error_of(Status::invalid, [&] { f.pool->put(block + 8); }).find("8 bytes into a block"),
        std::string::npos);
    f.pool->put(block);
    EXPECT_NE(error_of(Status::invalid, [&] { f.pool->put(block); }).find("given back already"),
              std::string::npos);
  }
  EXPECT_EQ(f.pool->stats().misuse_count, 8u);
  EXPECT_EQ(other.pool->stats().misuse_count, 2u);
  EXPECT_EQ(f.pool->stats().used_count, 0u);
}

TEST(Pool, InDebugModeABlockUsedAfterwardsIsFoundAndSetAside) {
  Pool::Options options;
  options.debug = true;
  Fixture f(1024 * kMiB, options);
  for (const size_t size : {size_t{48}, size_t{100000}}) {
    auto* block = static_cast<char*>(f.pool->get(size, Priority::medium));
    f.pool->put(block);
    block[5] = 'x';
    std::set<void*> later;
    for (int i = 0; i < 200; ++i) later.insert(f.pool->get(size, Priority::medium));
    EXPECT_EQ(later.count(block), 0u) << "it would be spoilt again";
    for (void* each : later) f.pool->put(each);
    base::Level level;
    std::string line;
    ASSERT_TRUE(f.log->next(level, line));
    EXPECT_NE(line.find("was written to after it was given back"), std::string::npos) << line;
  }
  EXPECT_EQ(f.pool->stats().misuse_count, 2u);
}

TEST(Pool, WhatIsKeptFollowsTheDemand) {
  Fixture f;
  std::vector<void*> blocks;
  for (int i = 0; i < 64; ++i) blocks.push_back(f.pool->get(kMiB, Priority::medium));
  for (void* block : blocks) f.pool->put(block);
  EXPECT_EQ(f.pool->stats().spans.idle_bytes, 64 * kMiB) << "the demand was there a moment ago";
  for (int i = 0; i < 2048; ++i) f.pool->put(f.pool->get(kMiB, Priority::medium));
  EXPECT_LE(f.pool->stats().spans.idle_bytes, 2 * kMiB) << "and has passed";
}

TEST(Pool, IdleBlocksAgeByPriority) {
  Pool::Options options;
  options.clock = fake_clock;
  options.low_idle_ns = 100;
  Fixture f(1024 * kMiB, options);
  std::vector<void*> blocks;
  for (const Priority priority :
       {Priority::critical, Priority::high, Priority::medium, Priority::low}) {
    blocks.push_back(f.pool->get(kMiB << static_cast<int>(priority), priority));
  }
  for (void* block : blocks) f.pool->put(block);
  const auto later = [&](uint64_t ns) {
    fake_now += ns;
    f.pool->trim(UINT64_MAX);
    return f.pool->stats().spans.idle_count;
  };
  EXPECT_EQ(later(100), 4u);
  EXPECT_EQ(later(1), 3u) << "LOW first";
  EXPECT_EQ(later(399), 3u);
  EXPECT_EQ(later(1), 2u) << "then MEDIUM";
  EXPECT_EQ(later(500), 0u) << "then HIGH and CRITICAL";
}

TEST(Pool, AChargeThatDoesNotFitTakesIdleBlocksBack) {
  Fixture f(64 * kMiB);
  std::vector<void*> blocks;
  for (int i = 0; i < 200000; ++i) blocks.push_back(f.pool->get(128, Priority::medium));
  for (int i = 0; i < 20; ++i) blocks.push_back(f.pool->get(kMiB, Priority::medium));
  std::thread([&] {  // those in another thread's magazines too
    for (void* block : blocks) f.pool->put(block);
    const Charge all = f.budget->charge(Module::buffers, 64 * kMiB, "everything");
    EXPECT_EQ(f.pool->stats().spans.held_bytes, 0u);
  })
      .join();
}

TEST(Pool, TheMagazinesOfALiveThreadAreWithinReach) {
  Fixture f(64 * kMiB);
  std::latch filled(1), over(1);
  std::thread idle([&] {
    for (int i = 0; i < 40; ++i) f.pool->put(f.pool->get(1000, Priority::medium));
    filled.count_down();
    over.wait();
    f.pool->put(f.pool->get(1000, Priority::medium));
  });
  filled.wait();
  EXPECT_GT(f.pool->stats().spans.held_bytes, 0u);
  EXPECT_EQ(f.pool->trim(0), 65536u);
  EXPECT_EQ(f.pool->stats().spans.held_bytes, 0u);
  over.count_down();
  idle.join();
}

TEST(Pool, LowIsRefusedFirstAndCriticalLast) {
  Pool::Options options;
  options.reserve_bytes = 10 * kMiB;
  Fixture f(100 * kMiB, options);
  std::vector<void*> held;
  for (const auto& [priority, most] :
       {std::pair{Priority::low, 80}, {Priority::medium, 5}, {Priority::high, 5}}) {
    for (int i = 0; i < most; ++i) held.push_back(f.pool->get(kMiB, priority));
    EXPECT_NE(error_of(Status::no_memory, [&] { f.pool->get(kMiB, priority); }).find("pool"),
              std::string::npos);
  }
  EXPECT_EQ(f.budget->stats().used_bytes, 100 * kMiB);
  for (int i = 0; i < 10; ++i) held.push_back(f.pool->get(kMiB, Priority::critical));
  EXPECT_EQ(f.pool->stats().spans.emergency_count, 10u);
  EXPECT_EQ(f.pool->stats().spans.reserve_bytes, 0u);
  EXPECT_THROW(f.pool->get(kMiB, Priority::critical), Error);
  EXPECT_EQ(f.budget->stats().peak_bytes, 100 * kMiB);
  EXPECT_EQ(f.pool->stats().refusal_count, 4u);
  for (void* block : held) f.pool->put(block);
  f.pool->trim(0);
  EXPECT_EQ(f.pool->stats().spans.reserve_bytes, 10 * kMiB) << "what is freed fills it again first";
  EXPECT_EQ(f.budget->stats().used_bytes, 10 * kMiB);
}

TEST(Pool, ItsOwnLimitIsHardAndIdleBlocksMakeRoom) {
  Pool::Options options;
  options.capacity_bytes = 10 * kMiB;
  Fixture f(100 * kMiB, options);
  f.pool->put(f.pool->get(8 * kMiB, Priority::medium));
  void* block = f.pool->get(10 * kMiB, Priority::medium);  // the idle eight go
  const std::string text = error_of(Status::no_memory, [&] { f.pool->get(1, Priority::critical); });
  EXPECT_NE(text.find("10485760 of the pool's 10485760 are in use"), std::string::npos) << text;
  f.pool->put(block);
  EXPECT_EQ(f.pool->stats().spans.peak_bytes, 10 * kMiB);
  EXPECT_THROW(f.pool->get(SIZE_MAX, Priority::critical), Error);
  EXPECT_THROW(f.pool->get(SIZE_MAX / 4, Priority::critical), Error);
}

// When the machine refuses what the budget allows, idle blocks are given back and it is tried
// again; and a failure leaves all counts as they were.
TEST(Pool, AHeapThatFailsLeavesNothingBehind) {
  Fixture f;
  f.pool->put(f.pool->get(8 * kMiB, Priority::medium));
  heap::fail_at(1);
  void* block = f.pool->get(16 * kMiB, Priority::medium);
  EXPECT_EQ(f.pool->stats().spans.idle_bytes, 0u);
  const Pool::Stats before = f.pool->stats();
  EXPECT_THROW(f.pool->get(size_t{1} << 45, Priority::medium), Error);
  const Pool::Stats after = f.pool->stats();
  EXPECT_EQ(after.spans.held_bytes, before.spans.held_bytes);
  EXPECT_EQ(after.used_bytes, before.used_bytes);
  f.pool->put(block);
}

TEST(Pool, BlocksMoveBetweenThreadsAndComeBackWhole) {
  constexpr int kThreads = 8, kRounds = 20000;
  Pool::Options options;
  Fixture f(256 * kMiB, options);
  std::mutex mutex;
  std::vector<std::pair<uint64_t*, uint64_t>> exchange;
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  std::atomic<uint64_t> wrong{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937_64 random(static_cast<uint64_t>(t));
      start.arrive_and_wait();
      for (int i = 0; i < kRounds; ++i) {
        const size_t size = 8 + (random() % 32 == 0 ? random() % 100000 : random() % 2000);
        auto* block = static_cast<uint64_t*>(f.pool->get(size, Priority::medium));
        *block = random();
        std::pair<uint64_t*, uint64_t> mine{block, *block};
        {
          const std::lock_guard lock(mutex);
          if (exchange.size() > 500) {
            std::swap(mine, exchange[random() % exchange.size()]);
          } else {
            exchange.push_back(mine);
            mine.first = nullptr;
          }
        }
        if (mine.first == nullptr) continue;
        wrong += *mine.first != mine.second;
        f.pool->put(mine.first);
        if (i % 1000 == 0) f.pool->trim(0);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong.load(), 0u);
  EXPECT_EQ(f.pool->stats().used_count, exchange.size());
  for (const auto& [block, value] : exchange) f.pool->put(block);
  EXPECT_EQ(f.pool->stats().used_bytes, 0u);
  f.pool->trim(0);
  EXPECT_EQ(f.budget->stats().used_bytes, 0u);
}

TEST(Pool, OneBudgetForEightThreadsIsNeverPassed) {
  constexpr int kThreads = 8;
  Fixture f(16 * kMiB);
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937_64 random(static_cast<uint64_t>(t));
      std::vector<void*> held;
      start.arrive_and_wait();
      for (int i = 0; i < 2000; ++i) {
        try {
          held.push_back(f.pool->get(random() % (kMiB / 2), Priority::medium));
        } catch (const Error& error) {
          EXPECT_EQ(error.status(), Status::no_memory);
          for (void* block : held) f.pool->put(block);
          held.clear();
        }
      }
      for (void* block : held) f.pool->put(block);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(f.budget->stats().peak_bytes, 16 * kMiB);
  EXPECT_GT(f.pool->stats().refusal_count, 0u);
  f.pool->trim(0);
  EXPECT_EQ(f.budget->stats().used_bytes, 0u);
}

TEST(Pool, AThreadOutlivesThePoolsItUsed) {
  std::latch used(1), gone(1);
  auto f = std::make_unique<Fixture>();
  std::thread thread([&] {
    f->pool->put(f->pool->get(100, Priority::medium));
    used.count_down();
    gone.wait();
    Fixture another;
    another.pool->put(another.pool->get(100, Priority::medium));
  });
  used.wait();
  const std::weak_ptr<Pool> watch = f->pool;
  f.reset();
  EXPECT_TRUE(watch.expired());
  gone.count_down();
  thread.join();
}

TEST(Pool, FragmentationIsZeroWhenOnePieceIsFree) {
  Fixture f;
  void* four = f.pool->get(4 * kMiB, Priority::medium);
  void* two = f.pool->get(2 * kMiB, Priority::medium);
  f.pool->put(four);
  EXPECT_DOUBLE_EQ(f.pool->stats().fragmentation(), 0.0);
  f.pool->put(two);
  const Pool::Stats stats = f.pool->stats();
  EXPECT_EQ(stats.spans.largest_idle_bytes, 4 * kMiB);
  EXPECT_NEAR(stats.fragmentation(), 1.0 - 4.0 / 6.0, 1e-9);
  EXPECT_NE(f.pool->stats_json().find("\"fragmentation\":0.3333"), std::string::npos);
}

}  // namespace
}  // namespace weir::memory
