// SPDX-License-Identifier: Apache-2.0
// weir info: what this library is, what it found on this machine, and why not more.
#include <cstdio>

#include "cli/command.hpp"
#include "cli/text.hpp"
#include "weir.hpp"

namespace weir::cli {

const Command kInfoCommand{
    "info",
    "",
    "tell version, build, devices (or why not) and memory limits",
    "Nothing is changed and no device is woken: a GPU is looked for, not initialised.\n"
    "The environment variable WEIR_DEVICE (host, cuda, auto) chooses as it does for\n"
    "every program that uses the library, and WEIR_MEMORY_LIMIT (as 512MiB, 4GB or\n"
    "50%) sets the budget.\n",
    {{"json", 0, nullptr, "the same as one JSON object"}}};

namespace {

// Also where WEIR_DEVICE wants what is not there: this is the command that says why.
Runtime any_runtime() {
  try {
    return Runtime();
  } catch (const Error& error) {
    if (error.status() != WEIR_E_UNSUPPORTED) throw;
    std::fprintf(stderr, "weir info: here every program is refused: %s\n", error.what());
    Runtime::Options options;
    options.device = WEIR_DEVICE_HOST;
    return Runtime(options);
  }
}

}  // namespace

int run_info(const Arguments& arguments) {
  if (!arguments.operands().empty()) {
    throw UsageError("info takes no file: \"" + arguments.operands().front() + "\"");
  }
  const Runtime runtime = any_runtime();
  const Json info = Json::parse(runtime.info());
  if (arguments.has("json")) {
    std::printf("%s\n", info.write("", WEIR_JSON_PRETTY).c_str());
    return kExitDone;
  }
  const auto text = [&](const char* pointer) { return info.get_string(pointer, "unknown"); };
  const auto bytes = [&](const char* pointer) {
    return bytes_text(static_cast<uint64_t>(info.get_double(pointer, 0)));
  };
  std::printf("weir %s, ABI %u\n", weir_version(), weir_abi_version());
  std::printf("built with   %s, %s\n", text("/build/compiler").c_str(),
              text("/build/type").c_str());
  std::printf("workers      %lld of %lld usable CPUs\n",
              static_cast<long long>(info.get_int64("/workers", 0)),
              static_cast<long long>(info.get_int64("/usable_cpus", 0)));
  std::printf("memory       budget %s (%s) of %s (%s), heap: %s\n",
              bytes("/memory/budget_bytes").c_str(), text("/memory/budget_from").c_str(),
              bytes("/memory/system_bytes").c_str(), text("/memory/system_bytes_from").c_str(),
              text("/memory/heap").c_str());
  for (const weir_device_info& device : runtime.devices()) {
    std::printf("device       %-5s %s%s%s\n", device.kind == WEIR_DEVICE_CUDA ? "cuda" : "host",
                device.available != 0 ? "available" : "not available",
                device.reason[0] != '\0' ? ": " : "", device.reason);
  }
  return kExitDone;
}

}  // namespace weir::cli
