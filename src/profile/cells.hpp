// SPDX-License-Identifier: Apache-2.0
// The figures of one phase, or one metric, on one thread. The first two cache lines of a phase hold
// all that its usual start and end touch, but for one bucket of the histogram.
#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>

#include "memory/charge.hpp"
#include "profile/figure.hpp"
#include "profile/histogram.hpp"
#include "profile/sums.hpp"

namespace weir::profile {

struct alignas(64) PhaseCell {
  PhaseCell() = default;
  PhaseCell(const PhaseCell&) = delete;
  PhaseCell& operator=(const PhaseCell&) = delete;
  ~PhaseCell() { delete histogram_.load(std::memory_order_relaxed); }

  void start(uint64_t now) noexcept;
  void end(uint64_t started, uint64_t now) noexcept;
  void add_peaks(const PhasePeaks& peaks) noexcept;
  void add_to(PhaseSum& sum, uint64_t now) const;

  const void* parent = nullptr;  // the parent's cell in this log
  uint64_t hash = 0;
  std::string_view name;  // kept by the epoch's Paths
  uint32_t id = 0;        // in the epoch's Paths

 private:
  void add_to_histogram(uint64_t ticks) noexcept;

  Sequence sequence_;
  Figure<uint64_t> count_;
  Figure<uint64_t> open_, open_starts_;  // open times now, and the sum of their starts
  Figure<uint64_t> total_, min_{UINT64_MAX}, max_, last_, last_at_;
  std::atomic<Histogram*> histogram_{nullptr};  // from the second run on
  Figure<uint64_t> memory_bytes_, gpu_bytes_;
  Figure<uint32_t> peak_flags_;

 public:
  uint32_t depth = 0;  // 0: the top
  memory::Charge charge;
};

struct MetricCell {
  void record(double value, uint64_t now) noexcept;
  void add_to(MetricSum& sum) const;

  const void* parent = nullptr;
  uint64_t hash = 0;
  std::string_view name;
  std::string text;
  memory::Charge charge;

 private:
  Sequence sequence_;
  Figure<uint64_t> count_, nonfinite_count_, last_at_;
  Figure<double> last_, min_, max_, mean_, m2_;
};

inline void PhaseCell::start(uint64_t now) noexcept {
  sequence_.write([&] {
    open_.add(1);
    open_starts_.add(now);
  });
}

inline void PhaseCell::end(uint64_t started, uint64_t now) noexcept {
  // Counters of different cores may differ by a few ticks; time still does not run backwards.
  const uint64_t ticks = now > started ? now - started : 0;
  add_to_histogram(ticks);
  sequence_.write([&] {
    if (ticks < min_.mine()) min_.set(ticks);
    if (ticks > max_.mine()) max_.set(ticks);
    count_.add(1);
    total_.add(ticks);
    last_.set(ticks);
    last_at_.set(now);
    open_.add(~uint64_t{0});
    open_starts_.add(0 - started);
  });
}

// A phase that ran once is its own percentile: thousands of names that run once stay small.
inline void PhaseCell::add_to_histogram(uint64_t ticks) noexcept {
  Histogram* all = histogram_.load(std::memory_order_relaxed);
  if (all == nullptr) [[unlikely]] {
    if (count_.mine() == 0) return;
    all = new (std::nothrow) Histogram;
    if (all == nullptr) return;
    all->add(last_.mine());
    histogram_.store(all, std::memory_order_release);
  }
  all->add(ticks);
}

}  // namespace weir::profile
