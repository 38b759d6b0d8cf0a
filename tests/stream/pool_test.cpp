// SPDX-License-Identifier: Apache-2.0
// Proves: the pool behaves alike on every device: transfers are asynchronous, in order within a
// stream, at the same time across streams, and counted (A-014..A-022, A-027, A-030, A-033).
#include "stream/pool.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <latch>

#include "harness.hpp"

namespace weir::stream {
namespace {

struct Maker {
  const char* name;
  std::function<std::shared_ptr<device::Device>()> make;
};

class PoolOn : public testing::TestWithParam<Maker>, protected Fixture {
 protected:
  PoolOn() : Fixture(GetParam().make()) {}
};

TEST_P(PoolOn, ArraysGoToTheDeviceAndComeBack) {
  Values from(2'000'003, 5);  // more than a staging slot
  Values there(2'000'003, *device);
  Values moved(2'000'003, *device);
  Values back(2'000'003, -1);
  const auto stream = pool->get(0);
  pool->transfer(stream, {from.array(), there.array()}, nullptr);
  pool->transfer(stream, {there.array(), moved.array()}, nullptr);
  pool->transfer(stream, {moved.array(), back.array()}, nullptr);
  EXPECT_TRUE(stream->synchronize(work::kForever));
  EXPECT_EQ(from.host(), back.host());
  EXPECT_EQ(stream->stats().transfers.count, 3u);
  EXPECT_EQ(stream->stats().transfers.bytes, 3u * 2'000'003 * 8);
}

TEST_P(PoolOn, StridedArraysGoThroughTheDevice) {
  constexpr uint64_t kShape[] = {40, 30};
  constexpr int64_t kTurned[] = {8, 40 * 8};
  Values from(1200, 1);
  Values there(1200, *device);
  Values back(1200, -1);
  Array src = from.array();
  Array mid = there.array();
  Array dst = back.array();
  for (Array* array : {&src, &mid, &dst}) {
    array->ndim = 2;
    array->shape = kShape;
  }
  mid.strides = kTurned;  // the device holds the transpose
  const auto stream = pool->get(1);
  pool->transfer(stream, {src, mid}, nullptr);
  pool->transfer(stream, {mid, dst}, nullptr);
  EXPECT_TRUE(stream->synchronize(work::kForever));
  EXPECT_EQ(from.host(), back.host());
}

TEST_P(PoolOn, OverlappingArraysAreReadFirst) {
  Values from(100, 0);
  Values there(100, *device);
  Values back(100, -1);
  Array src = there.array();
  Array dst = there.array();
  const uint64_t shape[] = {90};
  const int64_t backwards[] = {-8};
  src.shape = dst.shape = shape;
  dst.data = static_cast<std::byte*>(dst.data) + 99 * 8;
  dst.strides = backwards;  // element i goes to 99 - i
  const auto stream = pool->get(0);
  pool->transfer(stream, {from.array(), there.array()}, nullptr);
  pool->transfer(stream, {src, dst}, nullptr);
  pool->transfer(stream, {there.array(), back.array()}, nullptr);
  EXPECT_TRUE(stream->synchronize(work::kForever));
  for (size_t i = 0; i < 100; ++i) {
    EXPECT_EQ(back.host()[i], i < 10 ? static_cast<double>(i) : 99.0 - static_cast<double>(i));
  }
}

TEST_P(PoolOn, AStreamKeepsItsOrder) {
  Values cell(1, *device);
  Values back(1, -1);
  std::vector<Values> steps;
  for (int i = 0; i < 100; ++i) steps.emplace_back(1, i);
  const auto stream = pool->get(2);
  for (Values& step : steps) pool->transfer(stream, {step.array(), cell.array()}, nullptr);
  pool->transfer(stream, {cell.array(), back.array()}, nullptr);
  EXPECT_TRUE(stream->synchronize(work::kForever));
  EXPECT_EQ(back.host()[0], 99);
}

TEST_P(PoolOn, StreamsWorkAtTheSameTime) {
  Values from(10, 1);
  Values to(10, *device);
  Values other(10, *device);
  // Each batch's last step waits for the other's: one thread for both would never get past it.
  std::latch both(2);
  std::vector<Pool::TicketPtr> tickets(2);
  for (int i = 0; i < 2; ++i) {
    auto control = std::make_shared<work::Control>();
    control->on_progress([&](uint64_t, uint64_t) {
      both.arrive_and_wait();
      return true;
    });
    Values& dst = i == 0 ? to : other;
    pool->batch(
        [&](size_t) {
          return Pool::Pair{from.array(), dst.array()};
        },
        1, control, &tickets[i]);
  }
  for (const auto& ticket : tickets) EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
}

TEST_P(PoolOn, AHundredForgottenTransfersAreAllThere) {
  std::vector<Values> from;
  std::vector<Values> to;
  for (int i = 0; i < 100; ++i) {
    from.emplace_back(1500, i);
    to.emplace_back(1500, -1);
  }
  for (int i = 0; i < 100; ++i) pool->transfer({from[i].array(), to[i].array()}, nullptr);
  EXPECT_TRUE(pool->wait_all(work::kForever));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(from[i].host(), to[i].host());
  const PoolStats stats = pool->stats();
  EXPECT_EQ(stats.transfers.count, 100u);
  EXPECT_EQ(stats.transfers.timed_count, 100u);
  EXPECT_EQ(stats.streams_in_use, 0u);
  EXPECT_GT(stats.active_ns, 0u);
}

TEST_P(PoolOn, ConfigureResizesAndLosesNothing) {
  std::vector<Values> to;
  Values from(1000, 3);
  for (int i = 0; i < 64; ++i) to.emplace_back(1000, -1);
  for (int i = 0; i < 64; ++i) {
    pool->transfer({from.array(), to[i].array()}, nullptr);
    if (i % 8 == 7) {
      PoolOptions options = pool->options();
      options.size = 1 + static_cast<uint32_t>(i) % 5;
      options.default_priority = i % 3;
      pool->configure(options);
      EXPECT_EQ(pool->size(), options.size);
    }
  }
  EXPECT_TRUE(pool->wait_all(work::kForever));
  for (Values& one : to) EXPECT_EQ(one.host(), from.host());
  EXPECT_EQ(pool->stats().transfers.count, 64u) << "streams that went took their counts along";
}

INSTANTIATE_TEST_SUITE_P(
    Devices, PoolOn,
    testing::Values(
        Maker{"host", [] { return device::make_host(); }},
        Maker{"sim", [] { return sim::make_sim({.memory_bytes = 64 << 20}).device; }},
        Maker{"sim_staging",
              [] {
                return sim::make_sim({.memory_bytes = 64 << 20, .needs_staging = true}).device;
              }}),
    [](const auto& chosen) { return chosen.param.name; });

// The simulated device holds copies back, so that what is pending can be looked at.
class HeldPool : public testing::Test {
 protected:
  sim::Sim sim_ = sim::make_sim();
  Fixture fixture_{sim_.device};
  Pool& pool_ = *fixture_.pool;
  Values from_{10, 1};
  std::deque<Values> there_;  // one for each sending: streams have no order among them
  Values to_{10, -1};

  void SetUp() override { sim_.faults->hold(); }
  // The arrays end before the pool does, so nothing may be under way when they go.
  void TearDown() override {
    sim_.faults->release();
    pool_.wait_all(work::kForever);
  }
  Pool::TicketPtr send(const Pool::StreamPtr& stream) {
    Pool::TicketPtr ticket;
    there_.emplace_back(10, *sim_.device);
    pool_.transfer(stream, {from_.array(), there_.back().array()}, &ticket);
    return ticket;
  }
};

TEST_F(HeldPool, ATransferReturnsBeforeItIsDone) {
  const auto ticket = send(pool_.get(0));
  EXPECT_EQ(ticket->wait(1'000'000), Status::again);
  EXPECT_FALSE(pool_.wait_all(1'000'000)) << "wait_all has a time limit";
  EXPECT_FALSE(pool_.get(0)->synchronize(0));
  EXPECT_EQ(pool_.stats().streams_in_use, 1u);
  sim_.faults->release();
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_TRUE(pool_.wait_all(work::kForever));
  EXPECT_EQ(pool_.stats().streams_in_use, 0u);
}

TEST_F(HeldPool, SynchronizeWaitsForItsStreamOnly) {
  const auto stuck = send(pool_.get(0));
  pool_.transfer(pool_.get(1), {from_.array(), to_.array()}, nullptr);
  EXPECT_TRUE(pool_.get(1)->synchronize(work::kForever));
  EXPECT_EQ(to_.host(), from_.host());
  EXPECT_EQ(stuck->status(), Status::again);
}

TEST_F(HeldPool, NextGivesAnIdleStreamFirst) {
  const auto a = send(pool_.get(0));
  const auto b = send(pool_.get(2));
  for (int i = 0; i < 8; ++i) {
    const uint32_t index = pool_.next()->index();
    EXPECT_TRUE(index == 1 || index == 3) << index;
  }
  const auto c = send(pool_.get(1));
  const auto d = send(pool_.get(3));
  const auto e = send(pool_.get(0));
  for (int i = 0; i < 8; ++i) EXPECT_NE(pool_.next()->index(), 0u) << "the longest queue";
}

TEST_F(HeldPool, QueuedWorkIsCancelledAtOnce) {
  const auto running = send(pool_.get(0));
  const auto queued = send(pool_.get(0));
  wait_until([&] { return sim_.faults->copies() == 1; });
  queued->cancel();
  EXPECT_EQ(queued->status(), Status::cancelled);
  running->cancel();
  EXPECT_EQ(running->status(), Status::again) << "the device still works on it";
  sim_.faults->release();
  EXPECT_EQ(running->wait(work::kForever), Status::ok);
  EXPECT_TRUE(pool_.wait_all(work::kForever));
  EXPECT_EQ(sim_.faults->copies(), 1u);
}

TEST_F(HeldPool, ConfigureWaitsForStreamsInUse) {
  const auto last = pool_.get(3);
  const auto ticket = send(last);
  std::atomic<bool> done{false};
  std::jthread resizer([&] {
    PoolOptions options = pool_.options();
    options.size = 2;
    pool_.configure(options);
    done = true;
  });
  wait_until([&] { return pool_.size() == 2; });  // no new work goes there, but it is waited for
  EXPECT_FALSE(done);
  EXPECT_EQ(ticket->status(), Status::again);
  sim_.faults->release();
  resizer.join();
  EXPECT_EQ(ticket->status(), Status::ok);
  EXPECT_EQ(outcome([&] { send(last); }), Status::closed);
}

}  // namespace
}  // namespace weir::stream
