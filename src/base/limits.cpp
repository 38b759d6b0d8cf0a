// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"

#include <sched.h>

#include <algorithm>

#include "base/cgroup.hpp"
#include "base/status.hpp"

namespace weir::base {
namespace {

// Version 1 writes "no limit" as a number: the largest whole number of pages.
constexpr uint64_t kUnlimited = uint64_t{1} << 62;

}  // namespace

MemoryLimit find_memory_limit(const std::string& root) {
  const auto ram = find_number(read_system_file(root + "/proc/meminfo").value_or(""), "MemTotal:");
  if (!ram) fail(Status::io, "cannot read MemTotal in %s/proc/meminfo", root.c_str());
  MemoryLimit least{*ram * 1024, "/proc/meminfo"};
  const auto consider = [&least](std::optional<uint64_t> bytes, const std::string& source) {
    if (bytes && *bytes < kUnlimited && *bytes < least.bytes) least = {*bytes, source};
  };
  for (const CgroupLevel& level : find_cgroup_levels(root, "memory")) {
    const auto read_limit = [&](const char* name) {
      const std::string path = level.directory + name;
      if (const auto text = read_system_file(root + path)) consider(parse_number(*text), path);
    };
    if (level.version_2) {
      read_limit("/memory.max");
      read_limit("/memory.high");  // past it the kernel stalls the process: it binds like a limit
      continue;
    }
    read_limit("/memory.limit_in_bytes");
    // Also knows the limits above what is mounted here.
    const std::string path = level.directory + "/memory.stat";
    if (const auto text = read_system_file(root + path)) {
      consider(find_number(*text, "hierarchical_memory_limit"), path);
    }
  }
  const std::string own = read_system_file(root + "/proc/self/limits").value_or("");
  consider(find_number(own, "Max address space"), "RLIMIT_AS");
  consider(find_number(own, "Max data size"), "RLIMIT_DATA");
  return least;
}

unsigned limit_cpus(unsigned fallback, const std::string& root) {
  uint64_t least = std::max(1u, fallback);
  const auto consider = [&least](std::optional<uint64_t> quota, std::optional<uint64_t> period) {
    if (quota && period && *quota != 0 && *period != 0) {
      least = std::min(least, *quota / *period + (*quota % *period != 0 ? 1 : 0));
    }
  };
  for (const CgroupLevel& level : find_cgroup_levels(root, "cpu")) {
    const std::string at = root + level.directory;
    if (level.version_2) {
      const std::string text = read_system_file(at + "/cpu.max").value_or("");  // "150000 100000"
      const size_t space = text.find(' ');
      if (space == std::string::npos) continue;
      consider(parse_number(text), parse_number(text.c_str() + space + 1));
    } else {
      consider(parse_number(read_system_file(at + "/cpu.cfs_quota_us").value_or("")),  // -1: none
               parse_number(read_system_file(at + "/cpu.cfs_period_us").value_or("")));
    }
  }
  return static_cast<unsigned>(least);
}

unsigned usable_cpus() {
  // More CPUs than a fixed cpu_set_t holds: ask again with a larger one.
  for (int most = 1024; most <= 1 << 20; most *= 2) {
    cpu_set_t* set = CPU_ALLOC(most);
    if (set == nullptr) break;
    const size_t size = CPU_ALLOC_SIZE(most);
    const int result = sched_getaffinity(0, size, set);
    const int count = result == 0 ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (count > 0) return limit_cpus(static_cast<unsigned>(count));
  }
  return 1;
}

}  // namespace weir::base
