// SPDX-License-Identifier: Apache-2.0
// Proves: a pool of device memory hands blocks out in stream order, on the host and on a device
// that the host cannot touch; and who is refused has had every rung of the ladder tried before.
#include "stream/device_pool.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <vector>

#include "base/callback.hpp"
#include "harness.hpp"

namespace weir::stream {
namespace {

using Priority = memory::Priority;
constexpr uint64_t kMiB = uint64_t{1} << 20;

// A device of 64 MiB: without options its pool has a capacity of 60 MiB and a reserve of 3.75.
struct Bench {
  explicit Bench(DevicePool::Options options = {}, bool on_host = false)
      : sim(on_host ? sim::Sim{device::make_host(), nullptr}
                    : sim::make_sim({.memory_bytes = 64 * kMiB})),
        streams(sim.device, {}, 256 * kMiB),
        pool(DevicePool::create(options, {sim.device, streams.budget, streams.life})) {}

  // What a test leaves out goes back: a pool that ends without its blocks lets them be for good.
  ~Bench() {
    for (void* const block : taken) {
      if (pool != nullptr) base::contained([&] { pool->put(block, nullptr); });
    }
  }

  std::shared_ptr<Stream> stream(uint32_t index) { return streams.pool->get(index); }
  // Something for a stream to do that ends when the test says so.
  void keep_busy(const std::shared_ptr<Stream>& busy) {
    if (sim.faults != nullptr) sim.faults->hold();
    streams.pool->transfer(busy, {from.array(), there().array()}, &ticket);
  }
  void let_go() {
    sim.faults->release();
    ticket->wait(work::kForever);
    busy_until_idle();
  }
  void busy_until_idle() { streams.pool->wait_all(work::kForever); }
  Values& there() {
    if (!there_) there_ = std::make_unique<Values>(10, *sim.device);
    return *there_;
  }

  sim::Sim sim;
  Fixture streams;
  std::shared_ptr<DevicePool> pool;
  std::vector<void*> taken;
  Values from{10, 1};
  std::unique_ptr<Values> there_;
  Pool::TicketPtr ticket;
};

void* get(Bench& bench, uint64_t size, Priority priority = Priority::high,
          const std::shared_ptr<Stream>& stream = nullptr) {
  void* const block = bench.pool->get(size, priority, stream);
  bench.taken.push_back(block);
  return block;
}

std::string refusal(Bench& bench, uint64_t size, Priority priority) {
  std::string text;
  EXPECT_EQ(outcome([&] { bench.pool->get(size, priority, nullptr); }, &text), Status::no_memory);
  return text;
}

TEST(DevicePool, BlocksAreApartAlignedAndUsedAgain) {
  for (const bool on_host : {false, true}) {
    Bench bench({}, on_host);
    std::set<void*> blocks;
    for (uint64_t size : {0, 1, 255, 256, 257, 3000, 70'000, 1'000'000, 1'100'000, 9'000'000}) {
      for (int i = 0; i < 2; ++i) {
        void* const block = get(bench, size);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % kBlockAlignment, 0u);
        EXPECT_TRUE(blocks.insert(block).second);
        if (on_host) std::memset(block, i, size);
      }
    }
    EXPECT_EQ(bench.pool->stats().used_count, 20u);
    for (void* block : blocks) bench.pool->put(block, nullptr);
    const DevicePool::Stats after = bench.pool->stats();
    EXPECT_EQ(after.used_count, 0u);
    EXPECT_EQ(after.used_bytes, 0u);
    EXPECT_EQ(after.spare_bytes, 0u);
    void* const again = get(bench, 9'000'000);
    EXPECT_TRUE(blocks.contains(again));
    EXPECT_EQ(bench.pool->stats().reuse_count, after.reuse_count + 1);
    bench.pool->put(again, nullptr);
    EXPECT_GT(bench.pool->trim(0), 20'000'000u);
    EXPECT_EQ(bench.pool->stats().held_bytes, 0u);
    EXPECT_EQ(bench.streams.budget->stats().used_bytes, 0u);
  }
}

TEST(DevicePool, TheHostsBlocksAreChargedToTheBudget) {
  Bench bench({}, true);
  void* const block = get(bench, 10 * kMiB);
  EXPECT_GE(bench.streams.budget->module_stats(memory::Module::pool).used_bytes, 10 * kMiB);
  bench.pool->put(block, nullptr);
  // Somebody who needs the budget gets what is idle here.
  EXPECT_NO_THROW(bench.streams.budget->charge(memory::Module::buffers, 250 * kMiB, "all of it"));
  EXPECT_EQ(bench.pool->stats().held_bytes, 0u);
}

TEST(DevicePool, OnlyTheSameStreamGetsWhatItStillUses) {
  Bench bench;
  const auto busy = bench.stream(0), other = bench.stream(1);
  void* const block = get(bench, 5000, Priority::high, busy);
  bench.keep_busy(busy);
  bench.pool->put(block, busy);
  EXPECT_GT(bench.pool->stats().pending_bytes, 0u);
  EXPECT_NE(get(bench, 5000, Priority::high, other), block);
  EXPECT_NE(get(bench, 5000), block);
  EXPECT_EQ(get(bench, 5000, Priority::high, busy), block) << "what it is asked next comes after";
  bench.pool->put(block, busy);
  bench.let_go();
  // 64 blocks given back end an epoch; its ticket tells that the stream has come past it.
  std::vector<void*> more;
  for (int i = 0; i < 64; ++i) more.push_back(get(bench, 300, Priority::high, busy));
  for (void* one : more) bench.pool->put(one, busy);
  bench.busy_until_idle();
  for (int i = 0; i < 200; ++i) get(bench, 300);  // what is free first, then what streams are past
  EXPECT_LT(bench.pool->stats().pending_bytes, 10u * 512) << "all of that epoch are free";
  bench.pool->trim(UINT64_MAX);  // asks for the rest
  bench.busy_until_idle();
  bench.pool->trim(UINT64_MAX);
  EXPECT_EQ(bench.pool->stats().pending_bytes, 0u);
}

TEST(DevicePool, ABlockOfAnotherStreamsShardIsFoundToo) {
  Bench bench;
  const auto first = bench.stream(0), second = bench.stream(1);
  void* const block = get(bench, 5000, Priority::high, first);
  bench.keep_busy(second);
  bench.pool->put(block, second);
  EXPECT_EQ(get(bench, 5000, Priority::high, second), block);
  bench.let_go();
}

TEST(DevicePool, WrongPointersAreRefusedAndCounted) {
  Bench bench;
  auto* const block = static_cast<std::byte*>(get(bench, 1000));
  std::string text;
  EXPECT_EQ(outcome([&] { bench.pool->put(block + 8, nullptr); }, &text), Status::invalid);
  EXPECT_NE(text.find("points into"), std::string::npos) << text;
  EXPECT_EQ(outcome([&] { bench.pool->put(&bench, nullptr); }), Status::invalid);
  bench.pool->put(block, nullptr);
  EXPECT_EQ(outcome([&] { bench.pool->put(block, nullptr); }, &text), Status::invalid);
  EXPECT_NE(text.find("already"), std::string::npos) << text;
  bench.pool->put(nullptr, nullptr);
  EXPECT_EQ(bench.pool->stats().misuse_count, 3u);
}

TEST(DeviceLadder, SearchTakesALargerBlock) {
  Bench bench;
  bench.pool->put(get(bench, 4 * kMiB), nullptr);
  bench.sim.faults->refuse_blocks_above(0);
  void* const block = get(bench, kMiB + 1);
  EXPECT_EQ(bench.pool->stats().search_count, 1u);
  EXPECT_EQ(bench.pool->stats().used_bytes, 4 * kMiB) << "what it has is told";
  bench.pool->put(block, nullptr);
}

TEST(DeviceLadder, TrimGivesIdleMemoryBackFirst) {
  Bench bench;
  bench.pool->put(get(bench, 4 * kMiB), nullptr);
  bench.pool->put(get(bench, 40 * kMiB), nullptr);
  bench.pool->put(get(bench, 30 * kMiB, Priority::high), nullptr);
  EXPECT_EQ(bench.pool->stats().search_count, 1u);
  void* const large = get(bench, 50 * kMiB);
  EXPECT_EQ(bench.pool->stats().trim_count, 1u);
  EXPECT_EQ(bench.pool->stats().held_bytes, 50 * kMiB);
  bench.pool->put(large, nullptr);
}

TEST(DeviceLadder, WaitsForTheStreamThatHoldsIt) {
  Bench bench({.wait_ns = 60'000'000'000});
  const auto busy = bench.stream(0);
  void* const block = get(bench, 50 * kMiB, Priority::high, busy);
  bench.keep_busy(busy);
  bench.pool->put(block, busy);
  std::atomic<void*> got{nullptr};
  std::thread asker([&] { got = get(bench, 50 * kMiB); });
  // The asker has asked the stream for a ticket: the transfer and the mark are queued.
  wait_until([&] { return busy->pending() == 2; });
  EXPECT_EQ(got, nullptr);
  bench.let_go();
  asker.join();
  EXPECT_NE(got, nullptr);
  EXPECT_EQ(bench.pool->stats().wait_count, 1u);
  bench.pool->put(got, nullptr);
}

TEST(DeviceLadder, AWaitHasAnEnd) {
  Bench bench({.wait_ns = 1});
  const auto busy = bench.stream(0);
  void* const block = get(bench, 50 * kMiB, Priority::high, busy);
  bench.keep_busy(busy);
  bench.pool->put(block, busy);
  const std::string text = refusal(bench, 50 * kMiB, Priority::high);
  EXPECT_NE(text.find("still used by streams"), std::string::npos) << text;
  EXPECT_EQ(bench.pool->stats().wait_count, 0u);
  EXPECT_EQ(bench.pool->stats().refusal_count, 1u);
  bench.let_go();
  bench.pool->put(get(bench, 50 * kMiB), nullptr);
}

TEST(DeviceLadder, AStreamsOwnThreadDoesNotWait) {
  Bench bench({.wait_ns = 60'000'000'000});
  const auto busy = bench.stream(0);
  void* const block = get(bench, 50 * kMiB, Priority::high, busy);
  bench.keep_busy(busy);
  bench.pool->put(block, busy);
  {
    const work::NoWaiting inside("a test");
    refusal(bench, 50 * kMiB, Priority::high);
  }
  bench.let_go();
}

TEST(DeviceLadder, ReclaimsFromAnotherPool) {
  Bench bench;
  const auto other =
      DevicePool::create({}, {bench.sim.device, bench.streams.budget, bench.streams.life});
  other->put(other->get(40 * kMiB, Priority::high, nullptr), nullptr);
  void* const block = get(bench, 40 * kMiB);
  EXPECT_EQ(bench.pool->stats().reclaim_count, 1u);
  EXPECT_EQ(other->stats().held_bytes, 0u);
  bench.pool->put(block, nullptr);
}

TEST(DeviceLadder, ReclaimsTheStagesOfIdleLanes) {
  const sim::Sim sim = sim::make_sim({.memory_bytes = 8 * kMiB, .needs_staging = true});
  Fixture streams(sim.device, {}, 64 * kMiB);
  std::vector<Values> from, there;
  for (int i = 0; i < 20; ++i) {
    from.emplace_back(10, 1);
    there.emplace_back(10, *sim.device);
  }
  Pool::TicketPtr ticket;
  streams.pool->batch(
      [&](size_t i) {
        return Pool::Pair{from[i].array(), there[i].array()};
      },
      20, nullptr, &ticket);
  ticket->wait(work::kForever);
  const size_t before = sim.faults->allocated_bytes();
  ASSERT_GE(before, 2 * kMiB) << "a part has a stage";
  const auto pool =
      DevicePool::create({.reserve_bytes = 4096}, {sim.device, streams.budget, streams.life});
  void* const block = pool->get(7 * kMiB, Priority::critical, nullptr);
  EXPECT_EQ(pool->stats().reclaim_count, 1u);
  pool->put(block, nullptr);
}

TEST(DeviceLadder, TheReserveIsForCriticalRequestsOnly) {
  Bench bench;
  std::vector<void*> blocks;
  // Somebody else on the device: less is there than the capacity says.
  const auto others = bench.sim.device->allocate(30 * kMiB);
  for (;;) {
    try {
      blocks.push_back(get(bench, 2 * kMiB));
    } catch (const Error& error) {
      ASSERT_EQ(error.status(), Status::no_memory);
      break;
    }
  }
  EXPECT_GT(bench.pool->stats().reserve_bytes, 3 * kMiB);
  void* const critical = get(bench, 2 * kMiB, Priority::critical);
  DevicePool::Stats now = bench.pool->stats();
  EXPECT_EQ(now.emergency_count, 1u);
  EXPECT_EQ(now.reserve_bytes, 0u) << "it is not held any more";
  EXPECT_EQ(now.priority_bytes[0], 2 * kMiB);
  // What comes back fills the reserve before others get new memory.
  bench.pool->put(blocks.back(), nullptr);
  blocks.pop_back();
  bench.pool->trim(0);
  refusal(bench, 3 * kMiB, Priority::high);
  bench.pool->put(critical, nullptr);
  bench.pool->trim(0);
  blocks.push_back(get(bench, kMiB + 1));
  EXPECT_GT(bench.pool->stats().reserve_bytes, 3 * kMiB);
  for (void* block : blocks) bench.pool->put(block, nullptr);
}

TEST(DeviceLadder, LowLeavesRoomToOthers) {
  Bench bench({.capacity_bytes = 40 * kMiB, .reserve_bytes = 2 * kMiB});
  void* const most = get(bench, 30 * kMiB);
  const std::string text = refusal(bench, 5 * kMiB, Priority::low);
  EXPECT_NE(text.find("(LOW)"), std::string::npos) << text;
  EXPECT_NE(text.find("HIGH 31457280"), std::string::npos) << "by whom: " << text;
  void* const medium = get(bench, 5 * kMiB, Priority::medium);
  refusal(bench, 4 * kMiB, Priority::medium);
  void* const high = get(bench, 3 * kMiB, Priority::high);
  refusal(bench, kMiB, Priority::high);
  void* const critical = get(bench, 2 * kMiB, Priority::critical);
  for (void* block : {most, medium, high, critical}) bench.pool->put(block, nullptr);
}

TEST(DeviceLadder, ARefusalTellsWhatWouldFitAndThatFits) {
  for (const bool on_host : {false, true}) {
    Bench bench({.capacity_bytes = 32 * kMiB}, on_host);
    void* const block = get(bench, 20 * kMiB);
    const std::string text = refusal(bench, 30 * kMiB, Priority::high);
    const uint64_t hint = bench.pool->stats().hint_bytes;
    EXPECT_NE(text.find("About " + std::to_string(hint)), std::string::npos) << text;
    EXPECT_GT(hint, 5 * kMiB);
    void* const half = get(bench, hint / kMiB / 2 * kMiB);
    bench.pool->put(half, nullptr);
    bench.pool->put(block, nullptr);
  }
}

TEST(DeviceLadder, ARefusedSlabIsAskedForAgainAsOneBlock) {
  Bench bench;
  bench.pool->put(get(bench, 1), nullptr);  // the reserve is held by now
  bench.sim.faults->refuse_blocks_above(300'000);
  void* const block = get(bench, 262'144);
  EXPECT_EQ(bench.pool->stats().trim_count, 0u) << "no rung was needed";
  bench.pool->put(block, nullptr);
}

TEST(DevicePool, ALostDeviceIsToldAsSuch) {
  Bench bench;
  void* const block = get(bench, 100);
  bench.sim.faults->fail_copy_at(1, device::kLost);
  bench.keep_busy(bench.stream(0));
  bench.sim.faults->release();
  EXPECT_EQ(outcome([&] { bench.ticket->wait(work::kForever); }), Status::device);
  EXPECT_EQ(outcome([&] { get(bench, 50 * kMiB); }), Status::device);
  bench.pool->put(block, nullptr);
  EXPECT_EQ(bench.pool->stats().used_count, 0u);
}

TEST(DevicePool, BlocksThatStreamsUseOutliveThePool) {
  Bench bench;
  const auto busy = bench.stream(0);
  void* const block = get(bench, 5000, Priority::high, busy);
  bench.keep_busy(busy);
  bench.pool->put(block, busy);
  const size_t before = bench.sim.faults->allocated_bytes();
  bench.pool.reset();
  EXPECT_LT(bench.sim.faults->allocated_bytes(), before) << "the reserve went";
  EXPECT_GE(bench.sim.faults->allocated_bytes(), 5000u + 80u) << "what a stream uses stays";
  bench.let_go();
  wait_until([&] { return bench.sim.faults->allocated_bytes() <= 256; });
}

TEST(DevicePool, OptionsThatCannotBeAreRefused) {
  EXPECT_EQ(outcome([] { Bench bench({.capacity_bytes = 100, .reserve_bytes = 100}); }),
            Status::invalid);
  Bench bench({.reserve_bytes = 100 * kMiB});
  EXPECT_EQ(outcome([&] { get(bench, 1); }), Status::no_memory);
  Bench small;
  EXPECT_EQ(outcome([&] { get(small, UINT64_MAX); }), Status::no_memory);
}

TEST(DevicePool, ManyThreadsAndStreamsShareOne) {
  Bench bench;
  bench.streams.pool->get(0);
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const auto stream = bench.stream(t);
      uint64_t seed = t + 1;
      std::vector<void*> mine;
      for (int i = 0; i < 3000; ++i) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        if (mine.size() > 20 || (!mine.empty() && seed >> 63 != 0)) {
          const size_t at = (seed >> 20) % mine.size();
          bench.pool->put(mine[at], (seed >> 40) % 3 == 0 ? nullptr : stream);
          mine[at] = mine.back();
          mine.pop_back();
        } else {
          mine.push_back(bench.pool->get((seed >> 33) % 40'000, Priority::low,
                                         (seed >> 41) % 2 == 0 ? nullptr : stream));
        }
        if (i % 500 == 0) bench.pool->trim(kMiB);
      }
      for (void* block : mine) bench.pool->put(block, stream);
    });
  }
  for (auto& thread : threads) thread.join();
  const DevicePool::Stats now = bench.pool->stats();
  EXPECT_EQ(now.used_count, 0u);
  EXPECT_EQ(now.get_count, now.put_count);
  EXPECT_EQ(now.spare_bytes, 0u);
  EXPECT_GT(now.reuse_rate(), 0.9);
}

}  // namespace
}  // namespace weir::stream
