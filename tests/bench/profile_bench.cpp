// SPDX-License-Identifier: Apache-2.0
// What measuring costs the program that is measured, through the C API. No pair of exact times can
// cost less than reading the clock twice, so that is the floor.
#include <x86intrin.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench.hpp"

namespace {

weir_profiler* make(uint32_t flags) {
  weir_profiler_options options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  weir_profiler* profiler = nullptr;
  bench::must(weir_profiler_create(nullptr, &options, &profiler));
  return profiler;
}

const bench::Floor two_tsc{"2 x rdtsc", [] {
                             bench::keep(__rdtsc());
                             bench::keep(__rdtsc());
                           }};
const bench::Floor one_tsc{"rdtsc", [] { bench::keep(__rdtsc()); }};
const bench::Floor two_clocks{"2 x clock_gettime", [] {
                                bench::keep(bench::now_ns());
                                bench::keep(bench::now_ns());
                              }};

void pair(weir_profiler* profiler, const char* name) {
  bench::must(weir_profiler_start_phase(profiler, name));
  bench::must(weir_profiler_end_phase(profiler, nullptr));
}

}  // namespace

int main() {
  const bench::Table table("profile");
  weir_profiler* profiler = make(0);

  table.row("start + end", two_tsc, [&] { pair(profiler, "batch"); });
  table.row("start + end, beside the system clock", two_clocks, [&] { pair(profiler, "batch"); });

  bench::must(weir_profiler_start_phase(profiler, "outer"));
  table.row("start + end, inside a phase", two_tsc, [&] { pair(profiler, "load_tile_points"); });
  std::vector<std::string> names;
  for (int i = 0; i < 4096; ++i) names.push_back("tile_" + std::to_string(i));
  for (int again = 0; again < 32; ++again) {
    for (const std::string& name : names) pair(profiler, name.c_str());
  }
  size_t next = 0;
  table.row("start + end, 4096 siblings in turn", two_tsc,
            [&] { pair(profiler, names[next++ & 4095].c_str()); });
  for (int depth = 0; depth < 64; ++depth) {
    bench::must(weir_profiler_start_phase(profiler, "deeper"));
  }
  table.row("start + end, at depth 65", two_tsc, [&] { pair(profiler, "batch"); });
  table.row("record_metric", one_tsc,
            [&] { bench::must(weir_profiler_record_metric(profiler, "loss", 0.5)); });
  {
    std::atomic<bool> stop{false};
    std::thread other([&] {
      while (!stop.load(std::memory_order_relaxed)) pair(profiler, "batch");
    });
    table.row("start + end, while a second thread does too", two_tsc,
              [&] { pair(profiler, "batch"); });
    stop = true;
    other.join();
  }

  weir_profiler* hundred = make(0);
  for (int i = 0; i < 100; ++i) {
    for (int again = 0; again < 10; ++again) pair(hundred, names[static_cast<size_t>(i)].c_str());
  }
  table.row("summary of 100 phases", two_tsc, [&] {
    weir_profile_summary summary{};
    summary.struct_size = sizeof summary;
    bench::must(weir_profiler_summary(hundred, &summary));
  });
  for (const auto& [format, name] : {std::pair{WEIR_REPORT_JSON, "JSON report of 100 phases"},
                                     std::pair{WEIR_REPORT_TEXT, "text report of 100 phases"}}) {
    table.row(name, two_tsc, [&, format = format] {
      weir_buffer* report = nullptr;
      bench::must(weir_profiler_report(hundred, static_cast<uint32_t>(format), &report));
      weir_buffer_free(report);
    });
  }

  weir_profiler* memory = make(WEIR_PROFILER_TRACK_MEMORY);
  table.row("start + end, with the peak of memory", two_tsc, [&] { pair(memory, "batch"); });

  weir_profiler_free(memory);
  weir_profiler_free(hundred);
  weir_profiler_free(profiler);
  return 0;
}
