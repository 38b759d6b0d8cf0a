// SPDX-License-Identifier: Apache-2.0
// weir/profile.hpp: where the time and the memory went, in C++. See weir/profile.h.
#ifndef WEIR_PROFILE_HPP
#define WEIR_PROFILE_HPP

#include "weir/profile.h"
#include "weir/runtime.hpp"

namespace weir {

class Profiler : public detail::Owner<weir_profiler, weir_profiler_free> {
 public:
  // The runtime's own, which everything in the runtime reports to.
  static Profiler of(const Runtime& runtime) {
    Profiler profiler;
    detail::check(weir_runtime_profiler(runtime.get(), profiler.out()));
    return profiler;
  }
  explicit Profiler(const Runtime& runtime, uint32_t flags = 0) {
    const weir_profiler_options options = options_with(flags);
    detail::check(weir_profiler_create(runtime.get(), &options, out()));
  }

  // One that belongs to no runtime: no budget pays for it, and it sees no device.
  static Profiler alone(uint32_t flags = 0) {
    const weir_profiler_options options = options_with(flags);
    Profiler profiler;
    detail::check(weir_profiler_create(nullptr, &options, profiler.out()));
    return profiler;
  }

  // `flags`: WEIR_PROFILER_TRACK_MEMORY, WEIR_PROFILER_TRACK_GPU. Limits of 0 are the defaults.
  void configure(uint32_t flags, uint32_t phase_limit = 0, uint32_t metric_limit = 0) {
    weir_profiler_options options = options_with(flags);
    options.phase_limit = phase_limit;
    options.metric_limit = metric_limit;
    detail::check(weir_profiler_configure(get(), &options));
  }
  void reset() { detail::check(weir_profiler_reset(get())); }

  void start_phase(const std::string& name) {
    detail::check(weir_profiler_start_phase(get(), name.c_str()));
  }
  // Inside a phase that another thread has open: its number is current()'s there.
  void start_phase_under(uint64_t parent, const std::string& name) {
    detail::check(weir_profiler_start_phase_under(get(), parent, name.c_str()));
  }
  // This thread's innermost open phase, 0 when there is none.
  uint64_t current() const {
    uint64_t phase = 0;
    detail::check(weir_profiler_current(get(), &phase));
    return phase;
  }
  // False when this thread has no phase open.
  bool end_phase() { return detail::check(weir_profiler_end_phase(get(), nullptr)) == WEIR_OK; }
  bool end_phase(const std::string& name) {
    return detail::check(weir_profiler_end_phase_named(get(), name.c_str(), nullptr)) == WEIR_OK;
  }
  void record_metric(const std::string& name, double value) {
    detail::check(weir_profiler_record_metric(get(), name.c_str(), value));
  }

  // The phase by its path or unique last name; false when there is none.
  bool phase_stats(const std::string& phase, weir_phase_stats& stats) const {
    stats = {};
    stats.struct_size = sizeof stats;
    return detail::check(weir_profiler_phase_stats(get(), phase.c_str(), &stats)) == WEIR_OK;
  }
  // A metric of a phase ("": outside of any); false when there is none.
  bool metric_stats(const std::string& phase, const std::string& metric,
                    weir_metric_stats& stats) const {
    return metric_stats_in(phase.c_str(), metric, stats);
  }
  // Everything recorded under that name, in all phases.
  bool metric_stats(const std::string& metric, weir_metric_stats& stats) const {
    return metric_stats_in(nullptr, metric, stats);
  }
  uint64_t phase_count() const {
    uint64_t count = 0;
    detail::check(weir_profiler_phase_count(get(), &count));
    return count;
  }
  // The phases one by one, in the order of their first start; false past the last.
  bool phase_at(uint64_t index, std::string& path, weir_phase_stats& stats) const {
    stats = {};
    stats.struct_size = sizeof stats;
    weir_buffer* raw = nullptr;
    if (detail::check(weir_profiler_phase_at(get(), index, &raw, &stats)) != WEIR_OK) return false;
    path = Buffer(raw).text();
    return true;
  }
  // A phase's metrics one by one, by name; false past the last.
  bool metric_at(const std::string& phase, uint64_t index, std::string& name,
                 weir_metric_stats& stats) const {
    stats = {};
    stats.struct_size = sizeof stats;
    weir_buffer* raw = nullptr;
    if (detail::check(weir_profiler_metric_at(get(), phase.c_str(), index, &raw, &stats)) !=
        WEIR_OK) {
      return false;
    }
    name = Buffer(raw).text();
    return true;
  }
  weir_profile_summary summary() const {
    weir_profile_summary summary{};
    summary.struct_size = sizeof summary;
    detail::check(weir_profiler_summary(get(), &summary));
    return summary;
  }
  // `format`: WEIR_REPORT_JSON or WEIR_REPORT_TEXT.
  std::string report(uint32_t format) const {
    return detail::take_text(
        [&](weir_buffer** text) { return weir_profiler_report(get(), format, text); });
  }

 private:
  Profiler() = default;
  bool metric_stats_in(const char* phase, const std::string& metric,
                       weir_metric_stats& stats) const {
    stats = {};
    stats.struct_size = sizeof stats;
    return detail::check(weir_profiler_metric_stats(get(), phase, metric.c_str(), &stats)) ==
           WEIR_OK;
  }
  static weir_profiler_options options_with(uint32_t flags) {
    weir_profiler_options options{};
    options.struct_size = sizeof options;
    options.flags = flags;
    return options;
  }
};

// A phase that lasts as long as this does, also when an exception passes.
class Phase {
 public:
  Phase(Profiler& profiler, std::string name) : profiler_(&profiler), name_(std::move(name)) {
    profiler.start_phase(name_);
  }
  // By name, so that what an exception left open inside is ended too.
  ~Phase() { weir_profiler_end_phase_named(profiler_->get(), name_.c_str(), nullptr); }
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;

 private:
  Profiler* profiler_;
  std::string name_;
};

}  // namespace weir

#endif  // WEIR_PROFILE_HPP
