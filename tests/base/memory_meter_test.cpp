// SPDX-License-Identifier: Apache-2.0
// Proves: use and limit come from the same control group, at every level of every shape of machine;
// files' idle pages do not count; stalls are the group's where they are told.
#include "base/memory_meter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace weir::base {
namespace {

namespace fs = std::filesystem;
using Kind = MemoryGauge::Kind;

constexpr uint64_t kMiB = 1 << 20;
constexpr char kV2[] = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
constexpr char kV1[] = "33 30 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

class Machine {
 public:
  Machine() {
    std::string name = (fs::temp_directory_path() / "weir-meter-XXXXXX").string();
    root_ = mkdtemp(name.data());
    write("/proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 1 kB\nMemAvailable: 2097152 kB\n");
    write("/proc/self/status",
          "VmSize:\t 4096 kB\nVmHWM:\t 3072 kB\nVmRSS:\t 2048 kB\nVmData:\t 1024 kB\n");
  }
  ~Machine() { fs::remove_all(root_); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Machine& write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
    return *this;
  }
  MemoryReading read() const { return MemoryMeter(root_).read(); }

 private:
  std::string root_;
};

MemoryGauge gauge_of(const MemoryReading& reading, const std::string& name) {
  const auto found = std::find_if(reading.gauges.begin(), reading.gauges.end(),
                                  [&](const MemoryGauge& each) { return each.name == name; });
  return found == reading.gauges.end() ? MemoryGauge{Kind::machine, "none", 0, 0} : *found;
}

TEST(MemoryMeter, MachineAndProcess) {
  const MemoryReading reading = Machine().read();
  EXPECT_EQ(reading.resident_bytes, 2 * kMiB);
  EXPECT_EQ(reading.peak_resident_bytes, 3 * kMiB);
  EXPECT_EQ(reading.machine_bytes, 8192 * kMiB);
  EXPECT_EQ(reading.machine_available_bytes, 2048 * kMiB);
  ASSERT_EQ(reading.gauges.size(), 1u);
  EXPECT_EQ(reading.gauges[0].used_bytes, 6144 * kMiB);
}

TEST(MemoryMeter, EachLevelOfVersion2IsItsOwnGauge) {
  Machine machine;
  machine.write("/proc/self/mountinfo", kV2)
      .write("/proc/self/cgroup", "0::/outer/inner\n")
      .write("/sys/fs/cgroup/outer/memory.max", "1073741824\n")
      .write("/sys/fs/cgroup/outer/memory.current", "1000000000\n")
      .write("/sys/fs/cgroup/outer/memory.stat", "anon 5\ninactive_file 400000000\n")
      .write("/sys/fs/cgroup/outer/inner/memory.max", "max\n")
      .write("/sys/fs/cgroup/outer/inner/memory.high", "500000000\n")
      .write("/sys/fs/cgroup/outer/inner/memory.current", "100000000\n");
  const MemoryReading reading = machine.read();
  const MemoryGauge outer = gauge_of(reading, "/sys/fs/cgroup/outer");
  EXPECT_EQ(outer.kind, Kind::group);
  EXPECT_EQ(outer.used_bytes, 600'000'000u);
  EXPECT_EQ(outer.limit_bytes, 1073741824u);
  const MemoryGauge inner = gauge_of(reading, "/sys/fs/cgroup/outer/inner");
  EXPECT_EQ(inner.used_bytes, 100'000'000u);
  EXPECT_EQ(inner.limit_bytes, 500'000'000u);
}

TEST(MemoryMeter, Version1AndItsNumberForNoLimit) {
  Machine machine;
  machine.write("/proc/self/mountinfo", kV1)
      .write("/proc/self/cgroup", "4:memory:/app\n0::/\n")
      .write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
      .write("/sys/fs/cgroup/memory/memory.usage_in_bytes", "5\n")
      .write("/sys/fs/cgroup/memory/app/memory.limit_in_bytes", "104857600\n")
      .write("/sys/fs/cgroup/memory/app/memory.usage_in_bytes", "99\n")
      .write("/sys/fs/cgroup/memory/app/memory.stat", "inactive_file 1\ntotal_inactive_file 100\n");
  const MemoryReading reading = machine.read();
  EXPECT_EQ(gauge_of(reading, "/sys/fs/cgroup/memory").limit_bytes, 0u);
  const MemoryGauge app = gauge_of(reading, "/sys/fs/cgroup/memory/app");
  EXPECT_EQ(app.limit_bytes, 104857600u);
  EXPECT_EQ(app.used_bytes, 0u) << "more idle pages than use: not below nothing";
}

TEST(MemoryMeter, ResourceLimits) {
  Machine machine;
  machine.write("/proc/self/limits",
                "Max address space         8388608    unlimited  bytes\n"
                "Max data size             unlimited  unlimited  bytes\n");
  const MemoryReading reading = machine.read();
  EXPECT_EQ(gauge_of(reading, "RLIMIT_AS").used_bytes, 4 * kMiB);
  EXPECT_EQ(gauge_of(reading, "RLIMIT_AS").limit_bytes, 8 * kMiB);
  EXPECT_EQ(gauge_of(reading, "RLIMIT_DATA").limit_bytes, 0u);
}

TEST(MemoryMeter, StallsOfTheGroupBeforeTheMachines) {
  Machine machine;
  machine.write("/proc/self/mountinfo", kV2)
      .write("/proc/self/cgroup", "0::/app\n")
      .write("/proc/pressure/memory", "some avg10=1.00 avg60=0.00\nfull avg10=0.50 avg60=0\n");
  EXPECT_DOUBLE_EQ(machine.read().some_stall_percent, 1.0);
  machine.write("/sys/fs/cgroup/app/memory.pressure",
                "some avg10=12.34 avg60=0.00\nfull avg10=5.25 avg60=0\n");
  EXPECT_DOUBLE_EQ(machine.read().some_stall_percent, 12.34);
  EXPECT_DOUBLE_EQ(machine.read().full_stall_percent, 5.25);
}

TEST(MemoryMeter, NothingThereIsNothingSaid) {
  const MemoryReading reading = MemoryMeter("/nowhere").read();
  EXPECT_TRUE(reading.gauges.empty());
  EXPECT_EQ(reading.resident_bytes, 0u);
  EXPECT_EQ(MemoryMeter("/nowhere").open_stall_trigger(), -1);
}

}  // namespace
}  // namespace weir::base
