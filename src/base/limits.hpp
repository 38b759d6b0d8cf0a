// SPDX-License-Identifier: Apache-2.0
// How much of the machine this process may use: the least of RAM, the memory cgroup at every level
// up to its mount (version 1, 2, or both at once: decided by which files are there, per
// controller), and the process's own resource limits.
//
// All paths are read below `root`, so that tests can hold up machines that do not exist.
#pragma once

#include <cstdint>
#include <string>

namespace weir::base {

struct MemoryLimit {
  uint64_t bytes;
  std::string source;  // the file that says so, such as "/sys/fs/cgroup/app/memory.max"
};

// Error(io) when not even /proc/meminfo can be read.
MemoryLimit find_memory_limit(const std::string& root = "");

// The CPU time a cgroup allows, in whole CPUs rounded up; `fallback` when there is no quota below
// it.
unsigned limit_cpus(unsigned fallback, const std::string& root = "");

// The CPUs this process may run on, by affinity and by cgroup quota; at least 1.
unsigned usable_cpus();

}  // namespace weir::base
