// SPDX-License-Identifier: Apache-2.0
#include "runtime/info.hpp"

#include <unistd.h>

#include "base/json_write.hpp"
#include "device/probe.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::runtime {
namespace {

#ifdef __clang__
constexpr char kCompiler[] = "clang " __clang_version__;
#else
constexpr char kCompiler[] = "gcc " __VERSION__;
#endif

#ifdef NDEBUG
constexpr bool kAssertions = false;
#else
constexpr bool kAssertions = true;
#endif

const char* name_of(device::Kind kind) {
  switch (kind) {
    case device::Kind::automatic:
      return "auto";
    case device::Kind::host:
      return "host";
    case device::Kind::cuda:
      return "cuda";
  }
  return "unknown";
}

void write_build(base::JsonWriter& json) {
  json.key("build").begin_object();
  json.key("compiler").value(kCompiler);
  json.key("type").value(WEIR_BUILD_TYPE);
  json.key("sanitizers").value(WEIR_BUILD_SANITIZERS);
  json.key("assertions").value(kAssertions);
  json.end_object();
}

void write_memory(base::JsonWriter& json, const Runtime& runtime) {
  const memory::Budget::Stats stats = runtime.budget().stats();
  json.key("memory").begin_object();
  json.key("heap").value(memory::heap::name());
  json.key("system_bytes").value(runtime.memory_limit().bytes);
  json.key("system_bytes_from").value(runtime.memory_limit().source);
  json.key("budget_bytes").value(stats.limit_bytes);
  json.key("budget_from").value(runtime.budget_source());
  json.key("used_bytes").value(stats.used_bytes);
  json.key("peak_bytes").value(stats.peak_bytes);
  json.key("page_bytes").value(static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
  json.end_object();
}

// Every device there could be; those that cannot be used say why not.
void write_devices(base::JsonWriter& json, const Runtime& runtime) {
  json.key("device_asked_for").value(name_of(runtime.options().device));
  json.key("devices").begin_array();
  const device::Kind chosen = runtime.device_kind();
  for (const device::Seen& seen : runtime.devices()) {
    json.begin_object();
    json.key("kind").value(name_of(seen.kind));
    json.key("available").value(seen.available);
    json.key("chosen").value(seen.available && seen.kind == chosen);
    if (seen.available) {
      json.key("name").value(seen.name);
      json.key("memory_bytes").value(seen.memory_bytes);
    } else {
      json.key("reason").value(seen.reason);
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string describe(const Runtime& runtime, const char* version, uint32_t abi) {
  base::JsonWriter json(base::JsonStyle::pretty);
  json.begin_object();
  json.key("version").value(version);
  json.key("abi").value(abi);
  write_build(json);
  write_memory(json, runtime);
  json.key("workers").value(runtime.options().worker_count);
  json.key("usable_cpus").value(base::usable_cpus());
  write_devices(json, runtime);
  json.end_object();
  return json.take();
}

}  // namespace weir::runtime
