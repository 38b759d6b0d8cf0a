// SPDX-License-Identifier: Apache-2.0
// Proves: a recorded ticket is done when what came before it is, a stream that waits for a ticket
// begins after it however it ended, and a wrapped stream queues on the caller's own.
#include <gtest/gtest.h>

#include "harness.hpp"

namespace weir::stream {
namespace {

TEST(Event, ARecordedTicketIsDoneWithWhatCameBefore) {
  const sim::Sim sim = sim::make_sim();
  Fixture fixture(sim.device);
  Values from(10, 1);
  Values there(10, *sim.device);
  const auto stream = fixture.pool->get(0);
  EXPECT_EQ(stream->record()->wait(work::kForever), Status::ok) << "nothing came before";
  sim.faults->hold();
  fixture.pool->transfer(stream, {from.array(), there.array()}, nullptr);
  const auto after = stream->record();
  EXPECT_EQ(after->status(), Status::again);
  sim.faults->release();
  EXPECT_EQ(after->wait(work::kForever), Status::ok);
  EXPECT_EQ(stream->stats().transfers.count, 1u) << "and the mark itself is no transfer";
}

TEST(Event, AStreamThatWaitsBeginsWhenTheTicketIsDone) {
  const sim::Sim sim = sim::make_sim();
  Fixture fixture(sim.device);
  Values from(10, 1);
  Values there(10, *sim.device);
  Values back(10, -1);
  const auto up = fixture.pool->get(0);
  const auto down = fixture.pool->get(1);
  for (int round = 0; round < 20; ++round) {
    *static_cast<double*>(from.array().data) = round;
    sim.faults->hold();
    fixture.pool->transfer(up, {from.array(), there.array()}, nullptr);
    down->wait_for(up->record());
    Pool::TicketPtr ticket;
    fixture.pool->transfer(down, {there.array(), back.array()}, &ticket);
    sim.faults->release();
    EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
    ASSERT_EQ(back.host()[0], round);
  }
}

TEST(Event, AFailureOrACancelLetsTheWaitingGoOn) {
  const sim::Sim sim = sim::make_sim();
  PoolOptions options;
  options.retries = 0;
  Fixture fixture(sim.device, options);
  Values from(10, 1);
  Values there(10, *sim.device);
  Values near(10, -1);
  sim.faults->fail_copies(device::kFailed);
  Pool::TicketPtr failing;
  fixture.pool->transfer(fixture.pool->get(0), {from.array(), there.array()}, &failing);
  const auto second = fixture.pool->get(1);
  second->wait_for(failing);
  Pool::TicketPtr after;
  fixture.pool->transfer(second, {from.array(), near.array()}, &after);
  EXPECT_EQ(after->wait(work::kForever), Status::ok);
  EXPECT_EQ(outcome([&] { failing->wait(work::kForever); }), Status::device)
      << "waiting for it was no look at its error";
  const auto mark = fixture.pool->get(0)->record();
  mark->cancel();
  second->wait_for(mark);
  EXPECT_TRUE(second->synchronize(work::kForever));
}

TEST(Event, AStreamThatIsGoneRefuses) {
  Fixture fixture(device::make_host());
  const auto last = fixture.pool->get(3);
  PoolOptions options;
  options.size = 1;
  fixture.pool->configure(options);
  EXPECT_EQ(outcome([&] { last->record(); }), Status::closed);
  EXPECT_EQ(outcome([&] { last->wait_for(work::Ticket::create(0)); }), Status::closed);
}

TEST(Wrap, QueuesOnTheCallersOwnStream) {
  const sim::Sim sim = sim::make_sim();
  Fixture fixture(sim.device);
  device::Table table = sim.faults->table();
  void* native = nullptr;
  device::Failure failure{};
  ASSERT_EQ(table.stream_create(table.self, 0, &native, &failure), device::kOk);
  Values from(100, 1);
  Values there(100, *sim.device);
  Values back(100, -1);
  {
    const auto stream = fixture.pool->wrap(native);
    EXPECT_EQ(fixture.pool->wrap(native), stream);
    EXPECT_GE(stream->index(), kMaxStreams);
    EXPECT_EQ(fixture.pool->size(), 4u) << "it is not one of the numbered";
    sim.faults->hold();
    fixture.pool->transfer(stream, {from.array(), there.array()}, nullptr);
    wait_until([&] { return sim.faults->copies() == 1; });
    // The caller's stream has it: it is not done before the copy is.
    EXPECT_EQ(table.stream_synchronize(table.self, native, 1'000'000, &failure), device::kNotReady);
    const auto mark = stream->record();
    EXPECT_EQ(mark->status(), Status::again);
    EXPECT_FALSE(fixture.pool->wait_all(1'000'000)) << "the pool waits for it too";
    sim.faults->release();
    EXPECT_EQ(mark->wait(work::kForever), Status::ok);
    Pool::TicketPtr ticket;
    fixture.pool->transfer(stream, {there.array(), back.array()}, &ticket);
    EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
    EXPECT_EQ(from.host(), back.host());
    EXPECT_EQ(fixture.pool->stats().transfers.count, 2u);
  }
  fixture.pool.reset();
  EXPECT_EQ(table.stream_synchronize(table.self, native, work::kForever, &failure), device::kOk);
  table.stream_destroy(table.self, native);
}

TEST(Wrap, TheHostHasNoStreamsToWrap) {
  Fixture fixture(device::make_host());
  int anything = 0;
  EXPECT_EQ(outcome([&] { fixture.pool->wrap(&anything); }), Status::unsupported);
}

TEST(Percentiles, AreThereOncePairsWereTimed) {
  Fixture fixture(device::make_host());
  EXPECT_EQ(fixture.pool->stats().latency.p50_us, 0);
  Values from(1000, 1);
  Values to(1000, -1);
  for (int i = 0; i < 50; ++i) {
    fixture.pool->transfer({from.array(), to.array()}, nullptr);
    EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  }
  const PoolStats stats = fixture.pool->stats();
  EXPECT_GT(stats.latency.p50_us, 0);
  EXPECT_LE(stats.latency.p50_us, stats.latency.p95_us);
  EXPECT_LE(stats.latency.p95_us, stats.latency.p99_us);
  EXPECT_LE(stats.latency.p99_us, static_cast<double>(stats.transfers.latency_max_ns) / 1e3 * 1.04);
  PoolOptions options;
  options.size = 1;
  fixture.pool->configure(options);
  EXPECT_GT(fixture.pool->stats().latency.p99_us, 0) << "those that went are still counted";
}

}  // namespace
}  // namespace weir::stream
