// SPDX-License-Identifier: Apache-2.0
// Proves: a batch is grouped by size, spread over the pool, held under the limit in flight, and
// every pair of it is tried and has an outcome of its own (A-022..A-026, A-029).
#include "stream/batch.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <latch>
#include <random>

#include "harness.hpp"

namespace weir::stream {
namespace {

Batch make_batch(const std::vector<uint64_t>& sizes, size_t streams, uint64_t most_bytes) {
  Plan plan;
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    Transfer transfer{};
    transfer.bytes = transfer.run = sizes[i];
    transfer.item = i;
    plan.transfers.push_back(transfer);
  }
  return Batch(std::make_shared<const Layout>(std::move(plan), streams, most_bytes),
               work::Ticket::create(sizes.size()), nullptr, 0);
}

TEST(Batch, IsGroupedBySizeLargestFirst) {
  std::mt19937 random(7);
  std::vector<uint64_t> sizes(1000);
  for (auto& size : sizes) size = uint64_t{1} << (random() % 20);
  Batch batch = make_batch(sizes, 4, uint64_t{500} << 20);
  std::vector<bool> seen(sizes.size());
  uint64_t last = ~uint64_t{0};
  for (auto chunk = batch.claim(); chunk.count() > 0; chunk = batch.claim()) {
    for (const Transfer* t = chunk.first; t != chunk.last; ++t) {
      EXPECT_LE(std::bit_width(t->bytes), std::bit_width(last));
      EXPECT_EQ(t->bytes, sizes[t->item]);
      EXPECT_FALSE(seen[t->item]);
      seen[t->item] = true;
      last = t->bytes;
    }
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 1000);
}

TEST(Batch, ChunksStayUnderTheLimitUnlessOnePairIsOver) {
  Batch batch = make_batch({5000, 100, 200, 300, 400, 900}, 1, 1000);
  size_t chunks = 0;
  for (auto chunk = batch.claim(); chunk.count() > 0; chunk = batch.claim()) {
    ++chunks;
    EXPECT_TRUE(chunk.bytes <= 1000 || chunk.count() == 1) << chunk.bytes;
  }
  EXPECT_EQ(chunks, batch.layout().chunk_count());
}

TEST(Batch, EmptyPairsAreWorkToo) {
  Batch batch = make_batch(std::vector<uint64_t>(1000, 0), 4, 1000);
  size_t pairs = 0;
  for (auto chunk = batch.claim(); chunk.count() > 0; chunk = batch.claim()) pairs += chunk.count();
  EXPECT_EQ(pairs, 1000u);
}

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

TEST(PoolBatch, AThousandPairsArriveUnderASmallLimit) {
  PoolOptions options;
  options.max_batch_bytes = 50'000;
  Fixture fixture(device::make_host(), options);
  Pairs pairs(1000, 1500);
  Pool::TicketPtr ticket;
  fixture.pool->batch(pairs.at(), 1000, nullptr, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  for (size_t i = 0; i < 1000; ++i) ASSERT_EQ(pairs.from[i].host(), pairs.to[i].host());
  const PoolStats stats = fixture.pool->stats();
  EXPECT_EQ(stats.transfers.count, 1000u);
  EXPECT_EQ(stats.transfers.bytes, 1000u * 12'000);
  EXPECT_LE(stats.in_flight_peak_bytes, 50'000u);
  EXPECT_GE(stats.in_flight_peak_bytes, 12'000u);
}

TEST(PoolBatch, IsSpreadOverAllStreams) {
  const sim::Sim sim = sim::make_sim({.memory_bytes = 64 << 20});
  Fixture fixture(sim.device);
  Pairs pairs(1000, 1500);
  pairs.to.clear();
  for (int i = 0; i < 1000; ++i) pairs.to.emplace_back(1500, *sim.device);
  sim.faults->hold();
  Pool::TicketPtr ticket;
  fixture.pool->batch(pairs.at(), 1000, nullptr, &ticket);
  // Every stream has taken a chunk of some 750 kB, and none can end it.
  wait_until([&] { return fixture.pool->stats().in_flight_peak_bytes > 4 * 700'000; });
  EXPECT_EQ(fixture.pool->stats().streams_in_use, 4u);
  sim.faults->release();
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  for (const StreamStats& stream : fixture.pool->stats().streams) {
    EXPECT_GT(stream.transfers.count, 0u);
  }
}

TEST(PoolBatch, OneLargerThanTheLimitGoesAlone) {
  PoolOptions options;
  options.max_batch_bytes = 1000;
  Fixture fixture(device::make_host(), options);
  Pairs pairs(8, 1500);
  fixture.pool->batch(pairs.at(), 8, nullptr, nullptr);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  EXPECT_EQ(fixture.pool->stats().in_flight_peak_bytes, 12'000u);
  EXPECT_EQ(fixture.pool->stats().transfers.count, 8u);
}

TEST(PoolBatch, BadPairsAreNamedAndTheOthersTried) {
  Fixture fixture(device::make_host());
  Pairs pairs(10, 100);
  pairs.to[3] = Values(99);
  pairs.to[7] = Values(50);
  Pool::TicketPtr ticket;
  fixture.pool->batch(pairs.at(), 10, nullptr, &ticket);
  std::string text;
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }, &text), Status::partial);
  EXPECT_NE(text.find("2 of 10 items failed; the first is item 3"), std::string::npos) << text;
  EXPECT_NE(text.find("(100) f64 and the destination (99) f64"), std::string::npos) << text;
  for (size_t i = 0; i < 10; ++i) {
    const bool bad = i == 3 || i == 7;
    EXPECT_EQ(ticket->item_status(i), bad ? Status::invalid : Status::ok);
    EXPECT_EQ(pairs.from[i].host() == pairs.to[i].host(), !bad);
  }
  EXPECT_EQ(fixture.pool->stats().transfers.failures, 2u);
}

TEST(PoolBatch, ABatchOfNothingIsDoneAndOneOfBadPairsFails) {
  Fixture fixture(device::make_host());
  Pairs pairs(1, 10);
  Pool::TicketPtr ticket;
  fixture.pool->batch(pairs.at(), 0, nullptr, &ticket);
  EXPECT_EQ(ticket->status(), Status::ok);
  pairs.to[0] = Values(9);
  fixture.pool->batch(pairs.at(), 1, nullptr, &ticket);
  EXPECT_EQ(ticket->status(), Status::invalid);
}

TEST(PoolBatch, ProgressIsToldAndACancelStopsWhatHasNotBegun) {
  PoolOptions options;
  options.max_batch_bytes = 12'000;  // one pair at a time
  Fixture fixture(device::make_host(), options);
  Pairs pairs(500, 1500);
  auto control = std::make_shared<work::Control>();
  control->on_progress([](uint64_t, uint64_t total) {
    EXPECT_EQ(total, 500u);
    return false;  // enough
  });
  Pool::TicketPtr ticket;
  fixture.pool->batch(pairs.at(), 500, control, &ticket);
  const Status status = outcome([&] { ticket->wait(work::kForever); });
  EXPECT_EQ(status, Status::cancelled);
  size_t copied = 0;
  for (size_t i = 0; i < 500; ++i) {
    const Status one = ticket->item_status(i);
    EXPECT_TRUE(one == Status::ok || one == Status::cancelled);
    copied += one == Status::ok ? 1 : 0;
  }
  EXPECT_GE(copied, 1u);
  EXPECT_LE(copied, 8u) << "at most what the four streams had begun, and their next";
  EXPECT_EQ(control->done(), 500u);
  EXPECT_EQ(outcome([&] { fixture.pool->batch(pairs.at(), 500, control, nullptr); }),
            Status::cancelled);
}

TEST(PoolBatch, AProgressFunctionThatThrowsEndsItAsCallback) {
  PoolOptions options;
  options.max_batch_bytes = 12'000;  // one pair at a time
  Fixture fixture(device::make_host(), options);
  Pairs pairs(500, 1500);
  auto control = std::make_shared<work::Control>();
  control->on_progress([](uint64_t, uint64_t) -> bool { throw 7; });
  Pool::TicketPtr ticket;
  fixture.pool->batch(pairs.at(), 500, control, &ticket);
  std::string text;
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }, &text), Status::callback);
  EXPECT_NE(text.find("the progress callback threw"), std::string::npos) << text;
  size_t copied = 0;
  for (size_t i = 0; i < 500; ++i) {
    const Status one = ticket->item_status(i);
    EXPECT_TRUE(one == Status::ok || one == Status::callback);
    copied += one == Status::ok ? 1 : 0;
  }
  EXPECT_GE(copied, 1u);
  EXPECT_LE(copied, 8u);
  EXPECT_EQ(outcome([&] { fixture.pool->batch(pairs.at(), 500, control, nullptr); }),
            Status::callback);
}

// Overlapping arrays on a device are copied one after another, all of these in one chunk.
TEST(PoolBatch, ACancelStopsBeforeTheNextItem) {
  const sim::Sim sim = sim::make_sim();
  PoolOptions options;
  options.size = 1;
  Fixture fixture(sim.device, options);
  constexpr size_t kItems = 8;
  const uint64_t shape[] = {9};
  std::vector<Values> blocks;
  for (size_t i = 0; i < kItems; ++i) blocks.emplace_back(10, *sim.device);
  const auto at = [&](size_t i) {
    Array src = blocks[i].array();
    src.shape = shape;
    Array dst = src;
    dst.data = static_cast<std::byte*>(dst.data) + 8;
    return Pool::Pair{src, dst};
  };
  sim.faults->hold();
  Pool::TicketPtr ticket;
  fixture.pool->batch(at, kItems, nullptr, &ticket);
  wait_until([&] { return sim.faults->most_at_once() == 1; });
  ticket->cancel();
  sim.faults->release();
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::cancelled);
  EXPECT_EQ(ticket->item_status(0), Status::ok) << "what had begun is finished";
  for (size_t i = 1; i < kItems; ++i) EXPECT_EQ(ticket->item_status(i), Status::cancelled);
  EXPECT_EQ(fixture.pool->stats().transfers.count, 1u);
  EXPECT_EQ(fixture.pool->stats().transfers.failures, 0u) << "a cancel is no failure";
}

TEST(Window, ServesInTheOrderOfComing) {
  Window window(10);
  window.acquire(6);
  std::atomic<int> came{0};
  std::atomic<int> large_was{0};
  std::atomic<int> small_was{0};
  std::jthread large([&] {
    window.acquire(10);
    large_was = ++came;
    window.release(10);
  });
  wait_until([&] { return window.waiting() == 1; });
  std::jthread small([&] {
    window.acquire(4);  // there would be room
    small_was = ++came;
    window.release(4);
  });
  wait_until([&] { return window.waiting() == 2 || came > 0; });
  EXPECT_EQ(came, 0) << "it slipped past the large one";
  window.release(6);
  large.join();
  small.join();
  EXPECT_EQ(large_was, 1);
  EXPECT_EQ(small_was, 2);
  EXPECT_EQ(window.waiting(), 0u);
  EXPECT_EQ(window.peak(), 10u);
}

TEST(Window, TwoThatFitTogetherNeedNotWaitForEachOther) {
  Window window(10);
  window.acquire(10);
  std::latch both(2);
  const auto half = [&] {
    window.acquire(5);
    both.arrive_and_wait();
    window.release(5);
  };
  std::jthread one(half);
  std::jthread two(half);
  wait_until([&] { return window.waiting() == 2; });
  window.release(10);
}

}  // namespace
}  // namespace weir::stream
