// SPDX-License-Identifier: Apache-2.0
// Proves: every task runs once, loops cover their range exactly once from anywhere without
// hanging, and errors and cancels reach the one who asked.
#include "work/pool.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <latch>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/limits.hpp"
#include "base/status.hpp"

namespace weir::work {
namespace {

TEST(Pool, RunsEveryTaskOnceAndStopRunsWhatIsQueued) {
  std::vector<std::atomic<int>> runs(1000);
  Pool pool(3);
  for (auto& run : runs) pool.submit([&run] { run.fetch_add(1); });
  pool.stop();
  for (auto& run : runs) EXPECT_EQ(run.load(), 1);
  EXPECT_THROW(pool.submit([] {}), Error);
}

TEST(Pool, TasksRunAtTheSameTime) {
  Pool pool(2);
  std::latch both(2);
  // Each task waits for the other: one thread alone would never get past this.
  for (int i = 0; i < 2; ++i) pool.submit([&both] { both.arrive_and_wait(); });
  pool.stop();
}

TEST(Pool, ATaskThatThrowsHarmsNoOther) {
  Pool pool(1);
  bool ran = false;
  pool.submit([] { throw std::runtime_error("out of ink"); });
  pool.submit([&ran] { ran = true; });
  pool.stop();
  EXPECT_TRUE(ran);
}

TEST(Pool, EndsInAForkedChildWhoseParentsWorkersSleep) {
  // One worker is inside a task and the other waits on the pool's condition variable, which is then
  // one that cannot be destroyed. Which of the two is where does not matter.
  std::latch inside(1);
  std::latch leave(1);
  {
    Pool pool(2);
    pool.submit([&] {
      inside.count_down();
      leave.wait();
    });
    inside.wait();
    pool.submit([] {});
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(20);  // the end of a child that hangs
      pool.~Pool();
      _exit(0);
    }
    int state = -1;
    EXPECT_EQ(waitpid(child, &state, 0), child);
    EXPECT_EQ(state, 0) << "the child hung, or was ended";
    leave.count_down();
  }
}

// What pthread_cancel() does to a thread that works in its own loop, perhaps inside its callback.
TEST(Pool, AThreadThatIsCancelledInItsLoopEndsAloneAndTheOthersAreWaitedFor) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the thread sanitizer does not see the locks of a thread that is being cancelled";
#endif
  struct Scene {
    Pool pool{3};
    std::latch in_body{1};
  } scene;
  pthread_t thread;
  const auto loop = [](void* given) -> void* {
    Scene& in = *static_cast<Scene*>(given);
    const pthread_t self = pthread_self();
    in.pool.parallel_for(1000, 1, [&in, self](size_t, size_t) {
      if (pthread_equal(pthread_self(), self) == 0) return;
      in.in_body.count_down();
      for (;;) pause();  // where a cancel takes effect
    });
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, nullptr, loop, &scene), 0);
  scene.in_body.wait();
  ASSERT_EQ(pthread_cancel(thread), 0);
  void* result = nullptr;
  ASSERT_EQ(pthread_join(thread, &result), 0);
  EXPECT_EQ(result, PTHREAD_CANCELED);
  size_t covered = 0;
  scene.pool.parallel_for(10, 10, [&](size_t begin, size_t end) { covered += end - begin; });
  EXPECT_EQ(covered, 10u);
}

TEST(Pool, LoopCoversItsRangeExactlyOnce) {
  Pool pool(4);
  for (size_t count : {0, 1, 2, 7, 64, 1000, 100003}) {
    for (size_t grain : {size_t{0}, size_t{1}, size_t{3}, size_t{1} << 40}) {
      if (count > 1000 && grain == 1) continue;
      std::vector<std::atomic<uint8_t>> seen(count);
      pool.parallel_for(count, grain, [&](size_t begin, size_t end) {
        ASSERT_LT(begin, end);
        for (size_t i = begin; i < end; ++i) seen[i].fetch_add(1, std::memory_order_relaxed);
      });
      for (auto& times : seen) ASSERT_EQ(times.load(), 1);
    }
  }
}

TEST(Pool, TheLargestGrainIsOneChunk) {
  Pool pool(2);
  size_t covered = 0;
  pool.parallel_for(10, SIZE_MAX, [&](size_t begin, size_t end) { covered += end - begin; });
  EXPECT_EQ(covered, 10u);
}

TEST(Pool, ALoopOverEverythingDoesNotWrapAround) {
  Pool pool(1);
  std::atomic<size_t> covered{0};
  pool.parallel_for(SIZE_MAX, SIZE_MAX / 2 + 1, [&](size_t begin, size_t end) {
    EXPECT_LT(begin, end);
    covered.fetch_add(end - begin);
  });
  EXPECT_EQ(covered.load(), SIZE_MAX);
}

TEST(Pool, LoopsInsideLoopsOnABusyPoolDoNotHang) {
  Pool pool(2);
  std::atomic<int> leaves{0};
  pool.parallel_for(8, 1, [&](size_t, size_t) {
    pool.parallel_for(8, 1, [&](size_t, size_t) {
      pool.parallel_for(8, 1, [&](size_t, size_t) { leaves.fetch_add(1); });
    });
  });
  EXPECT_EQ(leaves.load(), 512);
}

TEST(Pool, LoopFromAWorkerOfAFullPoolDoesNotHang) {
  Pool pool(1);
  std::atomic<int> leaves{0};
  pool.submit([&] { pool.parallel_for(100, 1, [&](size_t, size_t) { leaves.fetch_add(1); }); });
  pool.stop();
  EXPECT_EQ(leaves.load(), 100);
}

TEST(Pool, TheFirstExceptionStopsTheRestAndIsThrownToTheCaller) {
  Pool pool(2);
  std::atomic<size_t> chunks{0};
  try {
    pool.parallel_for(size_t{1} << 40, 1, [&](size_t, size_t) {
      if (chunks.fetch_add(1) == 5) fail(Status::limit, "five is enough");
    });
    FAIL() << "the loop ended as if nothing had happened";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "five is enough");
  }
  EXPECT_LT(chunks.load(), size_t{1} << 20);
}

TEST(Pool, ACancelStopsALoopBetweenChunks) {
  Pool pool(2);
  Control control;
  std::atomic<size_t> chunks{0};
  const auto body = [&](size_t, size_t) {
    if (chunks.fetch_add(1) == 10) control.cancel();
  };
  try {
    pool.parallel_for(size_t{1} << 40, 1, body, &control);
    FAIL() << "a cancelled loop ended as if it were done";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::cancelled);
  }
  const size_t before = chunks.load();
  EXPECT_THROW(pool.parallel_for(10, 1, body, &control), Error);
  EXPECT_EQ(chunks.load(), before) << "a cancelled control let new work begin";
}

TEST(Pool, AStoppedPoolStillLoopsInTheCaller) {
  Pool pool(2);
  pool.stop();
  size_t sum = 0;
  pool.parallel_for(10, 1, [&](size_t begin, size_t) { sum += begin; });
  EXPECT_EQ(sum, 45u);
}

TEST(Pool, AWorkerCannotStopItsOwnPool) {
  Pool pool(1);
  Status seen = Status::ok;
  pool.submit([&] {
    try {
      pool.stop();
    } catch (const Error& error) {
      seen = error.status();
    }
  });
  pool.stop();
  EXPECT_EQ(seen, Status::invalid);
}

TEST(Pool, ManyThreadsMaySubmitAtOnce) {
  Pool pool(2);
  std::atomic<int> runs{0};
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 4; ++i) {
      callers.emplace_back([&] {
        for (int k = 0; k < 200; ++k) pool.submit([&] { runs.fetch_add(1); });
        pool.parallel_for(100, 7, [&](size_t begin, size_t end) {
          runs.fetch_add(static_cast<int>(end - begin));
        });
      });
    }
  }
  pool.stop();
  EXPECT_EQ(runs.load(), 1200);
}

TEST(Pool, KnowsItsSizeAndItsWorkers) {
  EXPECT_EQ(Pool().threads(), base::usable_cpus());
  EXPECT_FALSE(Pool::on_worker());
  std::atomic<bool> on{false};
  Pool pool(1);
  pool.submit([&] { on = Pool::on_worker(); });
  pool.stop();
  EXPECT_TRUE(on);
}

}  // namespace
}  // namespace weir::work
