// SPDX-License-Identifier: Apache-2.0
// weir/managed.hpp: buffers that yield while nobody uses them, in C++. See weir/managed.h.
#ifndef WEIR_MANAGED_HPP
#define WEIR_MANAGED_HPP

#include "weir/managed.h"
#include "weir/runtime.hpp"

namespace weir {

class Managed : public detail::Owner<weir_managed, weir_managed_free> {
 public:
  // For all of a runtime's; 0 and "" are the library's defaults.
  struct Settings {
    uint32_t flags = 0;  // WEIR_MANAGED_NO_*
    double compress_at = 0;
    uint64_t spill_limit_bytes = 0;
    std::string spill_directory = {};
  };
  static void configure(Runtime& runtime, const Settings& settings) {
    weir_managed_settings raw{};
    raw.struct_size = sizeof raw;
    raw.flags = settings.flags;
    raw.compress_at = settings.compress_at;
    raw.spill_limit_bytes = settings.spill_limit_bytes;
    raw.spill_directory =
        settings.spill_directory.empty() ? nullptr : settings.spill_directory.c_str();
    detail::check(weir_runtime_set_managed(runtime.get(), &raw));
  }

  // All zero. `priority`: WEIR_PRIORITY_*; `flags`: WEIR_MANAGED_NO_*; `alignment` 0: 64.
  Managed(const Runtime& runtime, size_t size, uint32_t priority = 0, uint32_t flags = 0,
          uint32_t alignment = 0) {
    const weir_managed_options options = {sizeof options, flags, priority, alignment};
    detail::check(weir_managed_create(runtime.get(), size, &options, out()));
  }

  // The bytes, which stay where they are while the buffer lives.
  Buffer pin() const {
    weir_buffer* raw = nullptr;
    detail::check(weir_managed_pin(get(), &raw));
    return Buffer(raw);
  }

  weir_managed_state state() const {
    weir_managed_state state{};
    state.struct_size = sizeof state;
    detail::check(weir_managed_get_state(get(), &state));
    return state;
  }
  size_t size() const { return state().size_bytes; }

  static weir_managed_stats stats(const Runtime& runtime) {
    weir_managed_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_runtime_managed_stats(runtime.get(), &stats));
    return stats;
  }
  static std::string stats_json(const Runtime& runtime) {
    return detail::take_text(
        [&](weir_buffer** json) { return weir_runtime_managed_json(runtime.get(), json); });
  }
};

}  // namespace weir

#endif  // WEIR_MANAGED_HPP
