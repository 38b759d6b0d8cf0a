// SPDX-License-Identifier: Apache-2.0
// How full memory is, by everything that binds this process: the machine, each control group from
// its own up to the mount (use and limit of the same one, never an ancestor's limit beside a leaf's
// use), and its own resource limits. And how much work stands still for want of memory (PSI).
//
// All paths are read below `root`, so that tests can hold up machines that do not exist.
//
// Threads: Frozen once made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/cgroup.hpp"

namespace weir::base {

// One thing that binds: `used` of `limit` bytes.
struct MemoryGauge {
  enum class Kind : uint32_t { machine = 2, group = 3, process = 4 };
  Kind kind;
  std::string name;  // "/proc/meminfo", the group's directory, "RLIMIT_AS"
  uint64_t used_bytes, limit_bytes;
};

struct MemoryReading {
  std::vector<MemoryGauge> gauges;
  uint64_t resident_bytes = 0, peak_resident_bytes = 0;
  uint64_t machine_bytes = 0, machine_available_bytes = 0;
  double some_stall_percent = 0, full_stall_percent = 0;  // over the last ten seconds
};

class MemoryMeter {
 public:
  explicit MemoryMeter(std::string root = "");

  // What cannot be read is not in it.
  MemoryReading read() const;

  // A file to poll() for POLLPRI: the kernel tells when work stood still for want of memory for
  // more than a tenth of a window. -1 where it will not; the caller closes it.
  int open_stall_trigger() const noexcept;

 private:
  void read_group(const CgroupLevel& level, std::vector<MemoryGauge>& gauges) const;

  const std::string root_;
  const std::vector<CgroupLevel> levels_;
  std::string stall_path_;
};

}  // namespace weir::base
