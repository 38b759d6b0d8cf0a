// SPDX-License-Identifier: Apache-2.0
// weir/runtime.hpp: the owner of what a program shares, in C++. See weir/runtime.h.
#ifndef WEIR_RUNTIME_HPP
#define WEIR_RUNTIME_HPP

#include <vector>

#include "weir/device.h"
#include "weir/memory.hpp"
#include "weir/runtime.h"

namespace weir {

class Runtime : public detail::Owner<weir_runtime, weir_runtime_free> {
 public:
  struct Options {
    uint64_t memory_budget_bytes = 0;  // 0: half of what the machine or its cgroup allows
    uint32_t worker_count = 0;         // 0: the CPUs this process may use
    uint32_t device = WEIR_DEVICE_AUTO;
  };

  using LogFn = std::function<void(uint32_t level, const std::string& text)>;

  explicit Runtime(const Options& options) {
    weir_runtime_options raw{};
    raw.struct_size = sizeof raw;
    raw.memory_budget_bytes = options.memory_budget_bytes;
    raw.worker_count = options.worker_count;
    raw.device = options.device;
    detail::check(weir_runtime_create(&raw, out()));
  }
  Runtime() : Runtime(Options{}) {}

  // A hold on the process-wide runtime, made on first use.
  static Runtime process() {
    weir_runtime* raw = nullptr;
    detail::check(weir_runtime_default(&raw));
    return Runtime(raw);
  }

  // Ends the work. Later calls on this and on what was made from it throw WEIR_E_CLOSED.
  void shutdown() { detail::check(weir_runtime_shutdown(get())); }

  // What the library is, and what it found here, as JSON text.
  std::string info() const {
    return detail::take_text([&](weir_buffer** text) { return weir_runtime_info(get(), text); });
  }

  // The devices that exist, and those that do not with the reason.
  std::vector<weir_device_info> devices() const {
    uint32_t count = 0;
    detail::check(weir_runtime_device_count(get(), &count));
    std::vector<weir_device_info> devices(count);
    for (uint32_t index = 0; index < count; ++index) {
      devices[index].struct_size = sizeof devices[index];
      detail::check(weir_runtime_device_at(get(), index, &devices[index]));
    }
    return devices;
  }

  weir_memory_stats memory_stats() const {
    weir_memory_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_runtime_memory_stats(get(), &stats));
    return stats;
  }
  void set_memory_budget(uint64_t bytes) {
    detail::check(weir_runtime_set_memory_budget(get(), bytes));
  }

  // `fn` runs on whatever thread logs. What it throws goes nowhere.
  void set_log(uint32_t min_level, LogFn fn) {
    detail::check(weir_runtime_set_log(
        get(), min_level,
        [](void* user, uint32_t level, const char* text) {
          try {
            (*static_cast<LogFn*>(user))(level, text);
          } catch (...) {  // a log line must never end the work it tells of
          }
        },
        detail::keep(std::move(fn)), detail::drop<LogFn>));
  }

 private:
  explicit Runtime(weir_runtime* raw) noexcept : Owner(raw) {}
};

inline Buffer::Buffer(const Runtime& runtime, size_t size, size_t alignment) {
  detail::check(weir_buffer_create(runtime.get(), size, alignment, out()));
}

}  // namespace weir

#endif  // WEIR_RUNTIME_HPP
