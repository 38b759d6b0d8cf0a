// SPDX-License-Identifier: Apache-2.0
// Proves: phases are a true stack, the same path adds up in one entry, and every time is exact
// (A-042..A-046, A-050, A-051, A-052, A-053, A-059, A-060, A-063, A-102).
#include <gtest/gtest.h>

#include "still_clock.hpp"

namespace weir::profile {
namespace {

// the documents' hierarchy, the outer phases too.
TEST(Phases, NestToAnyDepthAndAllAreReported) {
  const auto profiler = still_profiler();
  profiler->start_phase("pipeline");
  run(*profiler, "load", 10);
  profiler->start_phase("processing");
  for (int i = 0; i < 4; ++i) run(*profiler, "batch_" + std::to_string(i), 100);
  EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
  pass(5);
  EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
  EXPECT_EQ(profiler->phase_count(), 7u);
  EXPECT_EQ(stats_of(*profiler, "pipeline").total_ns, 415u);
  EXPECT_EQ(stats_of(*profiler, "pipeline/processing").total_ns, 400u);
  EXPECT_EQ(stats_of(*profiler, "batch_3").total_ns, 100u);
  const Totals totals = profiler->totals();
  EXPECT_EQ(totals.phase_count, 7u);
  EXPECT_EQ(totals.run_count, 7u);
  EXPECT_EQ(totals.total_ns, 415u);
}

TEST(Phases, ADepthOfAThousandIsKeptApart) {
  const auto profiler = still_profiler();
  constexpr int kDepth = 1000;
  for (int i = 0; i < kDepth; ++i) profiler->start_phase("deeper");
  pass(7);
  for (int i = 0; i < kDepth; ++i) ASSERT_EQ(profiler->end_phase(nullptr), Status::ok);
  EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);
  EXPECT_EQ(profiler->totals().run_count, static_cast<uint64_t>(kDepth));
  EXPECT_EQ(profiler->phase_count(), static_cast<uint64_t>(kDepth));
}

// WEIR DECIDES: thousands of batches cost one entry.
TEST(Phases, TheSameNameUnderTheSameParentAddsUp) {
  const auto profiler = still_profiler();
  for (uint64_t i = 1; i <= 1000; ++i) run(*profiler, "batch", i * 1000);
  EXPECT_EQ(profiler->phase_count(), 1u);
  const PhaseStats stats = stats_of(*profiler, "batch");
  EXPECT_EQ(stats.count, 1000u);
  EXPECT_EQ(stats.total_ns, 500'500'000u);
  EXPECT_EQ(stats.min_ns, 1000u);
  EXPECT_EQ(stats.max_ns, 1'000'000u);
  EXPECT_EQ(stats.last_ns, 1'000'000u);
  EXPECT_NEAR(static_cast<double>(stats.p50_ns), 500e3, 8e3);
  EXPECT_NEAR(static_cast<double>(stats.p95_ns), 950e3, 15e3);
  EXPECT_NEAR(static_cast<double>(stats.p99_ns), 990e3, 16e3);
}

TEST(Phases, OneRunIsItsOwnPercentiles) {
  const auto profiler = still_profiler();
  run(*profiler, "once", 12'345);
  const PhaseStats stats = stats_of(*profiler, "once");
  EXPECT_EQ(stats.p50_ns, 12'345u);
  EXPECT_EQ(stats.p99_ns, 12'345u);
  run(*profiler, "once", 12'345);
  EXPECT_EQ(stats_of(*profiler, "once").p50_ns, 12'345u);  // held between min and max
}

TEST(Phases, TheSameNameUnderOtherParentsIsAnotherPhase) {
  const auto profiler = still_profiler();
  for (const char* tile : {"a", "b"}) {
    profiler->start_phase(tile);
    run(*profiler, "validate", tile[0] == 'a' ? 3 : 4);
    profiler->end_phase(nullptr);
  }
  EXPECT_EQ(stats_of(*profiler, "a/validate").total_ns, 3u);
  EXPECT_EQ(stats_of(*profiler, "b/validate").total_ns, 4u);
  EXPECT_THROW(stats_of(*profiler, "validate"), Error);
}

TEST(Phases, OpenOnesAreToldWithTheirTimeSoFar) {
  const auto profiler = still_profiler();
  profiler->start_phase("outer");
  pass(30);
  const PhaseStats stats = stats_of(*profiler, "outer");
  EXPECT_EQ(stats.count, 0u);
  EXPECT_EQ(stats.open_count, 1u);
  EXPECT_EQ(stats.open_ns, 30u);
  EXPECT_EQ(profiler->totals().phase_count, 0u);  // the ended ones
  EXPECT_EQ(profiler->totals().open_count, 1u);
  profiler->end_phase(nullptr);
  EXPECT_EQ(stats_of(*profiler, "outer").open_count, 0u);
  EXPECT_EQ(stats_of(*profiler, "outer").open_ns, 0u);
}

TEST(Phases, AnEndTellsThePhaseAsItNowStands) {
  const auto profiler = still_profiler();
  run(*profiler, "batch", 5);
  profiler->start_phase("batch");
  pass(9);
  PhaseStats stats;
  ASSERT_EQ(profiler->end_phase(&stats), Status::ok);
  EXPECT_EQ(stats.count, 2u);
  EXPECT_EQ(stats.last_ns, 9u);
  EXPECT_EQ(stats.total_ns, 14u);
}

TEST(Phases, AnEndWithNothingOpenIsCountedAndHarmless) {
  const auto profiler = still_profiler();
  EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);
  EXPECT_EQ(profiler->end_phase_named("ghost", nullptr), Status::miss);
  EXPECT_EQ(profiler->totals().counters.stray, 2u);
  run(*profiler, "after", 1);
  EXPECT_EQ(stats_of(*profiler, "after").count, 1u);
}

// the error path of the documents' batch scenario.
TEST(Phases, AnOuterEndByNameEndsWhatIsInside) {
  const auto profiler = still_profiler();
  profiler->start_phase("batch");
  for (const bool fails : {false, true}) {
    profiler->start_phase("tile");
    run(*profiler, "validate", 1);
    profiler->start_phase("process");
    pass(10);
    if (!fails) profiler->end_phase(nullptr);
    profiler->end_phase_named("tile", nullptr);
  }
  profiler->end_phase(nullptr);
  EXPECT_EQ(stats_of(*profiler, "batch/tile").count, 2u);
  EXPECT_EQ(stats_of(*profiler, "batch/tile/process").count, 2u);
  EXPECT_EQ(stats_of(*profiler, "batch/tile/process").total_ns, 20u);
  EXPECT_EQ(profiler->totals().counters.swept, 1u);
  EXPECT_EQ(profiler->totals().open_count, 0u);
}

TEST(Phases, AnEndByNameTakesTheInnermostOfThatName) {
  const auto profiler = still_profiler();
  for (const char* name : {"a", "b", "a", "c"}) profiler->start_phase(name);
  EXPECT_EQ(profiler->end_phase_named("a", nullptr), Status::ok);
  EXPECT_EQ(stats_of(*profiler, "a/b/a").count, 1u);
  EXPECT_EQ(stats_of(*profiler, "a/b").open_count, 1u);
  EXPECT_EQ(stats_of(*profiler, "a").open_count, 1u);
}

TEST(Phases, AreCountedThroughInTheOrderOfTheirFirstStart) {
  const auto profiler = still_profiler();
  profiler->start_phase("z");
  run(*profiler, "y", 1);
  profiler->end_phase(nullptr);
  run(*profiler, "a", 1);
  std::string path;
  PhaseStats stats;
  std::vector<std::string> paths;
  for (uint64_t i = 0; profiler->phase_at(i, &path, &stats); ++i) paths.push_back(path);
  EXPECT_EQ(paths, (std::vector<std::string>{"z", "z/y", "a"}));
  EXPECT_FALSE(profiler->phase_at(UINT64_MAX, &path, &stats));
}

// The counter of another core may be behind: a run never takes negative time.
TEST(Phases, TimeThatRunsBackwardsCountsAsNone) {
  const auto profiler = still_profiler();
  profiler->start_phase("back");
  pass(0 - uint64_t{50});
  profiler->end_phase(nullptr);
  EXPECT_EQ(stats_of(*profiler, "back").total_ns, 0u);
  EXPECT_EQ(stats_of(*profiler, "back").open_ns, 0u);
  pass(50);
}

}  // namespace
}  // namespace weir::profile
