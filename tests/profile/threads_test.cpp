// SPDX-License-Identifier: Apache-2.0
// Proves: each thread has its own stack, threads add up, and threads, profilers and the process may
// end in any order.
#include <gtest/gtest.h>
#include <pthread.h>

#include <functional>
#include <latch>
#include <thread>

#include "still_clock.hpp"

namespace weir::profile {
namespace {

void on_a_thread(const std::function<void()>& body) {
  std::thread(body).join();
}

// The first use of all may be on a worker that ends before anybody else comes.
TEST(Threads, TheFirstUseMayBeOnAWorker) {
  const auto profiler = still_profiler();
  on_a_thread([&] { run(*profiler, "work", 5); });
  run(*profiler, "work", 7);
  EXPECT_EQ(stats_of(*profiler, "work").count, 2u);
  EXPECT_EQ(stats_of(*profiler, "work").total_ns, 12u);
  EXPECT_EQ(stats_of(*profiler, "work").last_ns, 7u);
  EXPECT_EQ(stats_of(*profiler, "work").min_ns, 5u);
}

TEST(Threads, HaveStacksOfTheirOwn) {
  const auto profiler = still_profiler();
  profiler->start_phase("main");
  on_a_thread([&] {
    EXPECT_EQ(profiler->current(), 0u);
    EXPECT_EQ(profiler->end_phase(nullptr), Status::miss);
    run(*profiler, "side", 1);
  });
  EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
  std::string path;
  PhaseStats stats;
  ASSERT_TRUE(profiler->phase_at(1, &path, &stats));
  EXPECT_EQ(path, "side");
}

// WEIR DECIDES: a phase on another thread joins a given parent.
TEST(Threads, JoinAParentThatIsGivenToThem) {
  const auto profiler = still_profiler();
  profiler->start_phase("features");
  profiler->start_phase("tiles");
  const uint64_t parent = profiler->current();
  EXPECT_EQ(parent, stats_of(*profiler, "tiles").phase);
  for (int i = 0; i < 3; ++i) {
    on_a_thread([&] {
      profiler->start_phase_under(parent, "tile");
      run(*profiler, "inner", 2);
      profiler->end_phase(nullptr);
    });
  }
  profiler->end_phase(nullptr);
  profiler->end_phase(nullptr);
  EXPECT_EQ(stats_of(*profiler, "features/tiles/tile").count, 3u);
  EXPECT_EQ(stats_of(*profiler, "features/tiles/tile/inner").total_ns, 6u);
  EXPECT_EQ(stats_of(*profiler, "features/tiles").count, 1u);
  EXPECT_THROW(profiler->start_phase_under(parent + 100, "x"), Error);
  EXPECT_THROW(profiler->start_phase_under(77, "x"), Error);
}

TEST(Threads, ThatEndWithOpenPhasesHaveThemEndedAndCounted) {
  const auto profiler = still_profiler();
  on_a_thread([&] {
    profiler->start_phase("outer");
    profiler->start_phase("inner");
    pass(50);
  });
  EXPECT_EQ(stats_of(*profiler, "outer/inner").count, 1u);
  EXPECT_EQ(stats_of(*profiler, "outer").total_ns, 50u);
  EXPECT_EQ(profiler->totals().counters.swept, 2u);
  EXPECT_EQ(profiler->totals().open_count, 0u);
}

TEST(Threads, MayOutliveTheirProfiler) {
  std::latch used(1), freed(1);
  auto profiler = still_profiler();
  std::thread worker([&, raw = profiler.get()] {
    raw->start_phase("left open");
    used.count_down();
    freed.wait();
    run(*still_profiler(), "another", 1);  // finds and drops the old log
  });
  used.wait();
  profiler.reset();
  freed.count_down();
  worker.join();
}

TEST(Threads, UseManyProfilersAtOnceWithoutMixing) {
  std::vector<std::shared_ptr<Profiler>> profilers;
  for (int i = 0; i < 100; ++i) profilers.push_back(still_profiler());
  for (auto& profiler : profilers) profiler->start_phase("outer");
  for (size_t i = 0; i < profilers.size(); ++i) {
    profilers[i]->record_metric("index", static_cast<double>(i));
    run(*profilers[i], "inner", i);
  }
  for (auto& profiler : profilers) EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
  for (size_t i = 0; i < profilers.size(); ++i) {
    EXPECT_EQ(stats_of(*profilers[i], "outer/inner").total_ns, i);
    EXPECT_EQ(profilers[i]->metric_everywhere("index").last, static_cast<double>(i));
  }
}

// Thread-locals of the program may measure their own end, after ours have said farewell.
struct EndsLate {
  std::shared_ptr<Profiler> profiler;
  bool leaves_open = false;
  ~EndsLate() {
    if (!profiler) return;
    run(*profiler, "late", 3);
    if (leaves_open) profiler->start_phase("left open late");
  }
};
thread_local EndsLate ends_late;

TEST(Threads, MayRecordWhileTheirThreadLocalsEnd) {
  const auto profiler = still_profiler();
  on_a_thread([&] {
    ends_late.profiler = profiler;  // made first, so it ends last
    run(*profiler, "early", 1);
  });
  EXPECT_EQ(stats_of(*profiler, "early").count, 1u);
  EXPECT_EQ(stats_of(*profiler, "late").count, 1u);
  EXPECT_EQ(stats_of(*profiler, "late").total_ns, 3u);
}

// What they record late is folded into the ended threads' sums as well: no log stays behind.
TEST(Threads, LeaveNothingOpenHoweverLateTheyRecord) {
  const auto profiler = still_profiler();
  on_a_thread([&] {
    ends_late.profiler = profiler;
    ends_late.leaves_open = true;
    run(*profiler, "early", 1);
  });
  EXPECT_EQ(stats_of(*profiler, "left open late").count, 1u);
  EXPECT_EQ(profiler->totals().open_count, 0u);
  EXPECT_EQ(profiler->totals().counters.swept, 1u);
}

// Keys end after all thread-locals: theirs are the last destructors of a thread.
TEST(Threads, MayRecordInTheDestructorOfAKey) {
  const auto profiler = still_profiler();
  pthread_key_t key;
  const auto record = [](void* user) {
    auto* late = static_cast<Profiler*>(user);
    run(*late, "very late", 2);
    late->start_phase("left open very late");
  };
  ASSERT_EQ(pthread_key_create(&key, record), 0);
  for (int i = 0; i < 3; ++i) {
    on_a_thread([&] {
      ends_late.profiler = profiler;
      ASSERT_EQ(pthread_setspecific(key, profiler.get()), 0);
      run(*profiler, "early", 1);
    });
  }
  ASSERT_EQ(pthread_key_delete(key), 0);
  EXPECT_EQ(stats_of(*profiler, "early").count, 3u);
  EXPECT_EQ(stats_of(*profiler, "late").total_ns, 9u);
  EXPECT_EQ(stats_of(*profiler, "very late").total_ns, 6u);
  EXPECT_EQ(profiler->totals().open_count, 0u);
  EXPECT_EQ(profiler->totals().counters.swept, 3u);
}

// Short-lived threads are added up, not kept.
TEST(Threads, ByTheHundredsAddUpExactly) {
  const auto profiler = std::make_shared<Profiler>(Profiler::Parts{});
  constexpr int kWorkers = 8, kGenerations = 25, kRuns = 200;
  std::latch started(kWorkers);
  std::vector<std::thread> workers;
  for (int w = 0; w < kWorkers; ++w) {
    workers.emplace_back([&, w] {
      started.arrive_and_wait();
      for (int g = 0; g < kGenerations; ++g) {
        on_a_thread([&] {
          for (int i = 0; i < kRuns; ++i) {
            profiler->start_phase("shared");
            profiler->start_phase("of " + std::to_string(w));
            profiler->record_metric("m", i);
            profiler->end_phase(nullptr);
            profiler->end_phase(nullptr);
          }
        });
        const Snapshot all = profiler->snapshot();  // readers come at any time
        for (const Snapshot::Row& row : all.rows) {
          ASSERT_LE(row.stats.min_ns, row.stats.p50_ns);
          ASSERT_LE(row.stats.p50_ns, row.stats.p99_ns);
          ASSERT_LE(row.stats.p99_ns, row.stats.max_ns);
          ASSERT_LE(row.stats.max_ns, row.stats.total_ns + 1);
        }
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  constexpr uint64_t kAll = uint64_t{kWorkers} * kGenerations * kRuns;
  EXPECT_EQ(stats_of(*profiler, "shared").count, kAll);
  EXPECT_EQ(profiler->totals().run_count, 2 * kAll);
  EXPECT_EQ(profiler->metric_everywhere("m").count, kAll);
  EXPECT_DOUBLE_EQ(profiler->metric_everywhere("m").mean, (kRuns - 1) / 2.0);
}

}  // namespace
}  // namespace weir::profile
