// SPDX-License-Identifier: Apache-2.0
// How pressed memory is, judged from how full it is: up at once, down only when it has been three
// points below for five seconds, so that a ratio that swings around a bound does not make the level
// swing. Work that stands still for want of memory makes it worse than the ratio alone says.
//
// Threads: Confined.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::monitor {

enum class Level : uint32_t { normal, rising, high, severe, critical };

inline constexpr size_t kLevels = 5;

constexpr const char* level_name(Level level) noexcept {
  constexpr const char* kNames[kLevels] = {"normal", "rising", "high", "severe", "critical"};
  return kNames[static_cast<size_t>(level)];
}

class LevelJudge {
 public:
  struct Bounds {
    // The ratios where rising, high, severe and critical begin; never falling.
    std::array<double, kLevels - 1> at{0.70, 0.80, 0.85, 0.90};
  };
  static constexpr double kRelease = 0.03;
  static constexpr uint64_t kDwellNs = 5'000'000'000;
  static constexpr double kSomeStalls = 10, kFullStalls = 5;  // percent of the time

  explicit LevelJudge(const Bounds& bounds) : bounds_(bounds) {}

  // What the figures say by themselves.
  Level raw(double ratio, double some_stalls, double full_stalls) const noexcept {
    if (full_stalls > kFullStalls) return Level::critical;
    uint32_t level = 0;
    while (level < kLevels - 1 && ratio >= bounds_.at[level]) ++level;
    if (some_stalls > kSomeStalls && level < kLevels - 1) ++level;
    return static_cast<Level>(level);
  }

  Level judge(double ratio, double some_stalls, double full_stalls, uint64_t now_ns) noexcept {
    const Level next = raw(ratio, some_stalls, full_stalls);
    if (next >= level_) {
      // Still not clearly below: the wait begins anew.
      level_ = next;
      below_ = false;
      return level_;
    }
    const bool clearly = raw(ratio + kRelease, some_stalls, full_stalls) < level_;
    if (!clearly) {
      below_ = false;
    } else if (!below_) {
      below_ = true;
      below_since_ns_ = now_ns;
    } else if (now_ns - below_since_ns_ >= kDwellNs) {
      level_ = raw(ratio + kRelease, some_stalls, full_stalls);
      below_ = false;
    }
    return level_;
  }

  Level level() const noexcept { return level_; }
  const Bounds& bounds() const noexcept { return bounds_; }

 private:
  const Bounds bounds_;
  Level level_ = Level::normal;
  bool below_ = false;
  uint64_t below_since_ns_ = 0;
};

}  // namespace weir::monitor
