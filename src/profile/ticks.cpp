// SPDX-License-Identifier: Apache-2.0
#include "profile/ticks.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <fcntl.h>
#include <unistd.h>

#include <string_view>
#endif

namespace weir::profile {

#if defined(__x86_64__)
namespace {

// The processor says "invariant" (Linux: constant_tsc and nonstop_tsc), and the kernel, which
// checks that the cores agree, has not struck the counter off its list.
bool tsc_is_a_clock() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(0x80000007u, &a, &b, &c, &d) || (d & (1u << 8)) == 0) return false;
  const int file = open("/sys/devices/system/clocksource/clocksource0/available_clocksource",
                        O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;  // no /sys here: the processor's word stands
  char text[256];
  const ssize_t size = read(file, text, sizeof text);
  close(file);
  return size <= 0 ||
         std::string_view(text, static_cast<size_t>(size)).find("tsc") != std::string_view::npos;
}

// Both clocks at one moment: of several tries, the one least torn by interruptions.
struct Moment {
  uint64_t tsc, ns;
};
Moment both_clocks() {
  Moment best{};
  uint64_t narrowest = UINT64_MAX;
  for (int i = 0; i < 16; ++i) {
    const uint64_t before = __rdtsc();
    const uint64_t ns = base::monotonic_ns();
    const uint64_t after = __rdtsc();
    if (after - before < narrowest) {
      narrowest = after - before;
      best = {before + (after - before) / 2, ns};
    }
  }
  return best;
}

// Nanoseconds per tick. Each end is right to some 20 ns, so a millisecond gives 40 ppm, well under
// the 500 ppm by which clocks may be slewed anyway. Zero when the counter does not behave.
uint64_t calibrate() {
  constexpr uint64_t kSpanNs = 1'000'000;
  const Moment first = both_clocks();
  while (base::monotonic_ns() - first.ns < kSpanNs) _mm_pause();
  const Moment last = both_clocks();
  if (last.tsc <= first.tsc) return 0;
  const auto ns = static_cast<base::Wide>(last.ns - first.ns) << 32;
  return static_cast<uint64_t>(ns / (last.tsc - first.tsc));
}

}  // namespace

Ticks Ticks::best() {
  static const uint64_t ns_per_tick = tsc_is_a_clock() ? calibrate() : 0;
  Ticks ticks(&base::monotonic_ns);
  if (ns_per_tick != 0) {
    ticks.clock_ = nullptr;
    ticks.ns_per_tick_ = ns_per_tick;
  }
  return ticks;
}
#else
Ticks Ticks::best() {
  return Ticks(&base::monotonic_ns);
}
#endif

}  // namespace weir::profile
