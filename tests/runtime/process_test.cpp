// SPDX-License-Identifier: Apache-2.0
// Proves: a process has one default runtime at a time, and a fork's child gets one of its own, even
// when the fork came while another thread was inside the runtime's locks.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <latch>
#include <thread>
#include <vector>

#include "base/status.hpp"
#include "runtime/runtime.hpp"

namespace weir::runtime {
namespace {

// Runs `body` in a child; true when it returned true there.
template <class Body>
bool true_in_child(Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    bool good = false;
    try {
      good = body();
    } catch (...) {
    }
    _exit(good ? 0 : 1);
  }
  int state = 0;
  return waitpid(child, &state, 0) == child && WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

TEST(ProcessRuntime, ManyThreadsGetTheSameOne) {
  std::vector<std::shared_ptr<Runtime>> got(16);
  std::latch start(16);
  std::vector<std::thread> threads;
  for (auto& mine : got) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      mine = process_runtime();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : got) EXPECT_EQ(mine, got[0]);
}

TEST(ProcessRuntime, AfterShutdownThereIsAFreshOne) {
  const auto old = process_runtime();
  old->shutdown();
  const auto fresh = process_runtime();
  EXPECT_NE(fresh, old);
  fresh->check();
}

TEST(ProcessRuntime, AChildGetsItsOwnAndTheParentKeepsIts) {
  const auto before = process_runtime();
  EXPECT_TRUE(true_in_child([&] {
    const auto own = process_runtime();
    std::latch ran(1);
    own->workers()->submit([&ran] { ran.count_down(); });
    ran.wait();
    return own != before && process_runtime() == own && before->life()->stale();
  }));
  EXPECT_EQ(process_runtime(), before);
  before->check();
}

TEST(ProcessRuntime, AGrandchildToo) {
  process_runtime();
  EXPECT_TRUE(true_in_child([] {
    const auto own = process_runtime();
    return true_in_child([&] { return process_runtime() != own; });
  }));
}

TEST(ProcessRuntime, ForkWhileOthersAreInsideItsLocks) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers' own allocator hangs in the child of a process that allocates";
#endif
  std::atomic<bool> stop{false};
  std::latch running(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      running.count_down();
      while (!stop.load(std::memory_order_relaxed)) {
        process_runtime()->log()->write(base::Level::error, "busy");
        process_runtime()->workers()->submit([] {});
      }
    });
  }
  running.wait();
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(true_in_child([] {
      process_runtime()->log()->write(base::Level::error, "child");
      process_runtime()->workers();
      return true;
    }));
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

TEST(ProcessRuntime, FreeingTheParentsInTheChildDoesNothing) {
  auto runtime = Runtime::create({});
  std::latch ran(1);
  runtime->workers()->submit([&ran] { ran.count_down(); });
  ran.wait();
  EXPECT_TRUE(true_in_child([&] {
    runtime.reset();
    return true;
  }));
  runtime->check();
}

}  // namespace
}  // namespace weir::runtime
