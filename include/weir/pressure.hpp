// SPDX-License-Identifier: Apache-2.0
// weir/pressure.hpp: how full memory is, and its relief, in C++. See weir/pressure.h.
#ifndef WEIR_PRESSURE_HPP
#define WEIR_PRESSURE_HPP

#include "weir/pressure.h"
#include "weir/runtime.hpp"

namespace weir {

class Pressure : public detail::Owner<weir_pressure, weir_pressure_free> {
 public:
  // 0 is the library's default, for each.
  struct Options {
    uint32_t flags = 0;  // WEIR_PRESSURE_WATCH_ONLY
    double rising_at = 0;
    double high_at = 0;
    double severe_at = 0;
    double critical_at = 0;
    uint64_t interval_ns = 0;
  };
  // Hears a level and a sentence, in the monitor's thread. What it throws goes nowhere.
  using Fn = std::function<void(uint32_t level, const std::string& text)>;

  explicit Pressure(const Runtime& runtime, const Options& options) {
    weir_pressure_options raw{};
    raw.struct_size = sizeof raw;
    raw.flags = options.flags;
    raw.rising_at = options.rising_at;
    raw.high_at = options.high_at;
    raw.severe_at = options.severe_at;
    raw.critical_at = options.critical_at;
    raw.interval_ns = options.interval_ns;
    detail::check(weir_pressure_create(runtime.get(), &raw, out()));
  }
  explicit Pressure(const Runtime& runtime) : Pressure(runtime, Options{}) {}

  // Relief alone, in a thread of its own.
  void start() { detail::check(weir_pressure_start(get(), nullptr, nullptr, nullptr)); }
  void start(Fn fn) {
    detail::check(weir_pressure_start(
        get(),
        [](void* user, uint32_t level, const char* text) {
          if (!WEIR_HOST_ENTER) return;
          try {
            (*static_cast<Fn*>(user))(level, text);
          } catch (...) {
          }
        },
        detail::keep(std::move(fn)), detail::drop<Fn>));
  }
  // Takes the callback, also when this throws; it hears as the log does. nullptr: relief alone.
  void start(LogCallback* callback) {
    const weir_pressure_fn hear = [](void* user, uint32_t level, const char* text) {
      if (!WEIR_HOST_ENTER) return;
      try {
        static_cast<LogCallback*>(user)->log(level, text);
      } catch (...) {
      }
    };
    detail::check(weir_pressure_start(get(), callback == nullptr ? nullptr : hear, callback,
                                      detail::drop<LogCallback>));
  }
  void stop() { detail::check(weir_pressure_stop(get())); }

  // The level, once it is another than `known`, or when the time is over.
  uint32_t wait(uint32_t known, uint64_t timeout_ns = WEIR_FOREVER) {
    weir_pressure_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_pressure_wait(get(), known, timeout_ns, &stats));
    return stats.level;
  }
  // Looks, and relieves nothing.
  weir_pressure_stats stats() {
    weir_pressure_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_pressure_get_stats(get(), &stats));
    return stats;
  }
  // How many bytes the budget got back.
  uint64_t optimize(uint32_t level = 0) {
    uint64_t freed = 0;
    detail::check(weir_pressure_optimize(get(), level, &freed));
    return freed;
  }
  std::string json() {
    return detail::take_text([&](weir_buffer** json) { return weir_pressure_json(get(), json); });
  }
};

}  // namespace weir

#endif  // WEIR_PRESSURE_HPP
