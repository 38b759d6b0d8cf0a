// SPDX-License-Identifier: Apache-2.0
#include "base/memory_meter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace weir::base {
namespace {

// Version 1 writes "no limit" as a number: the largest whole number of pages.
constexpr uint64_t kUnlimited = uint64_t{1} << 62;

uint64_t least(std::optional<uint64_t> a, std::optional<uint64_t> b) {
  return std::min(a.value_or(UINT64_MAX), b.value_or(UINT64_MAX));
}

// "some avg10=1.23 avg60=..." gives 1.23; 0 when the line is not there.
double ten_second_average(const std::string& text, const char* line) {
  size_t at = text.find(std::string(line) + " avg10=");
  if (at == std::string::npos) return 0;
  at = text.find('=', at) + 1;
  // Not strtod(): what it takes for a decimal point is the host program's choice.
  double value = 0, digit = 1;
  bool fraction = false;
  for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at) {
    if (text[at] == '.') {
      fraction = true;
    } else if (fraction) {
      value += (text[at] - '0') * (digit /= 10);
    } else {
      value = value * 10 + (text[at] - '0');
    }
  }
  return value;
}

}  // namespace

MemoryMeter::MemoryMeter(std::string root)
    : root_(std::move(root)), levels_(find_cgroup_levels(root_, "memory")) {
  // The group's own stalls where they are told, else the machine's.
  stall_path_ = root_ + "/proc/pressure/memory";
  for (const CgroupLevel& level : levels_) {
    const std::string path = root_ + level.directory + "/memory.pressure";
    if (!level.version_2 || !read_system_file(path)) continue;
    stall_path_ = path;
    break;
  }
}

void MemoryMeter::read_group(const CgroupLevel& level, std::vector<MemoryGauge>& gauges) const {
  const std::string at = root_ + level.directory;
  const auto number = [&](const char* name) -> std::optional<uint64_t> {
    const auto text = read_system_file(at + name);
    return text ? parse_number(*text) : std::nullopt;
  };
  // Past memory.high the kernel stalls the process: it binds like a limit.
  const uint64_t limit = level.version_2 ? least(number("/memory.max"), number("/memory.high"))
                                         : least(number("/memory.limit_in_bytes"), std::nullopt);
  if (limit == 0 || limit >= kUnlimited) return;
  const auto used = number(level.version_2 ? "/memory.current" : "/memory.usage_in_bytes");
  if (!used) return;
  // Files' pages that nobody used lately go at once when memory is wanted.
  const auto text = read_system_file(at + "/memory.stat");
  const uint64_t idle_files =
      text ? find_number(*text, level.version_2 ? "inactive_file " : "total_inactive_file ")
                 .value_or(0)
           : 0;
  gauges.push_back(
      {MemoryGauge::Kind::group, level.directory, *used - std::min(*used, idle_files), limit});
}

MemoryReading MemoryMeter::read() const {
  MemoryReading reading;
  const std::string machine = read_system_file(root_ + "/proc/meminfo").value_or("");
  const auto total = find_number(machine, "MemTotal:");
  const auto available = find_number(machine, "MemAvailable:");
  if (total && available && *total != 0) {
    reading.machine_bytes = *total * 1024;
    reading.machine_available_bytes = std::min(*available, *total) * 1024;
    reading.gauges.push_back({MemoryGauge::Kind::machine, "/proc/meminfo",
                              reading.machine_bytes - reading.machine_available_bytes,
                              reading.machine_bytes});
  }
  for (const CgroupLevel& level : levels_) read_group(level, reading.gauges);
  const std::string own = read_system_file(root_ + "/proc/self/status").value_or("");
  const std::string limits = read_system_file(root_ + "/proc/self/limits").value_or("");
  reading.resident_bytes = find_number(own, "VmRSS:").value_or(0) * 1024;
  reading.peak_resident_bytes = find_number(own, "VmHWM:").value_or(0) * 1024;
  const auto own_limit = [&](const char* line, const char* counted, const char* name) {
    const auto limit = find_number(limits, line), used = find_number(own, counted);
    if (!limit || *limit == 0 || *limit >= kUnlimited || !used) return;
    reading.gauges.push_back({MemoryGauge::Kind::process, name, *used * 1024, *limit});
  };
  own_limit("Max address space", "VmSize:", "RLIMIT_AS");
  own_limit("Max data size", "VmData:", "RLIMIT_DATA");
  const std::string stalls = read_system_file(stall_path_).value_or("");
  reading.some_stall_percent = ten_second_average(stalls, "some");
  reading.full_stall_percent = ten_second_average(stalls, "full");
  return reading;
}

int MemoryMeter::open_stall_trigger() const noexcept {
  // Without CAP_SYS_RESOURCE kernels take windows of two seconds and their multiples only.
  for (const char* wish : {"some 100000 1000000", "some 200000 2000000"}) {
    const int file = open(stall_path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return -1;
    if (write(file, wish, std::strlen(wish) + 1) > 0) return file;
    close(file);
  }
  return -1;
}

}  // namespace weir::base
