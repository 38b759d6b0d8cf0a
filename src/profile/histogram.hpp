// SPDX-License-Identifier: Apache-2.0
// How long the runs of a phase took, well enough for percentiles: 32 buckets for each doubling of
// the value, so that a bucket's middle is within 1.6 % of what fell into it. A doubling's page is
// made when a value first falls into it, so a phase with a usual spread holds a kilobyte or two.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <map>
#include <new>

#include "profile/figure.hpp"

namespace weir::profile {

namespace buckets {
inline constexpr unsigned kSubBits = 5;
inline constexpr unsigned kPerPage = 1u << kSubBits;
inline constexpr unsigned kPages = 64 - kSubBits + 1;

struct Place {
  unsigned page, bucket;
};
// Values below 32 have a bucket each, on page 0.
inline Place place_of(uint64_t value) noexcept {
  if (value < kPerPage) return {0, static_cast<unsigned>(value)};
  const unsigned shift = static_cast<unsigned>(std::bit_width(value)) - 1 - kSubBits;
  return {shift + 1, static_cast<unsigned>(value >> shift) - kPerPage};
}
inline uint64_t middle_of(Place place) noexcept {
  if (place.page == 0) return place.bucket;
  const unsigned shift = place.page - 1;
  return (uint64_t{kPerPage + place.bucket} << shift) + ((uint64_t{1} << shift) >> 1);
}
}  // namespace buckets

// Many histograms added up, to be read by one thread.
class HistogramSum {
 public:
  using Page = std::array<uint64_t, buckets::kPerPage>;

  Page& page(unsigned index) { return pages_[index]; }  // zeroes when new
  void add(uint64_t value) {
    const buckets::Place place = buckets::place_of(value);
    ++page(place.page)[place.bucket];
  }
  void add(const HistogramSum& other) {
    for (const auto& [index, from] : other.pages_) {
      Page& to = page(index);
      for (unsigned i = 0; i < buckets::kPerPage; ++i) to[i] += from[i];
    }
  }
  // The value that `share` (0..1) of all values do not pass; 0 of an empty histogram.
  uint64_t percentile(double share) const {
    uint64_t total = 0;
    for (const auto& [index, counts] : pages_) {
      for (const uint64_t count : counts) total += count;
    }
    const double rank = share * static_cast<double>(total);
    uint64_t seen = 0, value = 0;
    for (const auto& [index, counts] : pages_) {
      for (unsigned i = 0; i < buckets::kPerPage; ++i) {
        if (counts[i] == 0) continue;
        value = buckets::middle_of({index, i});
        seen += counts[i];
        if (static_cast<double>(seen) >= rank) return value;
      }
    }
    return value;
  }

 private:
  std::map<unsigned, Page> pages_;
};

// One thread writes, any thread adds it to a sum.
class Histogram {
 public:
  Histogram() = default;
  Histogram(const Histogram&) = delete;
  Histogram& operator=(const Histogram&) = delete;
  ~Histogram() {
    for (auto& page : pages_) delete page.load(std::memory_order_relaxed);
  }

  // With no memory for a new page the value is left out: percentiles are estimates, counts are not.
  void add(uint64_t value, uint64_t times = 1) noexcept {
    const buckets::Place place = buckets::place_of(value);
    Page* page = pages_[place.page].load(std::memory_order_relaxed);
    if (page == nullptr) [[unlikely]] {
      page = new (std::nothrow) Page{};
      if (page == nullptr) return;
      pages_[place.page].store(page, std::memory_order_release);
    }
    (*page)[place.bucket].add(times);
  }

  void add_to(HistogramSum& sum) const {
    for (unsigned index = 0; index < buckets::kPages; ++index) {
      const Page* from = pages_[index].load(std::memory_order_acquire);
      if (from == nullptr) continue;
      HistogramSum::Page& to = sum.page(index);
      for (unsigned i = 0; i < buckets::kPerPage; ++i) to[i] += (*from)[i].get();
    }
  }

 private:
  using Page = std::array<Figure<uint64_t>, buckets::kPerPage>;
  std::array<std::atomic<Page*>, buckets::kPages> pages_{};
};

}  // namespace weir::profile
