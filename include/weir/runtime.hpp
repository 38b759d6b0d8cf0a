// SPDX-License-Identifier: Apache-2.0
// weir/runtime.hpp: the owner of what a program shares, in C++. See weir/runtime.h.
#ifndef WEIR_RUNTIME_HPP
#define WEIR_RUNTIME_HPP

#include <vector>

#include "weir/device.h"
#include "weir/memory.hpp"
#include "weir/runtime.h"

namespace weir {

// Hears the log. A class to derive from, for those who would rather not hand over a function.
class LogCallback {
 public:
  virtual ~LogCallback() = default;
  // Runs on whatever thread logs. What it throws goes nowhere.
  virtual void log(uint32_t level, const std::string& text) = 0;
};

class Runtime : public detail::Owner<weir_runtime, weir_runtime_free> {
 public:
  struct Options {
    uint64_t memory_budget_bytes = 0;  // 0: WEIR_MEMORY_LIMIT, or half of what there is
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
    std::vector<weir_device_info> devices(device_count());
    for (uint32_t index = 0; index < devices.size(); ++index) devices[index] = device(index);
    return devices;
  }

  uint32_t device_count() const {
    uint32_t count = 0;
    detail::check(weir_runtime_device_count(get(), &count));
    return count;
  }
  weir_device_info device(uint32_t index) const {
    weir_device_info info{};
    info.struct_size = sizeof info;
    if (detail::check(weir_runtime_device_at(get(), index, &info)) == WEIR_END) {
      throw Error(WEIR_E_INVALID, "Runtime::device: there is no device " + std::to_string(index));
    }
    return info;
  }

  weir_memory_stats memory_stats() const {
    weir_memory_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_runtime_memory_stats(get(), &stats));
    return stats;
  }
  // One part of the library; false when index is past the last.
  bool memory_module(uint32_t index, weir_memory_module& module) const {
    module = {};
    module.struct_size = sizeof module;
    return detail::check(weir_runtime_memory_module(get(), index, &module)) == WEIR_OK;
  }
  void set_memory_budget(uint64_t bytes) {
    detail::check(weir_runtime_set_memory_budget(get(), bytes));
  }

  // For this thread; MemoryScope leaves by itself.
  void enter_memory_scope(const std::string& name) {
    detail::check(weir_runtime_enter_memory_scope(get(), name.c_str()));
  }
  void leave_memory_scope() { detail::check(weir_runtime_leave_memory_scope(get())); }
  // One scope, in the order they were first entered; false when index is past the last.
  bool memory_scope(uint32_t index, weir_memory_scope& scope) const {
    scope = {};
    scope.struct_size = sizeof scope;
    return detail::check(weir_runtime_memory_scope(get(), index, &scope)) == WEIR_OK;
  }

  // `fn` runs on whatever thread logs. What it throws goes nowhere.
  void set_log(uint32_t min_level, LogFn fn) {
    detail::check(weir_runtime_set_log(
        get(), min_level,
        [](void* user, uint32_t level, const char* text) {
          if (!WEIR_HOST_ENTER) return;
          try {
            (*static_cast<LogFn*>(user))(level, text);
          } catch (...) {  // a log line must never end the work it tells of
          }
        },
        detail::keep(std::move(fn)), detail::drop<LogFn>));
  }
  // Takes the callback, also when this throws. nullptr: only next_log() hears.
  void set_log(uint32_t min_level, LogCallback* callback) {
    const weir_log_fn hear = [](void* user, uint32_t level, const char* text) {
      if (!WEIR_HOST_ENTER) return;
      try {
        static_cast<LogCallback*>(user)->log(level, text);
      } catch (...) {  // as above
      }
    };
    detail::check(weir_runtime_set_log(get(), min_level, callback == nullptr ? nullptr : hear,
                                       callback, detail::drop<LogCallback>));
  }
  // Takes the oldest line out of the log; false when there is none.
  bool next_log(uint32_t& level, std::string& text) {
    weir_buffer* raw = nullptr;
    if (detail::check(weir_runtime_next_log(get(), &level, &raw)) == WEIR_END) return false;
    text = Buffer(raw).text();
    return true;
  }

 private:
  explicit Runtime(weir_runtime* raw) noexcept : Owner(raw) {}
};

// While this lives, what its thread charges counts for the scope. The runtime outlives it.
class MemoryScope {
 public:
  MemoryScope(Runtime& runtime, const std::string& name) : runtime_(runtime.get()) {
    runtime.enter_memory_scope(name);
  }
  ~MemoryScope() { weir_runtime_leave_memory_scope(runtime_); }
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;

 private:
  weir_runtime* runtime_;
};

inline Buffer::Buffer(const Runtime& runtime, size_t size, size_t alignment) {
  detail::check(weir_buffer_create(runtime.get(), size, alignment, out()));
}

}  // namespace weir

#endif  // WEIR_RUNTIME_HPP
