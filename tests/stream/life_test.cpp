// SPDX-License-Identifier: Apache-2.0
// Proves: pools end cleanly whoever ends them and when, waiting where it would never end is an
// error, options are obeyed, and many threads may use one pool.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <latch>

#include "harness.hpp"
#include "memory/budget.hpp"

namespace weir::stream {
namespace {

TEST(PoolLife, WhatIsQueuedIsFinishedWhenThePoolEnds) {
  std::vector<Values> to;
  Values from(1000, 1);
  for (int i = 0; i < 50; ++i) to.emplace_back(1000, -1);
  {
    Fixture fixture(device::make_host());
    for (Values& one : to) fixture.pool->transfer({from.array(), one.array()}, nullptr);
  }
  for (Values& one : to) EXPECT_EQ(one.host(), from.host());
}

// A pool of one stream, whose one batch is being copied by the thread that waits for it. The copy
// is not over until release().
class Helped {
 public:
  Helped() : fixture_(device::make_host(), one_stream()), pool_(*fixture_.pool) {
    auto first = std::make_shared<work::Control>();
    std::latch in_first(1);
    std::latch end_first(1);
    first->on_progress([&](uint64_t, uint64_t) {
      in_first.count_down();
      end_first.wait();
      return true;
    });
    ask(first, nullptr);
    in_first.wait();  // the stream is busy, so the next batch is all the helper's
    control_->on_progress([this](uint64_t, uint64_t) {
      in_second_.count_down();
      end_second_.wait();
      over_ = true;
      return true;
    });
    ask(control_, &ticket_);
    helper_ = std::jthread([this] { ticket_->wait(work::kForever); });
    in_second_.wait();
    end_first.count_down();
    EXPECT_TRUE(pool_.get(0)->wait_idle(work::kForever));
    first->on_progress({});
  }

  Pool& pool() { return pool_; }
  void release() { end_second_.count_down(); }
  bool over() const { return over_; }

 private:
  static PoolOptions one_stream() {
    PoolOptions options;
    options.size = 1;
    return options;
  }
  void ask(const std::shared_ptr<work::Control>& control, Pool::TicketPtr* ticket) {
    pool_.batch(
        [this](size_t) {
          return Pool::Pair{from_.array(), to_.array()};
        },
        1, control, ticket);
  }

  Values from_{10, 1};
  Values to_{10, -1};
  std::latch in_second_{1};
  std::latch end_second_{1};
  std::atomic<bool> over_{false};
  std::shared_ptr<work::Control> control_ = std::make_shared<work::Control>();
  Fixture fixture_;
  Pool& pool_;
  Pool::TicketPtr ticket_;
  std::jthread helper_;
};

TEST(PoolLife, WaitingForThePoolIsWaitingForItsHelperToo) {
  Helped helped;
  EXPECT_FALSE(helped.pool().wait_all(0));
  EXPECT_FALSE(helped.pool().wait_all(1000));
  helped.release();
  EXPECT_TRUE(helped.pool().wait_all(work::kForever));
  EXPECT_TRUE(helped.over());
}

TEST(PoolLife, ClosingThePoolIsWaitingForItsHelperToo) {
  Helped helped;
  const auto stream = helped.pool().get(0);
  std::jthread later([&] {
    // As late as can be: the stream is closed, and only the helper is left to wait for.
    Values from(1, 1);
    Values to(1, -1);
    const Pool::Pair pair{from.array(), to.array()};
    wait_until([&] {
      return outcome([&] { helped.pool().transfer(stream, pair, nullptr); }) == Status::closed;
    });
    helped.release();
  });
  helped.pool().close();
  EXPECT_TRUE(helped.over());
}

TEST(PoolLife, ClosingWaitsForWhatAConfigureIsWaitingFor) {
  PoolOptions options;
  options.size = 1;
  Fixture fixture(device::make_host(), options);
  Pool& pool = *fixture.pool;
  Values from(10, 1);
  Values to(10, -1);
  std::latch copying(1);
  std::latch go(1);
  std::atomic<bool> over{false};
  auto control = std::make_shared<work::Control>();
  control->on_progress([&](uint64_t, uint64_t) {
    copying.count_down();
    go.wait();
    over = true;
    return true;
  });
  pool.batch([&](size_t) { return Pool::Pair{from.array(), to.array()}; }, 1, control, nullptr);
  copying.wait();
  const auto stream = pool.get(0);
  std::jthread configuring([&] {
    options.default_priority = 5;
    pool.configure(options);
  });
  wait_until([&] { return stream->stats().priority == 5; });
  std::jthread letting_go([&] {
    wait_until([&] { return fixture.life->over(); });
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
    go.count_down();
  });
  fixture.life->close();
  pool.close();
  EXPECT_TRUE(over);
}

TEST(PoolLife, AConfigureSeesWhatTheOneBeforeItMade) {
  Fixture fixture(device::make_host());
  Pool& pool = *fixture.pool;
  std::latch inside(1);
  std::latch go(1);
  std::jthread first([&] {
    pool.configure([&](const PoolOptions& now) {
      inside.count_down();
      go.wait();
      PoolOptions options = now;
      options.size = 2;
      return options;
    });
  });
  inside.wait();
  std::jthread second([&] {
    go.count_down();
    pool.configure([](const PoolOptions& now) {
      PoolOptions options = now;
      options.retries = 7;
      return options;
    });
  });
  first.join();
  second.join();
  EXPECT_EQ(pool.options().size, 2u);
  EXPECT_EQ(pool.size(), 2u);
  EXPECT_EQ(pool.options().retries, 7u);
}

// The real stream_destroy, and what the test does before it.
constinit decltype(device::Table::stream_destroy) give_back_stream = nullptr;
constinit std::latch* giving_back = nullptr;
constinit std::latch* may_give_back = nullptr;

TEST(PoolLife, AStreamAnswersWhileItsThreadGivesItsDeviceStreamBack) {
  std::latch giving(1);
  std::latch may_give(1);
  giving_back = &giving;
  may_give_back = &may_give;
  auto* const sim = new sim::SimDevice({});
  device::Table table = sim->table();
  give_back_stream = table.stream_destroy;
  table.stream_destroy = [](void* self, void* stream) {
    giving_back->count_down();
    may_give_back->wait();
    give_back_stream(self, stream);
  };
  const auto device = std::make_shared<device::Device>(table);
  PoolOptions options;
  options.size = 2;
  Fixture fixture(device, options);
  Values from(10, *device);
  Values there(10, *device);
  const auto stream = fixture.pool->get(1);
  fixture.pool->transfer(stream, {from.array(), there.array()}, nullptr);
  EXPECT_TRUE(stream->synchronize(work::kForever));
  std::jthread configuring([&] {
    options.size = 1;
    fixture.pool->configure(options);
  });
  giving.wait();
  EXPECT_EQ(stream->stats().transfers.count, 1u);
  may_give.count_down();
}

// A clock that stops the stream's thread once its ticket is done.
constinit std::atomic<work::Ticket*> watched{nullptr};
constinit std::latch* reached = nullptr;
constinit std::latch* go_on = nullptr;
uint64_t clock_that_stops() noexcept {
  work::Ticket* const ticket = watched;
  if (ticket != nullptr && work::NoWaiting::active() && ticket->status() != Status::again) {
    watched = nullptr;
    reached->count_down();
    go_on->wait();
  }
  return base::monotonic_ns();
}

TEST(PoolLife, WhatATicketSaysIsDoneIsDoneForThePoolToo) {
  std::latch there(1);
  std::latch go(1);
  reached = &there;
  go_on = &go;
  Pool::Parts parts;
  parts.device = device::make_host();
  parts.budget = std::make_shared<memory::Budget>(uint64_t{1} << 30);
  parts.life = std::make_shared<base::Life>();
  parts.clock = clock_that_stops;
  const auto pool = Pool::create({}, std::move(parts));
  Values from(10, 1);
  Values to(10, -1);
  // The stream waits inside its first transfer until the test knows the second's ticket.
  std::latch begin(1);
  auto control = std::make_shared<work::Control>();
  control->on_progress([&](uint64_t, uint64_t) {
    begin.wait();
    return true;
  });
  const auto stream = pool->get(0);
  Pool::TicketPtr ticket;
  pool->batch([&](size_t) { return Pool::Pair{from.array(), to.array()}; }, 1, control, &ticket);
  watched = ticket.get();
  begin.count_down();
  there.wait();  // done, and the stream's thread has not come to put it away
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  const PoolStats stats = pool->stats();
  EXPECT_EQ(stats.streams_in_use, 0u);
  EXPECT_EQ(stats.queue_depth, 0u);
  EXPECT_EQ(stats.transfers.count, 1u);
  EXPECT_TRUE(stream->wait_idle(0));
  EXPECT_TRUE(pool->wait_all(0));
  go.count_down();
  EXPECT_TRUE(pool->wait_all(work::kForever));
  control->on_progress({});
}

TEST(PoolLife, ItMayEndInsideItsOwnCallback) {
  auto fixture = std::make_unique<Fixture>(device::make_host());
  Values from(1 << 16, 1);
  Values to(1 << 16, -1);
  std::atomic<bool> ended{false};
  auto control = std::make_shared<work::Control>();
  // The last pointer but this one goes below; the callback lets go of the pool for good.
  auto last = std::make_shared<std::shared_ptr<Pool>>(fixture->pool);
  std::weak_ptr<Pool> watch = fixture->pool;
  std::latch alone(1);
  control->on_progress([&, last](uint64_t, uint64_t) {
    alone.wait();
    last->reset();
    ended = true;
    return true;
  });
  fixture->pool->batch(
      [&](size_t) {
        return Pool::Pair{from.array(), to.array()};
      },
      1, control, nullptr);
  fixture.reset();
  alone.count_down();
  wait_until([&] { return ended.load() && watch.expired(); });
  control->on_progress({});
  EXPECT_EQ(from.host(), to.host());
}

TEST(PoolLife, WaitingInsideACallbackIsRefusedAndAskingForMoreIsFine) {
  Fixture fixture(device::make_host());
  Pool& pool = *fixture.pool;
  Values from(10, 1);
  Values to(10, -1);
  Values more(10, -1);
  Status waited = Status::ok;
  Status configured = Status::ok;
  Status synchronized = Status::ok;
  auto control = std::make_shared<work::Control>();
  control->on_progress([&](uint64_t, uint64_t) {
    waited = outcome([&] { pool.wait_all(work::kForever); });
    configured = outcome([&] { pool.configure(pool.options()); });
    const auto busy = pool.get(0);
    synchronized = outcome([&] { busy->synchronize(work::kForever); });
    pool.transfer({from.array(), more.array()}, nullptr);
    return true;
  });
  pool.batch([&](size_t) { return Pool::Pair{from.array(), to.array()}; }, 1, control, nullptr);
  EXPECT_TRUE(pool.wait_all(work::kForever));
  EXPECT_TRUE(pool.wait_all(work::kForever));  // what the callback asked for
  EXPECT_EQ(waited, Status::invalid);
  EXPECT_EQ(configured, Status::invalid);
  EXPECT_EQ(synchronized, Status::invalid);
  EXPECT_EQ(more.host(), from.host());
}

TEST(PoolLife, AutoSyncMakesEveryCallACompleteOne) {
  const sim::Sim sim = sim::make_sim();
  PoolOptions options;
  options.auto_sync = true;
  Fixture fixture(sim.device, options);
  Values from(10, 1);
  Values to(10, -1);
  fixture.pool->transfer({from.array(), to.array()}, nullptr);
  EXPECT_EQ(from.host(), to.host());
  Values there(10, *sim.device);
  sim.faults->fail_copies(device::kFailed);
  EXPECT_EQ(outcome([&] {
              fixture.pool->transfer({from.array(), there.array()}, nullptr);
            }),
            Status::device);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->status(), Status::device) << "with a ticket, it is on the ticket";
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever)) << "and nowhere else";
}

TEST(PoolLife, ProfilingOffCountsWithoutTiming) {
  PoolOptions options;
  options.profiling = false;
  Fixture fixture(device::make_host(), options);
  Values from(10, 1);
  Values to(10, -1);
  fixture.pool->transfer({from.array(), to.array()}, nullptr);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  const PoolStats stats = fixture.pool->stats();
  EXPECT_EQ(stats.transfers.count, 1u);
  EXPECT_EQ(stats.transfers.timed_count, 0u);
  EXPECT_EQ(stats.active_ns, 0u);
  EXPECT_EQ(stats_json(stats).find("latency"), std::string::npos);
}

TEST(PoolLife, AShutDownRuntimeClosesThePool) {
  Fixture fixture(device::make_host());
  fixture.life->close();
  EXPECT_EQ(outcome([&] { fixture.pool->next(); }), Status::closed);
  EXPECT_EQ(outcome([&] { fixture.pool->wait_all(0); }), Status::closed);
}

TEST(PoolLife, AForkedChildIsRefusedAndMayExit) {
  Fixture fixture(device::make_host());
  Values from(10, 1);
  Values to(10, -1);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), to.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool refused = outcome([&] {
                           fixture.pool->transfer({from.array(), to.array()}, nullptr);
                         }) == Status::closed &&
                         outcome([&] { ticket->wait(work::kForever); }) == Status::closed;
    ticket.reset();
    fixture.pool.reset();
    _exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(PoolLife, ManyThreadsMayUseOnePool) {
  Fixture fixture(device::make_host());
  std::atomic<uint64_t> done{0};
  {
    std::vector<std::jthread> users;
    for (int t = 0; t < 4; ++t) {
      users.emplace_back([&, t] {
        Values from(200, t);
        for (int i = 0; i < 50; ++i) {
          Values to(200, -1);
          Pool::TicketPtr ticket;
          fixture.pool->transfer({from.array(), to.array()}, &ticket);
          ticket->on_done([&](Status status) { done += status == Status::ok ? 1 : 0; });
          ticket->wait(work::kForever);
          ASSERT_EQ(from.host(), to.host());
          if (i % 10 == t) {
            PoolOptions options = fixture.pool->options();
            options.size = 1 + static_cast<uint32_t>(i) % 6;
            fixture.pool->configure(options);
          }
          static_cast<void>(stats_json(fixture.pool->stats()));
        }
      });
    }
  }
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  EXPECT_EQ(done, 200u);
  EXPECT_EQ(fixture.pool->stats().transfers.count, 200u);
}

}  // namespace
}  // namespace weir::stream
