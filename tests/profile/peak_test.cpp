// SPDX-License-Identifier: Apache-2.0
// Proves: a phase's memory is the true peak inside it, of inner phases and other threads too, and
// what is only sampled says so (A-055..A-058).
#include "profile/peak.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <thread>

#include "still_clock.hpp"

namespace weir::profile {
namespace {

// A counter with a high-water mark that a test moves.
struct Simulated {
  uint64_t now = 0, high = 0;
  bool exact = true;
  void use(uint64_t bytes) {
    now = bytes;
    high = std::max(high, bytes);
  }
  static PeakTracker::Reading take(void* self) noexcept {
    auto& memory = *static_cast<Simulated*>(self);
    const PeakTracker::Reading reading{{memory.exact ? memory.high : memory.now, memory.exact},
                                       memory.now};
    memory.high = memory.now;
    return reading;
  }
};

struct Tracked {
  Simulated memory;
  PeakTracker tracker{&Simulated::take, &memory};
  std::shared_ptr<Profiler> profiler;
  Tracked() {
    Profiler::Parts parts = still_parts();
    parts.memory = &tracker;
    profiler = std::make_shared<Profiler>(std::move(parts));
    profiler->configure({.track_memory = true});
  }
  uint64_t peak(std::string_view phase) { return stats_of(*profiler, phase).peaks.memory_bytes; }
};

TEST(Peak, InnerPeaksAreAlsoTheOuterPhases) {
  Tracked t;
  t.memory.use(500);
  t.memory.use(10);  // before the phase: not its peak
  t.profiler->start_phase("outer");
  for (const uint64_t spike : {300, 50}) {
    t.profiler->start_phase("spike_" + std::to_string(spike));
    t.memory.use(spike);
    t.memory.use(10);
    t.profiler->end_phase(nullptr);
  }
  t.profiler->end_phase(nullptr);
  EXPECT_EQ(t.peak("outer"), 300u);
  EXPECT_EQ(t.peak("spike_300"), 300u);
  EXPECT_EQ(t.peak("spike_50"), 50u);
}

TEST(Peak, SpikesBetweenInnerPhasesAreTheOuters) {
  Tracked t;
  t.profiler->start_phase("outer");
  t.memory.use(40);
  t.memory.use(1);
  t.profiler->start_phase("inner");
  t.profiler->end_phase(nullptr);
  t.memory.use(30);
  t.memory.use(1);
  t.profiler->end_phase(nullptr);
  EXPECT_EQ(t.peak("outer"), 40u);
  EXPECT_EQ(t.peak("inner"), 1u);
}

// The mark is the process's: a phase that resets it must not hide it from phases of other threads.
TEST(Peak, OverlappingPhasesOfOtherThreadsSeeIt) {
  Tracked t;
  t.profiler->start_phase("main");
  t.memory.use(70);
  t.memory.use(5);
  std::thread([&] {
    t.profiler->start_phase("side");
    t.memory.use(60);
    t.memory.use(5);
    t.profiler->end_phase(nullptr);
  }).join();
  t.profiler->end_phase(nullptr);
  EXPECT_EQ(t.peak("main"), 70u);
  EXPECT_EQ(t.peak("side"), 60u);
}

TEST(Peak, TheHighestOfAllRunsIsKept) {
  Tracked t;
  for (const uint64_t bytes : {10, 90, 20}) {
    t.profiler->start_phase("batch");
    t.memory.use(bytes);
    t.memory.use(0);
    t.profiler->end_phase(nullptr);
  }
  EXPECT_EQ(t.peak("batch"), 90u);
  EXPECT_TRUE(stats_of(*t.profiler, "batch").peaks.memory_exact);
}

TEST(Peak, SamplesAreFlagged) {
  Tracked t;
  t.memory.exact = false;
  t.memory.use(25);
  t.profiler->start_phase("sampled");
  t.memory.use(900);
  t.memory.use(20);
  t.profiler->end_phase(nullptr);
  EXPECT_EQ(t.peak("sampled"), 25u);
  EXPECT_FALSE(stats_of(*t.profiler, "sampled").peaks.memory_exact);
}

// off is off, and switching in the middle of a phase harms nothing.
TEST(Peak, TrackingMayBeSwitchedWhilePhasesAreOpen) {
  Tracked t;
  t.profiler->start_phase("tracked");
  t.profiler->configure({});
  t.profiler->start_phase("untracked");
  t.memory.use(33);
  t.profiler->end_phase(nullptr);
  t.profiler->end_phase(nullptr);
  EXPECT_EQ(t.peak("tracked"), 33u);
  EXPECT_FALSE(stats_of(*t.profiler, "untracked").peaks.has_memory);
}

// Stretches of phases that a reset or a thread's end closed go back to the tracker.
TEST(Peak, StretchesAreNotLeaked) {
  Tracked t;
  const int32_t next = t.tracker.begin();
  t.tracker.end(next);
  t.profiler->start_phase("reset");
  t.profiler->reset();
  std::thread([&] { t.profiler->start_phase("thread's end"); }).join();
  t.profiler->start_phase("profiler's end");
  t.profiler.reset();
  EXPECT_EQ(t.tracker.begin(), next);
}

// device memory by the same rule, and only where there is a device.
TEST(Peak, DeviceMemoryOnlyWithADevice) {
  Tracked t;
  t.profiler->configure({.track_memory = true, .track_gpu = true});
  run(*t.profiler, "host", 1);
  EXPECT_FALSE(stats_of(*t.profiler, "host").peaks.has_gpu);
  EXPECT_FALSE(t.profiler->totals().gpu_available);

  Simulated device;
  Profiler::Parts parts = still_parts();
  parts.gpu = std::make_shared<PeakTracker>(&Simulated::take, &device);
  const auto profiler = std::make_shared<Profiler>(std::move(parts));
  run(*profiler, "untracked", 1);
  EXPECT_FALSE(stats_of(*profiler, "untracked").peaks.has_gpu);
  profiler->configure({.track_gpu = true});
  profiler->start_phase("kernel");
  device.use(4096);
  device.use(0);
  profiler->end_phase(nullptr);
  EXPECT_TRUE(stats_of(*profiler, "kernel").peaks.has_gpu);
  EXPECT_EQ(stats_of(*profiler, "kernel").peaks.gpu_bytes, 4096u);
  EXPECT_FALSE(stats_of(*profiler, "kernel").peaks.has_memory);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kOwnPages = false;  // shadow memory comes and goes beside ours
#else
constexpr bool kOwnPages = true;
#endif

// A-055, the real thing: 160 MB that are gone again before the phase ends.
TEST(Peak, ABlockTakenAndGivenBackInsideAPhaseIsSeen) {
  if (!kOwnPages) GTEST_SKIP() << "a sanitizer's shadow memory is resident too";
  constexpr size_t kBlock = 160'000'000;
  const auto profiler = std::make_shared<Profiler>(Profiler::Parts{});
  profiler->configure({.track_memory = true});
  const auto spike = [&](const char* name, size_t size) {
    profiler->start_phase(name);
    if (size > 0) {
      void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
      ASSERT_NE(block, MAP_FAILED);
      munmap(block, size);
    }
    profiler->end_phase(nullptr);
  };
  profiler->start_phase("outer");
  spike("before", 0);
  spike("big", kBlock);
  spike("small", kBlock / 4);
  spike("after", 0);
  profiler->end_phase(nullptr);
  const auto peak = [&](const char* name) { return stats_of(*profiler, name).peaks; };
  if (!peak("big").memory_exact) GTEST_SKIP() << "this system cannot reset its peak counter";
  constexpr uint64_t kSlack = 4'000'000;  // the kernel counts pages in batches for each processor
  const uint64_t base = peak("before").memory_bytes;
  EXPECT_NEAR(static_cast<double>(peak("big").memory_bytes - base), kBlock, kSlack);
  EXPECT_NEAR(static_cast<double>(peak("small").memory_bytes - base), kBlock / 4, kSlack);
  EXPECT_LE(peak("after").memory_bytes, base + kSlack);
  EXPECT_EQ(peak("outer").memory_bytes, peak("big").memory_bytes);
}

}  // namespace
}  // namespace weir::profile
