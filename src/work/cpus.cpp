// SPDX-License-Identifier: Apache-2.0
#include <sched.h>

#include <algorithm>
#include <cstdio>

#include "work/pool.hpp"

namespace weir::work {
namespace {

// CPUs a cgroup's quota is worth, rounded up; 0 when there is no quota (or no cgroup v2).
unsigned quota_cpus() {
  std::FILE* file = std::fopen("/sys/fs/cgroup/cpu.max", "re");
  if (file == nullptr) return 0;
  unsigned long long quota = 0;
  unsigned long long period = 0;
  const int read = std::fscanf(file, "%llu %llu", &quota, &period);  // "max 100000" reads nothing
  std::fclose(file);
  if (read != 2 || quota == 0 || period == 0) return 0;
  return static_cast<unsigned>((quota + period - 1) / period);
}

}  // namespace

unsigned usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  unsigned cpus = 1;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    cpus = static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
  } else {
    cpus = std::max(1u, std::thread::hardware_concurrency());  // more CPUs than the set can hold
  }
  const unsigned quota = quota_cpus();
  return quota != 0 ? std::min(cpus, quota) : cpus;
}

}  // namespace weir::work
