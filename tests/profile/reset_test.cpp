// SPDX-License-Identifier: Apache-2.0
// Proves: a reset forgets everything and is safe while phases are open, here and on other threads
//
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "still_clock.hpp"

namespace weir::profile {
namespace {

TEST(Reset, ForgetsPhasesMetricsCountsAndTheTotalTime) {
  const auto profiler = still_profiler();
  run(*profiler, "old", 10);
  profiler->record_metric("m", 1);
  profiler->end_phase(nullptr);  // a stray one
  profiler->reset();
  EXPECT_EQ(profiler->phase_count(), 0u);
  EXPECT_EQ(profiler->totals().total_ns, 0u);
  EXPECT_EQ(profiler->totals().counters.stray, 0u);
  EXPECT_EQ(profiler->metric_everywhere("m").count, 0u);
  PhaseStats stats;
  EXPECT_FALSE(profiler->phase("old", &stats));
  run(*profiler, "new", 3);
  EXPECT_EQ(profiler->totals().total_ns, 3u);
  EXPECT_EQ(stats_of(*profiler, "new").count, 1u);
}

// A workflow that failed half-way must not leak its open phases into the next one.
TEST(Reset, ClosesThisThreadsPhases) {
  const auto profiler = still_profiler();
  profiler->start_phase("left open");
  profiler->reset();
  EXPECT_EQ(profiler->current(), 0u);
  run(*profiler, "fresh", 1);
  EXPECT_EQ(stats_of(*profiler, "fresh").count, 1u);
  EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);
}

TEST(Reset, OnAnotherThreadOpenPhasesAreForgottenButKeepTheirPlace) {
  const auto profiler = still_profiler();
  std::latch opened(1), was_reset(1);
  std::thread worker([&] {
    profiler->start_phase("outer");
    profiler->start_phase("inner");
    opened.count_down();
    was_reset.wait();
    profiler->start_phase("after");
    profiler->record_metric("m", 1);
    EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
    profiler->record_metric("top", 1);
    EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);  // inner
    EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);  // outer
    EXPECT_EQ(profiler->totals().counters.stray, 0u);       // both had been started
    EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);
    EXPECT_EQ(profiler->totals().counters.stray, 1u);
  });
  opened.wait();
  profiler->reset();
  was_reset.count_down();
  worker.join();
  EXPECT_EQ(profiler->phase_count(), 1u);
  EXPECT_EQ(stats_of(*profiler, "after").metric_count, 1u);
  MetricSums top;
  EXPECT_TRUE(profiler->metrics("", &top));
  EXPECT_EQ(top.count("top"), 1u);
}

TEST(Reset, AParentFromBeforeMeansTheTop) {
  const auto profiler = still_profiler();
  profiler->start_phase("old");
  const uint64_t parent = profiler->current();
  profiler->reset();
  profiler->start_phase_under(parent, "orphan");
  profiler->end_phase(nullptr);
  EXPECT_EQ(stats_of(*profiler, "orphan").count, 1u);
}

// Under the thread sanitizer this is where a torn reset would show.
TEST(Reset, MayComeAtAnyMoment) {
  const auto profiler = std::make_shared<Profiler>(Profiler::Parts{});
  std::latch ready(5);
  std::atomic<bool> stop{false};
  std::vector<std::thread> workers;
  for (int w = 0; w < 4; ++w) {
    workers.emplace_back([&, w] {
      ready.arrive_and_wait();
      while (!stop) {
        profiler->start_phase("outer");
        profiler->start_phase("inner " + std::to_string(w));
        profiler->record_metric("m", w);
        profiler->end_phase(nullptr);
        profiler->end_phase_named("outer", nullptr);
      }
    });
  }
  ready.arrive_and_wait();
  for (int i = 0; i < 200; ++i) {
    profiler->reset();
    const Snapshot all = profiler->snapshot();
    // "outer", and each "inner" in it, or at the top where the reset came between the two.
    EXPECT_LE(all.rows.size(), 9u);
    EXPECT_LE(all.totals.open_count, 8u);
  }
  stop = true;
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(profiler->totals().open_count, 0u);
}

}  // namespace
}  // namespace weir::profile
