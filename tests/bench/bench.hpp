// SPDX-License-Identifier: Apache-2.0
// What the benchmarks stand on: a thing is timed in turns with its floor (the least that any way of
// doing it must cost), so that whatever else the machine does falls on both, and their ratio holds.
//
// Prints one JSON object a line: {"bench", "name", "ns", "ns_min", "floor", "floor_ns", "ratio"}.
// `ns` and `floor_ns` are medians of the batches, `ratio` is theirs; `ns_min` is the best batch.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "weir.h"

namespace bench {

inline uint64_t now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

// Keeps the compiler from dropping a value.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

// A benchmark of calls that fail measures nothing.
inline void must(weir_status status) {
  if (status >= 0) return;
  std::fprintf(stderr, "%s: %s\n", weir_status_name(status), weir_last_error());
  std::exit(1);
}

template <class Op>
double batch_ns(Op& op, uint64_t times) {
  const uint64_t started = now_ns();
  for (uint64_t i = 0; i < times; ++i) op();
  return static_cast<double>(now_ns() - started) / static_cast<double>(times);
}

// How often in a batch: long enough for the clock, short enough to fit between interruptions.
template <class Op>
uint64_t times_for(Op& op) {
  constexpr double kBatchNs = 100'000;
  const double once = batch_ns(op, 8);
  return static_cast<uint64_t>(std::clamp(kBatchNs / std::max(once, 0.1), 1.0, 1e6));
}

inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

template <class Op>
struct Floor {
  const char* name;
  Op op;
};
template <class Op>
Floor(const char*, Op) -> Floor<Op>;

class Table {
 public:
  explicit Table(const char* bench) : bench_(bench) {}

  // Times `op` and the floor in turns. The ratio of the medians, for a caller that has a bar.
  template <class FloorOp, class Op>
  double row(const char* name, Floor<FloorOp> floor, Op op) const {
    constexpr int kBatches = 201;
    const uint64_t times = times_for(op), floor_times = times_for(floor.op);
    std::vector<double> ops, floors;
    for (int i = 0; i < kBatches; ++i) {
      ops.push_back(batch_ns(op, times));
      floors.push_back(batch_ns(floor.op, floor_times));
    }
    const double ns = median(ops), floor_ns = median(floors);
    std::printf(
        "{\"bench\": \"%s\", \"name\": \"%s\", \"ns\": %.2f, \"ns_min\": %.2f, "
        "\"floor\": \"%s\", \"floor_ns\": %.2f, \"ratio\": %.2f}\n",
        bench_, name, ns, *std::min_element(ops.begin(), ops.end()), floor.name, floor_ns,
        ns / floor_ns);
    std::fflush(stdout);
    return ns / floor_ns;
  }

 private:
  const char* bench_;
};

}  // namespace bench
