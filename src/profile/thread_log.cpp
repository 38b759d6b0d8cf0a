// SPDX-License-Identifier: Apache-2.0
#include "profile/thread_log.hpp"

#include <cmath>

namespace weir::profile {
namespace {

constexpr uint32_t kHasMemory = 1, kMemorySampled = 2, kHasGpu = 4;

}  // namespace

void PhaseCell::start(uint64_t now) noexcept {
  sequence.write([&] {
    open.add(1);
    open_starts.add(now);
  });
}

void PhaseCell::end(uint64_t started, uint64_t now) noexcept {
  // Counters of different cores may differ by a few ticks; time still does not run backwards.
  const uint64_t ticks = now > started ? now - started : 0;
  add_to_histogram(ticks);
  sequence.write([&] {
    if (count.mine() == 0 || ticks < min.mine()) min.set(ticks);
    if (ticks > max.mine()) max.set(ticks);
    count.add(1);
    total.add(ticks);
    last.set(ticks);
    last_at.set(now);
    open.add(~uint64_t{0});
    open_starts.add(0 - started);
  });
}

// A phase that ran once is its own percentile: thousands of names that run once stay small.
void PhaseCell::add_to_histogram(uint64_t ticks) noexcept {
  Histogram* all = histogram.load(std::memory_order_relaxed);
  if (all == nullptr) [[unlikely]] {
    if (count.mine() == 0) return;
    all = new (std::nothrow) Histogram;
    if (all == nullptr) return;
    all->add(last.mine());
    histogram.store(all, std::memory_order_release);
  }
  all->add(ticks);
}

void PhaseCell::add_peaks(const PhasePeaks& peaks) noexcept {
  PhasePeaks all;
  const uint32_t before = peak_flags.mine();
  if (before & kHasMemory) all.add_memory({memory_bytes.mine(), (before & kMemorySampled) == 0});
  if (before & kHasGpu) all.add_gpu(gpu_bytes.mine());
  all.add(peaks);
  sequence.write([&] {
    memory_bytes.set(all.memory_bytes);
    gpu_bytes.set(all.gpu_bytes);
    peak_flags.set((all.has_memory ? kHasMemory : 0) | (all.memory_exact ? 0 : kMemorySampled) |
                   (all.has_gpu ? kHasGpu : 0));
  });
}

void PhaseCell::add_to(PhaseSum& sum, uint64_t now) const {
  PhaseSum own;
  uint64_t starts = 0, memory = 0, gpu = 0;
  uint32_t flags = 0;
  sequence.read([&] {
    own.count = count.get();
    own.total = total.get();
    own.min = min.get();
    own.max = max.get();
    own.last = last.get();
    own.last_at = last_at.get();
    own.open = open.get();
    starts = open_starts.get();
    memory = memory_bytes.get();
    gpu = gpu_bytes.get();
    flags = peak_flags.get();
  });
  // A run that started after `now` was taken has not taken negative time.
  const uint64_t open_time = own.open * now - starts;
  own.open_time = static_cast<int64_t>(open_time) > 0 ? open_time : 0;
  if (flags & kHasMemory) own.peaks.add_memory({memory, (flags & kMemorySampled) == 0});
  if (flags & kHasGpu) own.peaks.add_gpu(gpu);
  if (const Histogram* all = histogram.load(std::memory_order_acquire)) {
    all->add_to(own.histogram);
  } else if (own.count > 0) {
    own.histogram.add(own.last);
  }
  sum.add(own);
}

void MetricCell::record(double value, uint64_t now) noexcept {
  sequence.write([&] {
    last.set(value);
    last_at.set(now);
    if (!std::isfinite(value)) {
      nonfinite_count.add(1);
      return;
    }
    const uint64_t values = count.mine() + 1;
    if (values == 1 || value < min.mine()) min.set(value);
    if (values == 1 || value > max.mine()) max.set(value);
    const double apart = value - mean.mine();
    mean.add(apart / static_cast<double>(values));
    m2.add(apart * (value - mean.mine()));
    count.set(values);
  });
}

void MetricCell::add_to(MetricSum& sum) const {
  MetricSum own;
  sequence.read([&] {
    own = {count.get(),   nonfinite_count.get(),
           last_at.get(), last.get(),
           min.get(),     max.get(),
           mean.get(),    m2.get()};
  });
  sum.add(own);
}

void ThreadLog::add_metrics_to(MetricSums& sums, const PhaseCell& phase) const {
  for (const MetricCell& metric : metrics) {
    if (metric.parent == &phase) metric.add_to(sums[metric.text]);
  }
}

}  // namespace weir::profile
