// SPDX-License-Identifier: Apache-2.0
#include "profile/cells.hpp"

#include <cmath>

namespace weir::profile {
namespace {

constexpr uint32_t kHasMemory = 1, kMemorySampled = 2, kHasGpu = 4;

}  // namespace

void PhaseCell::add_peaks(const PhasePeaks& peaks) noexcept {
  PhasePeaks all;
  const uint32_t before = peak_flags_.mine();
  if (before & kHasMemory) all.add_memory({memory_bytes_.mine(), (before & kMemorySampled) == 0});
  if (before & kHasGpu) all.add_gpu(gpu_bytes_.mine());
  all.add(peaks);
  sequence_.write([&] {
    memory_bytes_.set(all.memory_bytes);
    gpu_bytes_.set(all.gpu_bytes);
    peak_flags_.set((all.has_memory ? kHasMemory : 0) | (all.memory_exact ? 0 : kMemorySampled) |
                    (all.has_gpu ? kHasGpu : 0));
  });
}

void PhaseCell::add_to(PhaseSum& sum, uint64_t now) const {
  PhaseSum own;
  uint64_t starts = 0, memory = 0, gpu = 0;
  uint32_t flags = 0;
  sequence_.read([&] {
    own.count = count_.get();
    own.total = total_.get();
    own.min = min_.get();
    own.max = max_.get();
    own.last = last_.get();
    own.last_at = last_at_.get();
    own.open = open_.get();
    starts = open_starts_.get();
    memory = memory_bytes_.get();
    gpu = gpu_bytes_.get();
    flags = peak_flags_.get();
  });
  // A run that started after `now` was taken has not taken negative time.
  const uint64_t open_time = own.open * now - starts;
  own.open_time = static_cast<int64_t>(open_time) > 0 ? open_time : 0;
  if (flags & kHasMemory) own.peaks.add_memory({memory, (flags & kMemorySampled) == 0});
  if (flags & kHasGpu) own.peaks.add_gpu(gpu);
  if (const Histogram* all = histogram_.load(std::memory_order_acquire)) {
    all->add_to(own.histogram);
  } else if (own.count > 0) {
    own.histogram.add(own.last);
  }
  sum.add(own);
}

void MetricCell::record(double value, uint64_t now) noexcept {
  sequence_.write([&] {
    last_.set(value);
    last_at_.set(now);
    if (!std::isfinite(value)) {
      nonfinite_count_.add(1);
      return;
    }
    const uint64_t values = count_.mine() + 1;
    if (values == 1 || value < min_.mine()) min_.set(value);
    if (values == 1 || value > max_.mine()) max_.set(value);
    const double apart = value - mean_.mine();
    mean_.add(apart / static_cast<double>(values));
    m2_.add(apart * (value - mean_.mine()));
    count_.set(values);
  });
}

void MetricCell::add_to(MetricSum& sum) const {
  MetricSum own;
  sequence_.read([&] {
    own = {count_.get(),   nonfinite_count_.get(),
           last_at_.get(), last_.get(),
           min_.get(),     max_.get(),
           mean_.get(),    m2_.get()};
  });
  sum.add(own);
}

}  // namespace weir::profile
