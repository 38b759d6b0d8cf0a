// SPDX-License-Identifier: Apache-2.0
// Proves: whatever lies where, it arrives: pinned or not, strided or not, on one side or on both,
// in one part or in many, with the device's own hands and without; and that an urgent transfer
// waits for parts, not for somebody's gigabyte.
#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <random>
#include <vector>

#include "harness.hpp"
#include "memory/budget.hpp"
#include "stream/lane.hpp"

namespace weir::stream {
namespace {

using Shape = std::vector<uint64_t>;
using Strides = std::vector<int64_t>;

// Memory of one side, big enough for strided arrays, that can be filled and read from the host.
class Arena {
 public:
  Arena(device::Device& on, device::Space space, size_t bytes, bool staging)
      : device_(on), space_(space), bytes_(bytes), shown_(bytes) {
    if (space == device::kDevice) {
      block_ = on.allocate(bytes);
    } else if (staging) {
      block_ = on.allocate_staging(bytes);
    } else {
      plain_.resize(bytes);
    }
  }
  std::byte* data() { return block_ ? static_cast<std::byte*>(block_.get()) : plain_.data(); }
  void fill(uint32_t seed) {
    for (size_t i = 0; i < bytes_; ++i) shown_[i] = static_cast<std::byte>(i * 7 + i / 251 + seed);
    move(true);
  }
  const std::vector<std::byte>& read() {
    move(false);
    return shown_;
  }
  device::Space space() const { return space_; }

 private:
  void move(bool in) {
    if (space_ == device::kHost) {
      std::memcpy(in ? data() : shown_.data(), in ? shown_.data() : data(), bytes_);
      return;
    }
    const auto staging = device_.allocate_staging(bytes_);
    device::Device::Stream stream(device_.shared_from_this(), 0);
    if (in) std::memcpy(staging.get(), shown_.data(), bytes_);
    stream.copy(in ? data() : staging.get(), in ? device::kDevice : device::kHost,
                in ? staging.get() : data(), in ? device::kHost : device::kDevice, bytes_);
    EXPECT_TRUE(stream.synchronize(work::kForever));
    if (!in) std::memcpy(shown_.data(), staging.get(), bytes_);
  }

  device::Device& device_;
  const device::Space space_;
  const size_t bytes_;
  std::vector<std::byte> shown_;
  std::vector<std::byte> plain_;
  std::shared_ptr<void> block_;
};

std::vector<int64_t> offsets(const Shape& shape, const Strides& strides) {
  std::vector<int64_t> all = {0};
  for (size_t d = 0; d < shape.size(); ++d) {
    std::vector<int64_t> next;
    for (const int64_t base : all) {
      for (uint64_t i = 0; i < shape[d]; ++i) {
        next.push_back(base + static_cast<int64_t>(i) * strides[d]);
      }
    }
    all = std::move(next);
  }
  return all;
}

struct Way {
  const char* name;
  device::Space from, to;
  bool staging;  // the host's end is reachable
  bool gathers;
};

class Crossings : public testing::TestWithParam<Way> {};

TEST_P(Crossings, AnyStridesArriveAsThePlainMeaningSays) {
  const Way way = GetParam();
  const sim::Sim sim = sim::make_sim({.needs_staging = true, .gathers = way.gathers});
  PoolOptions options;
  options.size = 1;
  Fixture fixture(sim.device, options);
  constexpr size_t kArena = 16'384;
  Arena src(*sim.device, way.from, kArena, way.staging);
  Arena dst(*sim.device, way.to, kArena, way.staging);
  std::mt19937 random{20261121};
  for (int round = 0; round < 60; ++round) {
    const uint64_t item = uint64_t{1} << random() % 4;
    Shape shape(1 + random() % 4);
    for (auto& extent : shape) extent = 1 + random() % 6;
    Strides strides[2];
    for (Strides& one : strides) {
      for (size_t d = 0; d < shape.size(); ++d) {
        one.push_back((static_cast<int64_t>(random() % 41) - 20) * static_cast<int64_t>(item));
      }
    }
    // Four dimensions of at most 20 * 8 bytes and 5 steps reach 3200 bytes off.
    const size_t src_at = 4000 + random() % 512 * 8;
    const size_t dst_at = 4000 + random() % 512 * 8;
    src.fill(static_cast<uint32_t>(round));
    dst.fill(static_cast<uint32_t>(round + 100));
    std::vector<std::byte> expected = dst.read();
    const std::vector<std::byte> source = src.read();
    const auto from = offsets(shape, strides[0]);
    const auto to = offsets(shape, strides[1]);
    for (size_t i = 0; i < from.size(); ++i) {
      std::memcpy(expected.data() + static_cast<int64_t>(dst_at) + to[i],
                  source.data() + static_cast<int64_t>(src_at) + from[i], item);
    }
    const Dtype dtypes[] = {Dtype::u8, Dtype::u16, Dtype::u32, Dtype::u64};
    const Dtype dtype = dtypes[std::countr_zero(item)];
    const auto ndim = static_cast<uint32_t>(shape.size());
    Pool::TicketPtr ticket;
    fixture.pool->transfer(
        {{dtype, ndim, way.from, src.data() + src_at, shape.data(), strides[0].data()},
         {dtype, ndim, way.to, dst.data() + dst_at, shape.data(), strides[1].data()}},
        &ticket);
    ASSERT_EQ(ticket->wait(work::kForever), Status::ok);
    ASSERT_EQ(dst.read(), expected) << "round " << round;
  }
}

TEST_P(Crossings, WhatIsLargerThanAPartGoesInSeveral) {
  const Way way = GetParam();
  const sim::Sim sim = sim::make_sim(
      {.memory_bytes = size_t{16} << 20, .needs_staging = true, .gathers = way.gathers});
  Fixture fixture(sim.device, {}, uint64_t{8} << 20);  // parts of 256 KiB
  const size_t bytes = (size_t{2} << 20) + 12'345;
  Arena src(*sim.device, way.from, bytes, way.staging);
  Arena dst(*sim.device, way.to, bytes, way.staging);
  src.fill(1);
  dst.fill(2);
  const uint64_t count = bytes;
  Pool::TicketPtr ticket;
  fixture.pool->transfer({{Dtype::u8, 1, way.from, src.data(), &count, nullptr},
                          {Dtype::u8, 1, way.to, dst.data(), &count, nullptr}},
                         &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_EQ(src.read(), dst.read());
}

TEST_P(Crossings, ThousandsOfSmallOnesTakeFewCopies) {
  const Way way = GetParam();
  const sim::Sim sim = sim::make_sim(
      {.memory_bytes = size_t{64} << 20, .needs_staging = true, .gathers = way.gathers});
  PoolOptions options;
  options.size = 2;
  Fixture fixture(sim.device, options);
  constexpr size_t kCount = 3000;
  constexpr size_t kStep = 136;  // 100 bytes of each are meant
  Arena src(*sim.device, way.from, kCount * kStep, way.staging);
  Arena dst(*sim.device, way.to, kCount * kStep, way.staging);
  src.fill(3);
  dst.fill(4);
  std::vector<std::byte> expected = dst.read();
  const uint64_t hundred = 100;
  const auto turned = [](size_t i) { return i * 7 % kCount * kStep; };
  const std::vector<std::byte> source = src.read();
  for (size_t i = 0; i < kCount; ++i) {
    std::memcpy(expected.data() + turned(i), source.data() + i * kStep, hundred);
  }
  const uint64_t before = sim.faults->copies();
  Pool::TicketPtr ticket;
  const auto at = [&](size_t i) {
    return Pool::Pair{{Dtype::u8, 1, way.from, src.data() + i * kStep, &hundred, nullptr},
                      {Dtype::u8, 1, way.to, dst.data() + turned(i), &hundred, nullptr}};
  };
  fixture.pool->batch(at, kCount, nullptr, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  const uint64_t copies = sim.faults->copies() - before;
  if (way.gathers && way.from != way.to) {
    EXPECT_LT(copies, kCount / 4) << "nothing was packed";
    EXPECT_GT(sim.faults->gathers(), 0u);
  }
  EXPECT_EQ(dst.read(), expected);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, Crossings,
    testing::Values(Way{"up", device::kHost, device::kDevice, false, true},
                    Way{"up_pinned", device::kHost, device::kDevice, true, true},
                    Way{"up_handless", device::kHost, device::kDevice, false, false},
                    Way{"down", device::kDevice, device::kHost, false, true},
                    Way{"down_pinned", device::kDevice, device::kHost, true, true},
                    Way{"down_handless", device::kDevice, device::kHost, false, false},
                    Way{"within", device::kDevice, device::kDevice, false, true},
                    Way{"within_handless", device::kDevice, device::kDevice, false, false}),
    [](const auto& chosen) { return chosen.param.name; });

TEST(Crossing, WithoutDeviceMemoryToSpareSmallOnesStillArrive) {
  const sim::Sim sim = sim::make_sim({.needs_staging = true});
  Fixture fixture(sim.device);
  std::vector<Values> from;
  std::vector<Values> there;
  std::vector<Values> back;
  for (int i = 0; i < 100; ++i) {
    from.emplace_back(20, i * 100);
    there.emplace_back(20, *sim.device);
    back.emplace_back(20, -1);
  }
  sim.faults->refuse_blocks_above(1000);  // no room for a stage
  Pool::TicketPtr ticket;
  const auto up = [&](size_t i) { return Pool::Pair{from[i].array(), there[i].array()}; };
  const auto down = [&](size_t i) { return Pool::Pair{there[i].array(), back[i].array()}; };
  fixture.pool->batch(up, 100, nullptr, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  fixture.pool->batch(down, 100, nullptr, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(from[i].host(), back[i].host());
  EXPECT_EQ(fixture.pool->stats().transfers.retries, 0u);
}

// 64 MiB of budget make parts of 2 MiB; what is left of it pays for one of them.
TEST(Crossing, WithMemoryForOnePartEverythingGoesThroughIt) {
  const sim::Sim sim = sim::make_sim({.memory_bytes = size_t{32} << 20, .needs_staging = true});
  PoolOptions options;
  options.retries = 0;
  Fixture fixture(sim.device, options, uint64_t{64} << 20);
  const memory::Charge others =
      fixture.budget->charge(memory::Module::buffers, uint64_t{61} << 20, "others");
  Values from(1'300'000, 5), to(1'300'000, -1), there(1'300'000, *sim.device);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_GT(fixture.pool->stats().splits, 0u) << "told as such";
  // The other direction's lane finds nothing left: the budget's other holders have to go first.
  fixture.budget->set_limit(uint64_t{67} << 20);
  fixture.pool->transfer({there.array(), to.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_EQ(from.host(), to.host());
  EXPECT_NE(stats_json(fixture.pool->stats()).find("\"splits\":"), std::string::npos);
}

TEST(Crossing, BothDirectionsAtOnceNeverWaitForEachOther) {
  const sim::Sim sim = sim::make_sim({.memory_bytes = size_t{32} << 20, .needs_staging = true});
  PoolOptions options;
  options.size = 12;  // three times the parts of a lane
  Fixture fixture(sim.device, options, uint64_t{4} << 20);
  std::vector<Values> from;
  std::vector<Values> there;
  std::vector<Values> back;
  for (int i = 0; i < 40; ++i) {
    from.emplace_back(60'000, i);
    there.emplace_back(60'000, *sim.device);
    back.emplace_back(60'000, -1);
  }
  Pool::TicketPtr up;
  fixture.pool->batch(
      [&](size_t i) {
        return Pool::Pair{from[i].array(), there[i].array()};
      },
      40, nullptr, &up);
  EXPECT_EQ(up->wait(work::kForever), Status::ok);
  Pool::TicketPtr both;
  fixture.pool->batch(
      [&](size_t i) {
        if (i % 2 == 0) return Pool::Pair{there[i / 2].array(), back[i / 2].array()};
        return Pool::Pair{from[20 + i / 2].array(), there[20 + i / 2].array()};
      },
      40, nullptr, &both);
  EXPECT_EQ(both->wait(work::kForever), Status::ok);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(from[i].host(), back[i].host());
}

TEST(Lane, TheMoreUrgentIsLetInFirstAndEqualsInTurn) {
  const sim::Sim sim = sim::make_sim();
  Lane lane(sim.device, std::make_shared<memory::Budget>(uint64_t{1} << 30));
  Lane::Part* held[Lane::kParts];
  for (Lane::Part*& part : held) part = lane.try_enter(0);
  EXPECT_EQ(lane.try_enter(-20), nullptr) << "the window has its bound for everybody";
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> waiting;
  const int priorities[] = {5, 0, 0, -20};
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back([&, i] {
      Lane::Part* const part = lane.enter(priorities[i]);
      {
        const std::lock_guard lock(mutex);
        order.push_back(i);
      }
      lane.leave(part);
    });
    // In the queue before the next one comes.
    wait_until([&] { return lane.waiting() == static_cast<size_t>(i) + 1; });
  }
  lane.leave(held[0]);
  waiting.clear();
  EXPECT_EQ(order, (std::vector<int>{3, 1, 2, 0}));
  for (size_t i = 1; i < Lane::kParts; ++i) lane.leave(held[i]);
}

TEST(Lane, AnUrgentTransferOvertakesALargeOne) {
  // Slow enough that a thread gets its turn on a busy machine long before the large one is through.
  const sim::Sim sim = sim::make_sim({.memory_bytes = size_t{16} << 20,
                                      .latency_ns = 2'000'000,
                                      .needs_staging = true,
                                      .one_engine = true});
  const auto budget = std::make_shared<memory::Budget>(uint64_t{8} << 20);  // parts of 256 KiB
  const auto link = std::make_shared<Link>(sim.device, budget);
  const auto make_pool = [&](int32_t priority) {
    Pool::Parts parts;
    parts.device = sim.device;
    parts.budget = budget;
    parts.link = link;
    parts.life = std::make_shared<base::Life>();
    PoolOptions options;
    options.size = 1;
    options.default_priority = priority;
    return Pool::create(options, std::move(parts));
  };
  const auto bulk = make_pool(0);
  const auto urgent = make_pool(-20);
  Values large(1 << 20);  // 8 MiB: 32 parts
  Values large_there(1 << 20, *sim.device);
  Values small(10, 1);
  Values small_there(10, *sim.device);
  sim.faults->hold();
  Pool::TicketPtr slow;
  Pool::TicketPtr fast;
  bulk->transfer({large.array(), large_there.array()}, &slow);
  wait_until([&] { return sim.faults->copies() == Lane::kParts; });
  urgent->transfer({small.array(), small_there.array()}, &fast);
  wait_until([&] { return link->to_device.waiting() == 1; });
  std::atomic<uint64_t> when{0};
  fast->on_done([&](Status) { when = sim.faults->copies(); });
  sim.faults->release();
  EXPECT_EQ(fast->wait(work::kForever), Status::ok);
  EXPECT_EQ(slow->wait(work::kForever), Status::ok);
  // After the parts that were in flight; when its thread runs is the machine's to say.
  EXPECT_LT(when.load(), 32u);
}

TEST(Lane, TheDevicesTimeIsSeenOnlyWhileProfiling) {
  const sim::Sim sim = sim::make_sim({.latency_ns = 2'000'000});
  Fixture fixture(sim.device);
  Values from(100, 1);
  Values there(100, *sim.device);
  Pool::TicketPtr ticket;
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  const uint64_t seen = fixture.pool->stats().transfers.device_ns;
  EXPECT_GE(seen, 2'000'000u);
  PoolOptions options;
  options.profiling = false;
  fixture.pool->configure(options);
  fixture.pool->transfer({from.array(), there.array()}, &ticket);
  EXPECT_EQ(ticket->wait(work::kForever), Status::ok);
  EXPECT_TRUE(fixture.pool->wait_all(work::kForever));
  EXPECT_EQ(fixture.pool->stats().transfers.device_ns, seen);
}

TEST(Lane, APieceIsWorthACopyOfItsOwnWhereCallsAreCheap) {
  const sim::Sim cheap = sim::make_sim();
  const sim::Sim dear = sim::make_sim({.latency_ns = 300'000});
  const auto budget = std::make_shared<memory::Budget>(uint64_t{1} << 30);
  Lane far(dear.device, budget);
  EXPECT_GE(far.worth_a_copy(0), uint64_t{64} << 10) << "a call costs more than packing does";
  EXPECT_EQ(far.worth_a_copy(0), far.worth_a_copy(-1)) << "measured once";
  Lane near(cheap.device, budget);
  EXPECT_GE(near.worth_a_copy(0), uint64_t{4} << 10);
  const sim::Sim handless = sim::make_sim({.gathers = false});
  Lane usual(handless.device, budget);
  EXPECT_EQ(usual.worth_a_copy(0), uint64_t{64} << 10) << "nothing to compare with";
}

}  // namespace
}  // namespace weir::stream
