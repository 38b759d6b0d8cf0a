// SPDX-License-Identifier: Apache-2.0
// Proves: names without end, a full budget, bad names and a closed runtime never lose time, memory
// or the program.
#include <gtest/gtest.h>

#include <functional>

#include "memory/budget.hpp"
#include "still_clock.hpp"

namespace weir::profile {
namespace {

Status status_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.status();
  }
  return Status::ok;
}

// thousands of names are grouped once a limit is reached, and the summary says so.
TEST(Limits, PhasesPastTheLimitGoToOther) {
  const auto profiler = still_profiler();
  profiler->configure({.phase_limit = 3});
  profiler->start_phase("outer");
  for (int i = 0; i < 10; ++i) run(*profiler, "batch_" + std::to_string(i), 10);
  profiler->end_phase(nullptr);
  EXPECT_EQ(profiler->phase_count(), 4u);
  EXPECT_EQ(stats_of(*profiler, "batch_1").count, 1u);
  EXPECT_EQ(stats_of(*profiler, "(other)").count, 8u);
  EXPECT_EQ(stats_of(*profiler, "(other)").total_ns, 80u);
  EXPECT_EQ(stats_of(*profiler, "outer").total_ns, 100u);
  EXPECT_EQ(profiler->totals().counters.overflow, 8u);
}

TEST(Limits, LevelsPastTheLimitGoToOther) {
  const auto profiler = still_profiler();
  constexpr int kDepth = 5000;
  for (int i = 0; i < kDepth; ++i) profiler->start_phase("deeper");
  for (int i = 0; i < kDepth; ++i) ASSERT_EQ(profiler->end_phase(nullptr), Status::ok);
  EXPECT_EQ(profiler->totals().run_count, static_cast<uint64_t>(kDepth));
  EXPECT_LE(profiler->phase_count(), 2u * Profiler::kDepthLimit);
  EXPECT_GT(stats_of(*profiler, "(other)").count, 0u);
}

TEST(Limits, MetricsPastTheLimitGoToOther) {
  const auto profiler = still_profiler();
  profiler->configure({.metric_limit = 2});
  profiler->start_phase("phase");
  for (int i = 0; i < 5; ++i) profiler->record_metric("item_" + std::to_string(i), i);
  profiler->end_phase(nullptr);
  MetricSums sums;
  ASSERT_TRUE(profiler->metrics("", &sums));
  EXPECT_EQ(sums.at("(other)").count, 3u);
  EXPECT_EQ(stats_of(*profiler, "phase").metric_count, 2u);
  EXPECT_EQ(profiler->totals().counters.overflow, 3u);
}

TEST(Limits, AFullBudgetDoesNotFailTheProgram) {
  Profiler::Parts parts = still_parts();
  const auto budget = std::make_shared<memory::Budget>(20'000);
  parts.budget = budget;
  auto profiler = std::make_shared<Profiler>(std::move(parts));
  for (int i = 0; i < 100; ++i) run(*profiler, "batch_" + std::to_string(i), 1);
  EXPECT_GT(profiler->phase_count(), 2u);
  EXPECT_LT(profiler->phase_count(), 20u);
  EXPECT_EQ(profiler->totals().run_count, 100u);
  EXPECT_GT(stats_of(*profiler, "(other)").count, 80u);
  EXPECT_GT(budget->module_stats(memory::Module::profile).used_bytes, 0u);
  profiler->reset();
  EXPECT_EQ(budget->stats().used_bytes, 0u);
  run(*profiler, "again", 1);
  profiler.reset();
}

TEST(Limits, BadNamesAreRefusedAndLeaveTheStackAsItWas) {
  const auto profiler = still_profiler();
  profiler->start_phase("open");
  EXPECT_EQ(status_of([&] { profiler->start_phase(""); }), Status::invalid);
  EXPECT_EQ(status_of([&] { profiler->start_phase("caf\xE9"); }), Status::invalid);
  EXPECT_EQ(status_of([&] { profiler->start_phase(std::string(1025, 'x')); }), Status::limit);
  EXPECT_EQ(status_of([&] { profiler->record_metric("", 1); }), Status::invalid);
  run(*profiler, std::string(1024, 'x'), 1);
  run(*profiler, "caf\xC3\xA9 \xF0\x9F\x8C\x8A\n", 1);
  EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
  EXPECT_EQ(stats_of(*profiler, "open").count, 1u);
}

TEST(Limits, StartsWithoutEndsStopAtALimit) {
  const auto profiler = still_profiler();
  profiler->configure({.phase_limit = 10});
  for (size_t i = 0; i < Profiler::kOpenLimit; ++i) profiler->start_phase("recursion");
  EXPECT_EQ(status_of([&] { profiler->start_phase("one more"); }), Status::limit);
  EXPECT_EQ(profiler->totals().open_count, Profiler::kOpenLimit);
}

TEST(Limits, AfterTheRuntimesShutdownItCanBeReadOnly) {
  Profiler::Parts parts = still_parts();
  const auto life = std::make_shared<base::Life>();
  parts.life = life;
  const auto profiler = std::make_shared<Profiler>(std::move(parts));
  run(*profiler, "before", 4);
  profiler->start_phase("open");
  life->close();
  EXPECT_EQ(status_of([&] { profiler->start_phase("after"); }), Status::closed);
  EXPECT_EQ(status_of([&] { profiler->end_phase(nullptr); }), Status::closed);
  EXPECT_EQ(status_of([&] { profiler->record_metric("m", 1); }), Status::closed);
  EXPECT_EQ(status_of([&] { profiler->reset(); }), Status::closed);
  EXPECT_EQ(stats_of(*profiler, "before").total_ns, 4u);
  EXPECT_EQ(profiler->snapshot().rows.size(), 2u);
}

}  // namespace
}  // namespace weir::profile
