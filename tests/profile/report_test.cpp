// SPDX-License-Identifier: Apache-2.0
// Proves: the JSON report has the documents' keys and figures, every key finds its phase again, and
// the text report is a readable tree (A-045, A-050..A-056, A-061, A-065).
#include "profile/report.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/json.hpp"
#include "still_clock.hpp"

namespace weir::profile {
namespace {

using base::Json;

std::shared_ptr<const Json> json_of(Profiler& profiler) {
  return Json::parse(report_json(profiler.snapshot(), 1'700'000'000, 25));
}

double number(const std::shared_ptr<const Json>& json, const char* pointer) {
  const base::JsonValue value = json->find(pointer);
  return value ? value.number() : std::nan("");
}

// The documents' pipeline, in still time.
std::shared_ptr<Profiler> pipeline() {
  const auto profiler = still_profiler();
  run(*profiler, "validation", 500'000'000);
  profiler->start_phase("features");
  for (int i = 0; i < 3; ++i) {
    profiler->start_phase("batch");
    pass(1'000'000'000);
    profiler->record_metric("points", 100.0 * (i + 1));
    profiler->end_phase(nullptr);
  }
  profiler->end_phase(nullptr);
  profiler->record_metric("tiles", 1);
  return profiler;
}

TEST(Report, HasTheDocumentsKeys) {
  const auto profiler = pipeline();
  const auto json = json_of(*profiler);
  EXPECT_EQ(number(json, "/total_time"), 3.5);
  EXPECT_EQ(number(json, "/num_phases"), 3);
  EXPECT_EQ(number(json, "/timestamp"), 1'700'000'000);
  EXPECT_FALSE(json->find("/gpu_available").boolean());
  EXPECT_EQ(number(json, "/phases/validation/duration"), 0.5);
  EXPECT_EQ(number(json, "/phases/features/duration"), 3);
  EXPECT_EQ(number(json, "/phases/batch/count"), 3);
  EXPECT_EQ(number(json, "/phases/batch/p95"), 1);
  EXPECT_EQ(number(json, "/phases/batch/custom_metrics/points"), 300);
  EXPECT_EQ(number(json, "/phases/batch/metrics/points/mean"), 200);
  EXPECT_EQ(number(json, "/phases/batch/metrics/points/stdev"), 100);
  EXPECT_EQ(number(json, "/custom_metrics/tiles"), 1);
  EXPECT_FALSE(json->find("/phases/batch/memory_mb"));
  EXPECT_FALSE(json->find("/phases/batch/gpu_memory_mb"));
  EXPECT_EQ(number(json, "/hierarchy/1/children/0/duration"), 3);
  EXPECT_EQ(json->find("/hierarchy/1/children/0/path").string(), "features/batch");
  EXPECT_EQ(number(json, "/counters/runs"), 5);
  EXPECT_NEAR(number(json, "/overhead/percent"), 100.0 * 25 * 5 / 3.5e9, 1e-12);
}

TEST(Report, EveryKeyFindsItsPhase) {
  const auto profiler = still_profiler();
  for (const char* tile : {"a/1", "a~2", "\"\n"}) {
    profiler->start_phase(tile);
    run(*profiler, "validate", 1);
    profiler->end_phase(nullptr);
  }
  const Snapshot all = profiler->snapshot();
  ASSERT_EQ(all.rows.size(), 6u);
  for (const Snapshot::Row& row : all.rows) {
    EXPECT_EQ(stats_of(*profiler, row.key).phase, row.stats.phase) << row.key;
    EXPECT_EQ(stats_of(*profiler, row.path).phase, row.stats.phase) << row.path;
  }
  const auto json = json_of(*profiler);  // strict: no key twice
  EXPECT_EQ(json->find("/phases").count(), 6u);
}

TEST(Report, OpenPhasesCountUpToNow) {
  const auto profiler = still_profiler();
  profiler->start_phase("outer");
  pass(2'000'000'000);
  const auto json = json_of(*profiler);
  EXPECT_EQ(number(json, "/phases/outer/duration"), 2);
  EXPECT_EQ(number(json, "/phases/outer/count"), 0);
  EXPECT_EQ(number(json, "/phases/outer/open"), 1);
  EXPECT_EQ(number(json, "/num_phases"), 0);
  EXPECT_FALSE(json->find("/phases/outer/p50"));
}

TEST(Report, MemoryIsThereWhenTracked) {
  Profiler::Parts parts = still_parts();
  PeakTracker memory(
      [](void*) noexcept {
        return PeakTracker::Reading{{64'000'000, true}, 0};
      },
      nullptr);
  parts.memory = &memory;
  parts.gpu = std::make_shared<PeakTracker>(
      [](void*) noexcept {
        return PeakTracker::Reading{{1'500'000, true}, 0};
      },
      nullptr);
  const auto profiler = std::make_shared<Profiler>(std::move(parts));
  profiler->configure({.track_memory = true, .track_gpu = true});
  run(*profiler, "load", 1);
  const auto json = json_of(*profiler);
  EXPECT_EQ(number(json, "/phases/load/memory_mb"), 64);
  EXPECT_EQ(json->find("/phases/load/memory_source").string(), "peak");
  EXPECT_EQ(number(json, "/phases/load/gpu_memory_mb"), 1.5);
  EXPECT_TRUE(json->find("/gpu_available").boolean());
}

TEST(Report, AnEmptyProfilerHasOne) {
  const auto profiler = still_profiler();
  const auto json = json_of(*profiler);
  EXPECT_EQ(json->find("/phases").count(), 0u);
  EXPECT_EQ(json->find("/hierarchy").count(), 0u);
  EXPECT_NE(report_text(profiler->snapshot(), 25).find("0 phases"), std::string::npos);
}

TEST(Report, DeepTreesCanStillBeRead) {
  const auto profiler = still_profiler();
  for (int i = 0; i < 1000; ++i) profiler->start_phase("d");
  const auto json = json_of(*profiler);
  EXPECT_EQ(json->find("/phases").count(), 1000u);
  std::string deepest;
  for (int i = 0; i < 199; ++i) deepest += "/0/children";
  EXPECT_EQ(number(json, ("/hierarchy" + deepest + "/0/children_left_out").c_str()), 1);
  EXPECT_GT(report_text(profiler->snapshot(), 25).size(), 1000u);
}

TEST(Report, TextIsATreeWithShares) {
  const auto profiler = pipeline();
  profiler->end_phase(nullptr);  // stray
  EXPECT_EQ(report_text(profiler->snapshot(), 25),
            "3.50 s since reset, 3 phases, overhead 0.000 % (25 ns a phase, monotonic clock)\n"
            "\n"
            "phase        share     total     count      mean       p95       max     memory\n"
            "validation   14.3%    500 ms         1\n"
            "features     85.7%    3.00 s         1\n"
            "  batch      85.7%    3.00 s         3    1.00 s    1.00 s    1.00 s\n"
            "    . points = 300  (3 values, 100 to 300, mean 200, stdev 100)\n"
            "outside of any phase\n"
            "  . tiles = 1\n"
            "\n"
            "1 ends found no such phase open\n");
}

}  // namespace
}  // namespace weir::profile
