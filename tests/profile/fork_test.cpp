// SPDX-License-Identifier: Apache-2.0
// Proves: in a child of fork() a profiler of the parent is refused at once, a new one works, memory
// tracking included, and nothing hangs, whatever the parent's threads were doing.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "still_clock.hpp"

namespace weir::profile {
namespace {

bool refused(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.status() == Status::closed;
  }
  return false;
}

// What the child does; its exit status tells the first thing that went wrong.
int in_the_child(Profiler& old) {
  if (!refused([&] { old.start_phase("x"); })) return 1;
  if (!refused([&] { old.end_phase(nullptr); })) return 2;
  if (!refused([&] { old.reset(); })) return 3;
  if (!refused([&] { old.snapshot(); })) return 4;
  const auto fresh = still_profiler();
  fresh->configure({.track_memory = true});
  run(*fresh, "child", 5);
  if (stats_of(*fresh, "child").total_ns != 5) return 5;
  if (!stats_of(*fresh, "child").peaks.has_memory) return 6;
#if defined(__SANITIZE_THREAD__)
  return 0;  // the sanitizer allows no threads in such a child
#endif
  bool worked = false;
  std::thread([&] {
    run(*fresh, "thread", 1);
    worked = true;
  }).join();
  return worked ? 0 : 7;
}

TEST(Fork, TheChildIsRefusedAndMayMakeItsOwn) {
  const auto profiler = std::make_shared<Profiler>(Profiler::Parts{});
  profiler->configure({.track_memory = true});
  profiler->start_phase("open in the parent");
  std::jthread busy([&](const std::stop_token& stop) {  // holds every lock there is, now and then
    while (!stop.stop_requested()) {
      profiler->start_phase("busy");
      profiler->end_phase(nullptr);
      profiler->totals();
    }
  });
  for (int i = 0; i < 20; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(30);  // a hang is a failure
      _exit(in_the_child(*profiler));
    }
    int state = 0;
    ASSERT_EQ(waitpid(child, &state, 0), child);
    ASSERT_TRUE(WIFEXITED(state));
    ASSERT_EQ(WEXITSTATUS(state), 0);
  }
  EXPECT_EQ(profiler->end_phase(nullptr), Status::ok);
}

}  // namespace
}  // namespace weir::profile
