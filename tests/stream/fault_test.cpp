// SPDX-License-Identifier: Apache-2.0
// Proves: every kind of fault a device can have ends where it should: passing ones in another try,
// lasting ones on their own pair, a loss in a fast failure, and none of them in silence.
#include <gtest/gtest.h>

#include "harness.hpp"
#include "memory/budget.hpp"

namespace weir::stream {
namespace {

class Fault : public testing::Test {
 protected:
  explicit Fault(sim::SimOptions options = {}) : sim_(sim::make_sim(options)) {}

  // Eight pairs, host to device.
  Pool::TicketPtr send_eight(Pool& pool) {
    from_.clear();
    there_.clear();
    for (int i = 0; i < 8; ++i) {
      from_.emplace_back(100, i * 1000);
      there_.emplace_back(100, *sim_.device);
    }
    Pool::TicketPtr ticket;
    const auto at = [this](size_t i) { return Pool::Pair{from_[i].array(), there_[i].array()}; };
    pool.batch(at, 8, nullptr, &ticket);
    return ticket;
  }

  void expect_all_arrived(Pool& pool) {
    for (int i = 0; i < 8; ++i) {
      Values back(100, -1);
      pool.transfer({there_[i].array(), back.array()}, nullptr);
      EXPECT_TRUE(pool.wait_all(work::kForever));
      EXPECT_EQ(back.host(), from_[i].host()) << i;
    }
  }

  sim::Sim sim_;
  std::vector<Values> from_;
  std::vector<Values> there_;
};

TEST_F(Fault, ATransientErrorIsTriedAgainWithAPause) {
  Fixture fixture(sim_.device);
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_copy_at(1, device::kTransient);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_EQ(pauses, 1u);
  EXPECT_EQ(fixture.pool->stats().transfers.retries, 1u);
  EXPECT_EQ(fixture.pool->stats().transfers.failures, 0u);
}

TEST_F(Fault, TransientInABatchCostsNobodyAnything) {
  for (uint64_t k = 1; k <= 8; ++k) {
    Fixture fixture(sim_.device);
    sim_.faults->fail_copy_at(k, device::kTransient);
    const auto ticket = send_eight(*fixture.pool);
    EXPECT_EQ(ticket->wait(work::kForever), Status::ok) << k;
    EXPECT_GE(fixture.pool->stats().transfers.retries, 1u);
    expect_all_arrived(*fixture.pool);
  }
}

TEST_F(Fault, TriesEndAndTheErrorIsKept) {
  PoolOptions options;
  options.retries = 2;
  Fixture fixture(sim_.device, options);
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_copies(device::kTransient);
  const auto stream = fixture.pool->get(0);
  fixture.pool->transfer(stream, {from.array(), there.array()}, nullptr);
  std::string text;
  EXPECT_EQ(outcome([&] { stream->synchronize(work::kForever); }, &text), Status::device);
  EXPECT_NE(text.find("simulated fault"), std::string::npos) << text;
  EXPECT_NE(text.find("driver code 700"), std::string::npos) << text;
  EXPECT_EQ(pauses, 2u);
  EXPECT_EQ(sim_.faults->copies(), 3u);
  EXPECT_TRUE(stream->synchronize(work::kForever)) << "told once";
  const StreamStats stats = stream->stats();
  EXPECT_EQ(stats.transfers.failures, 1u);
  EXPECT_NE(stats.last_error.find("simulated fault"), std::string::npos);
}

TEST_F(Fault, TriesEndWithTheTicketsCancel) {
  PoolOptions options;
  options.retries = kMaxRetries;
  static std::function<void()> in_pause;
  Pool::Parts parts;
  parts.device = sim_.device;
  parts.budget = std::make_shared<memory::Budget>(1 << 20);
  parts.life = std::make_shared<base::Life>();
  parts.sleep = [](uint64_t) {
    ++pauses;
    in_pause();
  };
  const base::LifePtr life = parts.life;
  const auto pool = Pool::create(options, std::move(parts));
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_copies(device::kTransient);
  const auto control = std::make_shared<work::Control>();
  const auto at = [&](size_t) { return Pool::Pair{from.array(), there.array()}; };
  pauses = 0;
  in_pause = [&] { control->cancel(); };
  Pool::TicketPtr ticket;
  pool->batch(at, 1, control, &ticket);
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::device);
  EXPECT_EQ(pauses, 1u);
  in_pause = [&] { life->close(); };
  pool->batch(at, 1, nullptr, &ticket);
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::device);
  EXPECT_EQ(pauses, 2u) << "and with the runtime's shutdown";
}

TEST_F(Fault, MoreTriesThanAnyoneWantsAreRefused) {
  PoolOptions options;
  options.retries = kMaxRetries + 1;
  EXPECT_EQ(outcome([&] { Fixture fixture(sim_.device, options); }), Status::invalid);
}

TEST_F(Fault, AForgottenErrorOfAStreamThatIsGoneIsToldByThePool) {
  Fixture fixture(sim_.device);
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_copies(device::kFailed);
  Pool::TicketPtr ticket;
  fixture.pool->transfer(fixture.pool->get(3), {from.array(), there.array()}, &ticket);
  PoolOptions options;
  options.size = 1;
  fixture.pool->configure(options);
  ticket->abandon();
  EXPECT_EQ(outcome([&] { fixture.pool->wait_all(work::kForever); }), Status::device);
}

TEST_F(Fault, ALastingErrorIsNotTriedAgain) {
  Fixture fixture(sim_.device);
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_copies(device::kFailed);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::device);
  EXPECT_EQ(pauses, 0u);
  EXPECT_EQ(sim_.faults->copies(), 1u);
  sim_.faults->fail_copies(device::kOk);
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok) << "the stream goes on";
}

TEST_F(Fault, AStickyErrorFailsEveryPairByItself) {
  Fixture fixture(sim_.device);
  sim_.faults->fail_copies(device::kFailed);
  const auto ticket = send_eight(*fixture.pool);
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::device);
  for (size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(ticket->item_status(i), Status::device);
    EXPECT_FALSE(ticket->item_error(i).empty());
  }
  EXPECT_EQ(fixture.pool->stats().transfers.failures, 8u);
}

TEST_F(Fault, MemoryThatIsShortForAMomentIsWaitedFor) {
  for (uint64_t k = 1; k <= 8; ++k) {
    Fixture fixture(sim_.device);
    sim_.faults->fail_copy_at(k, device::kOutOfMemory);
    const auto ticket = send_eight(*fixture.pool);
    EXPECT_EQ(ticket->wait(work::kForever), Status::ok) << k;
    expect_all_arrived(*fixture.pool);
  }
}

TEST_F(Fault, MemoryThatNeverComesIsAnErrorWithTheDevicesWords) {
  Fixture fixture(sim_.device);
  // Overlapping arrays on the device pass through device memory of their own: here there is none.
  Values most(900'000, *sim_.device);
  Array src = most.array();
  Array dst = most.array();
  const uint64_t shape[] = {899'999};
  src.shape = dst.shape = shape;
  dst.data = static_cast<std::byte*>(dst.data) + 8;
  Pool::TicketPtr ticket;
  fixture.pool->transfer({src, dst}, &ticket);
  std::string text;
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }, &text), Status::no_memory);
  EXPECT_NE(text.find("memory is full"), std::string::npos) << text;
  EXPECT_EQ(pauses, fixture.pool->options().retries);
}

TEST_F(Fault, ALostDeviceFailsFastAndTheHostGoesOn) {
  Fixture fixture(sim_.device);
  sim_.faults->fail_copy_at(1, device::kLost);
  const auto ticket = send_eight(*fixture.pool);
  EXPECT_EQ(outcome([&] { ticket->wait(work::kForever); }), Status::device);
  const std::string first = ticket->item_error(0);
  EXPECT_NE(first.find("the device was lost"), std::string::npos) << first;
  for (size_t i = 0; i < 8; ++i) EXPECT_EQ(ticket->item_error(i), first);
  EXPECT_EQ(pauses, 0u);
  Values from(10, 1);
  Values to(10, -1);
  fixture.pool->transfer({from.array(), to.array()}, nullptr);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  EXPECT_EQ(from.host(), to.host());
}

TEST_F(Fault, AForgottenErrorIsToldByWaitAllOnceWithHowManyMore) {
  Fixture fixture(sim_.device);
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_copies(device::kFailed);
  for (int i = 0; i < 5; ++i) {
    fixture.pool->transfer({from.array(), there.array()}, nullptr);
  }
  std::string text;
  EXPECT_EQ(outcome([&] { fixture.pool->wait_all(work::kForever); }, &text), Status::device);
  EXPECT_NE(text.find("(and 4 more)"), std::string::npos) << text;
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  Pool::TicketPtr seen;
  fixture.pool->transfer({from.array(), there.array()}, &seen);
  EXPECT_EQ(outcome([&] { seen->wait(work::kForever); }), Status::device);
  seen->abandon();
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever)) << "that one had its listener";
}

class StagedFault : public Fault {
 protected:
  StagedFault() : Fault({.needs_staging = true}) {}
};

TEST_F(StagedFault, ARefusedStagingSlotIsAskedForAgain) {
  Fixture fixture(sim_.device);
  Values from(10, 1);
  Values there(10, *sim_.device);
  sim_.faults->fail_allocation_at(1);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_EQ(pauses, 1u);
}

TEST_F(StagedFault, StagingIsChargedToTheBudgetAndGivenBack) {
  Values from(10, 1);
  Values there(10, *sim_.device);
  {
    Fixture fixture(sim_.device);
    fixture.pool->transfer({from.array(), there.array()}, nullptr);
    EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
    EXPECT_GE(fixture.budget->stats().used_bytes, Lane::kMostPartBytes);
    EXPECT_LE(fixture.budget->stats().used_bytes, Lane::kMostPartBytes * 5 / 4);
    fixture.pool.reset();
    EXPECT_EQ(fixture.budget->stats().used_bytes, 0u);
  }
  Fixture poor(sim_.device, {}, 50'000);
  poor.pool->transfer({from.array(), there.array()}, nullptr);
  std::string text;
  EXPECT_EQ(outcome([&] { poor.pool->wait_all(work::kForever); }, &text), Status::no_memory);
  EXPECT_NE(text.find("staging ring needs 65536 bytes"), std::string::npos) << text;
}

TEST(HostFault, AnOverlapThatTheBudgetCannotPayForIsAnError) {
  Fixture fixture(device::make_host(), {}, 1000);
  Values values(1000, 0);
  Array src = values.array();
  Array dst = values.array();
  const int64_t back[] = {-8};
  dst.data = static_cast<std::byte*>(dst.data) + 999 * 8;
  dst.strides = back;
  fixture.pool->transfer({src, dst}, nullptr);
  EXPECT_EQ(outcome([&] { fixture.pool->wait_all(work::kForever); }), Status::no_memory);
  EXPECT_EQ(values.host()[0], 0) << "nothing was half done";
  EXPECT_EQ(pauses, 0u) << "no other try would change it";
  fixture.budget->set_limit(10'000);
  {
    const auto others = fixture.budget->charge(memory::Module::buffers, 9'000, "others");
    fixture.pool->transfer({src, dst}, nullptr);
    EXPECT_EQ(outcome([&] { fixture.pool->wait_all(work::kForever); }), Status::no_memory);
    EXPECT_EQ(pauses, 3u) << "others may give it back";
  }
  fixture.pool->transfer({src, dst}, nullptr);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  EXPECT_EQ(values.host()[0], 999);
}

}  // namespace
}  // namespace weir::stream
