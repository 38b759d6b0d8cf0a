// SPDX-License-Identifier: Apache-2.0
// Proves: the memory and CPU limits that bind are found on every shape of machine, and the file
// that says so is named. Each test holds up a machine made of files.
#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/status.hpp"

namespace weir::base {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMiB = 1 << 20;

class Machine {
 public:
  Machine() {
    std::string name = (fs::temp_directory_path() / "weir-limits-XXXXXX").string();
    root_ = mkdtemp(name.data());
    write("/proc/meminfo", "MemTotal:        8388608 kB\nMemFree:  1 kB\n");
  }
  ~Machine() { fs::remove_all(root_); }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Machine& write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
    return *this;
  }
  Machine& mounts(const std::string& text) { return write("/proc/self/mountinfo", text); }
  Machine& own(const std::string& text) { return write("/proc/self/cgroup", text); }

  void expect(uint64_t bytes, const std::string& source) const {
    const MemoryLimit limit = find_memory_limit(root_);
    EXPECT_EQ(limit.bytes, bytes);
    EXPECT_EQ(limit.source, source);
  }
  const std::string& root() const { return root_; }

 private:
  std::string root_;
};

constexpr char kV2[] = "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n";
constexpr char kV1[] =
    "32 30 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
    "33 30 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";

TEST(Limits, WithoutGroupsItIsTheRam) {
  Machine().expect(8192 * kMiB, "/proc/meminfo");
}

TEST(Limits, WithoutMeminfoItSaysSo) {
  Machine machine;
  fs::remove_all(machine.root() + "/proc");
  EXPECT_THROW(find_memory_limit(machine.root()), Error);
}

TEST(Limits, Version2OwnLevel) {
  Machine()
      .mounts(kV2)
      .own("0::/app\n")
      .write("/sys/fs/cgroup/app/memory.max", "1073741824\n")
      .expect(1024 * kMiB, "/sys/fs/cgroup/app/memory.max");
}

TEST(Limits, Version2AParentBinds) {
  Machine()
      .mounts(kV2)
      .own("0::/slice/app\n")
      .write("/sys/fs/cgroup/slice/app/memory.max", "max\n")
      .write("/sys/fs/cgroup/slice/memory.max", "536870912\n")
      .expect(512 * kMiB, "/sys/fs/cgroup/slice/memory.max");
}

TEST(Limits, Version2StallingBindsToo) {
  Machine()
      .mounts(kV2)
      .own("0::/app\n")
      .write("/sys/fs/cgroup/app/memory.max", "1073741824\n")
      .write("/sys/fs/cgroup/app/memory.high", "805306368\n")
      .expect(768 * kMiB, "/sys/fs/cgroup/app/memory.high");
}

TEST(Limits, Version1AndItsWayToSayNone) {
  Machine machine;
  machine.mounts(kV1)
      .own("5:memory:/job\n4:cpu,cpuacct:/job\n")
      .write("/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
  machine.expect(8192 * kMiB, "/proc/meminfo");
  machine.write("/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "268435456\n")
      .expect(256 * kMiB, "/sys/fs/cgroup/memory/job/memory.limit_in_bytes");
}

TEST(Limits, Version1LimitsAboveTheMountAreKnown) {
  Machine()
      .mounts(kV1)
      .own("5:memory:/\n")
      .write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
      .write("/sys/fs/cgroup/memory/memory.stat", "cache 1\nhierarchical_memory_limit 134217728\n")
      .expect(128 * kMiB, "/sys/fs/cgroup/memory/memory.stat");
}

// A "0::" line does not mean that version 2 has the memory controller.
TEST(Limits, HybridTheControllerSaysWhich) {
  Machine machine;
  machine
      .mounts(std::string(kV1) +
              "34 30 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n")
      .own("4:memory:/api\n0::/\n")
      .write("/sys/fs/cgroup/unified/cgroup.controllers", "\n")
      .write("/sys/fs/cgroup/memory/api/memory.limit_in_bytes", "1048576000\n")
      .expect(1000 * kMiB, "/sys/fs/cgroup/memory/api/memory.limit_in_bytes");
}

// A container that sees only its own group's mount, while its path is the host's.
TEST(Limits, ContainerWithItsOwnMountOnly) {
  Machine()
      .mounts("33 30 0:29 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n")
      .own("5:memory:/docker/abc\n")
      .write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "67108864\n")
      .expect(64 * kMiB, "/sys/fs/cgroup/memory/memory.limit_in_bytes");
}

TEST(Limits, PathsOutsideTheNamespaceUseTheMount) {
  Machine()
      .mounts(kV2)
      .own("0::/../../other\n")
      .write("/sys/fs/cgroup/memory.max", "33554432\n")
      .expect(32 * kMiB, "/sys/fs/cgroup/memory.max");
}

// "/docker/abc" is not inside "/docker/ab", though it begins with the same letters.
TEST(Limits, ASiblingOfTheMountIsNotBelowIt) {
  Machine()
      .mounts("33 30 0:29 /docker/ab /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n")
      .own("5:memory:/docker/abc\n")
      .write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "67108864\n")
      .expect(64 * kMiB, "/sys/fs/cgroup/memory/memory.limit_in_bytes");
}

TEST(Limits, MountPointsMayHoldSpaces) {
  Machine()
      .mounts("30 23 0:26 / /odd\\040place rw - cgroup2 cgroup2 rw\n")
      .own("0::/\n")
      .write("/odd place/memory.max", "16777216\n")
      .expect(16 * kMiB, "/odd place/memory.max");
}

TEST(Limits, TheProcessLimitsBindToo) {
  Machine()
      .write("/proc/self/limits",
             "Limit                     Soft Limit           Hard Limit           Units\n"
             "Max data size             unlimited            unlimited            bytes\n"
             "Max address space         2147483648           unlimited            bytes\n")
      .expect(2048 * kMiB, "RLIMIT_AS");
}

TEST(Limits, NonsenseIsNoLimit) {
  Machine()
      .mounts("garbage\n - \n1 2 3 - cgroup2\n" + std::string(kV2))
      .own("x\n::\n0::/app\n")
      .write("/sys/fs/cgroup/app/memory.max", "")
      .write("/sys/fs/cgroup/memory.max", "-5\n")
      .expect(8192 * kMiB, "/proc/meminfo");
}

TEST(Limits, CpuQuotasRoundUp) {
  Machine two, one;
  two.mounts(kV2).own("0::/app\n").write("/sys/fs/cgroup/app/cpu.max", "250000 100000\n");
  EXPECT_EQ(limit_cpus(8, two.root()), 3u);
  EXPECT_EQ(limit_cpus(2, two.root()), 2u);
  two.write("/sys/fs/cgroup/app/cpu.max", "max 100000\n");
  EXPECT_EQ(limit_cpus(8, two.root()), 8u);
  one.mounts(kV1)
      .own("4:cpu,cpuacct:/job\n")
      .write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n")
      .write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(limit_cpus(8, one.root()), 1u);
  one.write("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(limit_cpus(8, one.root()), 8u);
}

TEST(Limits, ThisMachineHasMemoryAndCpus) {
  EXPECT_GT(find_memory_limit().bytes, kMiB);
  EXPECT_GE(usable_cpus(), 1u);
}

}  // namespace
}  // namespace weir::base
