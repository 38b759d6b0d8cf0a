// SPDX-License-Identifier: Apache-2.0
// Proves: levels rise at once and fall late, stalls make them worse, relief asks in the documented
// order and looks again before each step, and a file that becomes ready wakes the monitor (B-093,
// B-100, B-103, E-073, E-074). Clock, meter and trigger are held by the tests.
#include "monitor/pressure.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cmath>
#include <latch>
#include <thread>
#include <vector>

#include "base/status.hpp"

namespace weir::monitor {
namespace {

using memory::Budget;
using memory::Module;
using memory::Reclaim;

constinit std::atomic<uint64_t> now_ns{0};
uint64_t still_clock() noexcept {
  return now_ns;
}
constexpr uint64_t kSecond = 1'000'000'000;

// A machine of 1000 bytes, and a budget that never matters.
struct Room {
  explicit Room(const Pressure::Options& options = {}) {
    Pressure::Parts parts;
    parts.budget = budget;
    parts.life = life;
    parts.clock = still_clock;
    parts.meter = [this] {
      base::MemoryReading reading;
      reading.gauges.push_back(
          {base::MemoryGauge::Kind::group, "/sys/fs/cgroup/app", used.load(), 1000});
      reading.some_stall_percent = some;
      reading.full_stall_percent = full;
      return reading;
    };
    parts.open_trigger = [this] { return dup(pipe_out); };
    parts.trigger_events = POLLIN;
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    pipe_out = ends[0];
    pipe_in = ends[1];
    pressure = Pressure::create(std::move(parts), options);
  }
  ~Room() {
    pressure.reset();
    close(pipe_in);
    close(pipe_out);
  }
  Level at(uint64_t bytes) {
    used = bytes;
    return pressure->round();
  }
  // Frees `bytes` of the machine each time it is asked, and notes that it was.
  void add(Reclaim step, uint64_t bytes) {
    registrations.push_back(budget->add_reclaimer(step, [this, step, bytes](uint64_t wanted) {
      asked.push_back(step);
      wants.push_back(wanted);
      used -= std::min<uint64_t>(used, bytes);
      return bytes;
    }));
  }

  const std::shared_ptr<Budget> budget = std::make_shared<Budget>(uint64_t{1} << 40);
  const base::LifePtr life = std::make_shared<base::Life>();
  std::atomic<uint64_t> used{0};
  std::atomic<double> some{0}, full{0};
  int pipe_in = -1, pipe_out = -1;
  std::vector<Reclaim> asked;
  std::vector<uint64_t> wants;
  std::shared_ptr<Pressure> pressure;
  std::vector<memory::Reclaimers::Registration> registrations;
};

TEST(Level, RisesAtOnceAndFallsLate) {
  LevelJudge judge({});
  const auto at = [&](double ratio) { return judge.judge(ratio, 0, 0, now_ns); };
  now_ns = 0;
  EXPECT_EQ(at(0.69), Level::normal);
  EXPECT_EQ(at(0.70), Level::rising);
  EXPECT_EQ(at(0.80), Level::high);
  EXPECT_EQ(at(0.85), Level::severe);
  EXPECT_EQ(at(0.90), Level::critical);
  EXPECT_EQ(at(0.89), Level::critical) << "not three points below";
  EXPECT_EQ(at(0.86), Level::critical) << "below, but not for long";
  now_ns += 5 * kSecond - 1;
  EXPECT_EQ(at(0.86), Level::critical);
  EXPECT_EQ(at(0.88), Level::critical) << "the wait begins anew";
  EXPECT_EQ(at(0.5), Level::critical);
  now_ns += 5 * kSecond;
  EXPECT_EQ(at(0.5), Level::normal);
}

TEST(Level, StallsMakeItWorse) {
  LevelJudge judge({});
  EXPECT_EQ(judge.raw(0.5, 10.1, 0), Level::rising);
  EXPECT_EQ(judge.raw(0.95, 50, 0), Level::critical);
  EXPECT_EQ(judge.raw(0.1, 0, 5.1), Level::critical);
  EXPECT_EQ(judge.raw(0.5, 10, 5), Level::normal);
}

TEST(Pressure, ReliefStopsWhereItIsEnough) {
  Room room;
  room.add(Reclaim::cold_cache_entries_evicted, 1000);
  room.add(Reclaim::idle_pool_blocks, 20);
  room.add(Reclaim::expired_cache_entries, 100);
  room.add(Reclaim::idle_buffers_compressed, 300);
  EXPECT_EQ(room.at(950), Level::critical);
  // Down to 0.70 - 0.03: 280 too many, then 180, then 160; the last is never asked.
  EXPECT_EQ(room.asked, (std::vector{Reclaim::expired_cache_entries, Reclaim::idle_pool_blocks,
                                     Reclaim::idle_buffers_compressed}));
  EXPECT_EQ(room.wants, (std::vector<uint64_t>{280, 180, 160}));
  const Pressure::Stats stats = room.pressure->stats();
  EXPECT_EQ(stats.freed_bytes, 420u);
  EXPECT_EQ(stats.relief_count, 1u);
  EXPECT_EQ(stats.source, uint32_t{Pressure::kGroup});
  EXPECT_EQ(stats.group_bytes, 1000u);
}

TEST(Pressure, EachLevelHasItsSteps) {
  const struct {
    uint64_t used;
    std::vector<Reclaim> asked;
  } all[] = {
      {690, {}},
      {700, {Reclaim::expired_cache_entries, Reclaim::idle_buffers_compressed}},
      {800,
       {Reclaim::expired_cache_entries, Reclaim::idle_buffers_compressed,
        Reclaim::idle_buffers_spilled}},
      {900,
       {Reclaim::expired_cache_entries, Reclaim::idle_buffers_compressed,
        Reclaim::idle_buffers_spilled, Reclaim::cold_cache_entries_evicted}},
  };
  for (const auto& each : all) {
    Room room;
    for (const Reclaim step :
         {Reclaim::expired_cache_entries, Reclaim::idle_buffers_compressed,
          Reclaim::idle_buffers_spilled, Reclaim::cold_cache_entries_evicted}) {
      room.add(step, 1);
    }
    room.at(each.used);
    EXPECT_EQ(room.asked, each.asked) << each.used;
  }
}

// The level stays for its five seconds; nothing more is let go meanwhile.
TEST(Pressure, EnoughIsEnough) {
  Room room;
  room.add(Reclaim::expired_cache_entries, 400);
  EXPECT_EQ(room.at(950), Level::critical);
  EXPECT_EQ(room.asked.size(), 1u);
  EXPECT_EQ(room.pressure->round(), Level::critical);
  EXPECT_EQ(room.asked.size(), 1u);
  EXPECT_EQ(room.pressure->stats().relief_count, 1u);
}

// No ratio is high, but work stands still for want of memory: a sixteenth of what is charged goes.
TEST(Pressure, StallsLetAPartGo) {
  Room room;
  memory::Charge held = room.budget->charge(Module::buffers, 1600, "held");
  room.add(Reclaim::expired_cache_entries, 60);
  room.add(Reclaim::idle_pool_blocks, 60);
  room.add(Reclaim::cold_cache_entries_evicted, 60);
  room.full = 20;
  EXPECT_EQ(room.at(100), Level::critical);
  EXPECT_EQ(room.asked, (std::vector{Reclaim::expired_cache_entries, Reclaim::idle_pool_blocks}));
  EXPECT_EQ(room.wants, (std::vector<uint64_t>{100, 40}));
}

TEST(Pressure, WhatFallsByItselfIsLeftAlone) {
  Room room;
  room.add(Reclaim::expired_cache_entries, 1);
  room.at(830);
  EXPECT_EQ(room.asked.size(), 1u);
  room.at(780);
  EXPECT_EQ(room.asked.size(), 1u) << "it falls";
  room.at(779);
  EXPECT_EQ(room.asked.size(), 2u) << "not enough to be called falling";
  room.at(980);
  room.at(960);
  EXPECT_EQ(room.asked.size(), 4u) << "critical waits for nothing";
}

TEST(Pressure, WatchingOnlyLetsNothingGo) {
  Pressure::Options options;
  options.relieve = false;
  Room room(options);
  room.add(Reclaim::expired_cache_entries, 1);
  EXPECT_EQ(room.at(990), Level::critical);
  EXPECT_TRUE(room.asked.empty());
  EXPECT_EQ(room.pressure->optimize(Level::severe), 1u) << "on demand it does";
}

TEST(Pressure, BoundsAreChecked) {
  for (const std::array<double, 4>& at :
       {std::array{0.0, 0.5, 0.6, 0.7}, std::array{0.5, 0.4, 0.6, 0.7},
        std::array{0.5, 0.6, 0.7, 1.1}, std::array<double, 4>{0.5, 0.6, 0.7, std::nan("")}}) {
    Pressure::Options options;
    options.bounds.at = at;
    EXPECT_THROW(Room room(options), Error);
  }
}

TEST(Pressure, AMeterThatFailsIsTold) {
  Pressure::Parts parts;
  parts.budget = std::make_shared<Budget>(1000);
  parts.life = std::make_shared<base::Life>();
  parts.meter = []() -> base::MemoryReading { throw std::bad_alloc(); };
  const auto pressure = Pressure::create(std::move(parts), {});
  EXPECT_THROW(pressure->stats(), std::bad_alloc);
  EXPECT_THROW(pressure->round(), std::bad_alloc);
  Pressure::Stats stats;
  EXPECT_THROW(pressure->wait(Level::normal, 0, stats), std::bad_alloc);
}

TEST(Pressure, HistoryIsBounded) {
  Room room;
  for (int i = 0; i < 300; ++i) room.at(10);
  const std::string json = room.pressure->json();
  size_t looks = 0;
  for (size_t at = json.find("\"age_ns\""); at != std::string::npos;
       at = json.find("\"age_ns\"", at + 1)) {
    ++looks;
  }
  EXPECT_EQ(looks, Pressure::kHistory);
}

struct Ear {
  std::latch first{1}, second{1};
  std::atomic<uint32_t> level{0};
  static void hear(void* user, uint32_t level, const char*) {
    auto* ear = static_cast<Ear*>(user);
    ear->level = level;
    (level == 4 ? ear->second : ear->first).count_down();
  }
};

// The interval is an hour: only the file can have woken it.
TEST(Pressure, ATriggerWakesTheThread) {
  Pressure::Options options;
  options.interval_ns = 3'600 * kSecond;
  Room room(options);
  Ear ear;
  room.used = 750;
  room.pressure->start(Ear::hear, base::own_user(&ear, nullptr));
  ear.first.wait();
  EXPECT_EQ(ear.level, 1u);
  room.used = 950;
  ASSERT_EQ(write(room.pipe_in, "!", 1), 1);
  ear.second.wait();
  EXPECT_EQ(ear.level, 4u);
  room.pressure->stop();
}

// Somebody else's round, or the shutdown, ends a wait.
TEST(Pressure, AShutdownEndsAWait) {
  Pressure::Options options;
  options.interval_ns = 3'600 * kSecond;
  Room room(options);
  room.pressure->start(nullptr, nullptr);
  std::thread waiter([&] {
    Pressure::Stats stats;
    EXPECT_THROW(room.pressure->wait(Level::normal, UINT64_MAX, stats), Error);
  });
  room.life->close();
  room.pressure->stop();
  waiter.join();
}

}  // namespace
}  // namespace weir::monitor
