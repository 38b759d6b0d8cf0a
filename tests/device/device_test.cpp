// SPDX-License-Identifier: Apache-2.0
// Proves: tables of another kind are refused, a lost device stays lost with its first words, and
// the probe explains a missing GPU without starting a driver.
#include "device/device.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>

#include "device/probe.hpp"
#include "sim_device.hpp"
#include "work/wait.hpp"

namespace weir::device {
namespace {

TEST(Device, RefusesATableOfAnotherVersionOrWithHoles) {
  sim::SimDevice sim({});
  Table table = sim.table();
  table.abi_major = kTableMajor + 1;
  EXPECT_THROW(std::make_shared<Device>(table), Error);
  table = sim.table();
  table.copy = nullptr;
  EXPECT_THROW(std::make_shared<Device>(table), Error);
  table = sim.table();
  table.struct_size = offsetof(Table, stream_wait);  // the last one that must be there
  EXPECT_THROW(std::make_shared<Device>(table), Error);
}

TEST(Device, RefusesPrioritiesThatGoTheWrongWayRound) {
  sim::SimDevice sim({});
  static constinit decltype(Table::info) real = nullptr;
  Table table = sim.table();
  real = table.info;
  table.info = [](void* self, Info* out, Failure* failure) {
    const int32_t code = real(self, out, failure);
    std::fill(std::begin(out->name), std::end(out->name), 'x');  // and no end to the name
    out->highest_priority = 0;
    out->lowest_priority = -5;
    return code;
  };
  try {
    std::make_shared<Device>(table);
    FAIL() << "such a range was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::unsupported);
    EXPECT_NE(std::string(error.what()).find("from 0, which goes first, to -5"), std::string::npos)
        << error.what();
  }
}

TEST(Device, AFailureWithoutAnEndToItsTextIsCut) {
  Table table = (new sim::SimDevice({}))->table();  // the Device ends it
  table.memory_allocate = [](void*, size_t, void**, Failure* failure) -> int32_t {
    failure->native = 0x7A7A7A7A;  // "zzzz", right before the text
    std::fill(std::begin(failure->text), std::end(failure->text), 'y');
    return kFailed;
  };
  const auto device = std::make_shared<Device>(table);
  try {
    device->allocate(8);
    FAIL() << "memory was given";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(std::string(sizeof Failure::text, 'y') + " (driver"),
              std::string::npos);
  }
}

TEST(Device, AShorterTableLacksOnlyItsTail) {
  auto* const sim = new sim::SimDevice({});
  Table table = sim->table();
  table.struct_size = offsetof(Table, copy_pieces);
  const auto device = std::make_shared<Device>(table);
  EXPECT_FALSE(device->can_copy_pieces());
  EXPECT_FALSE(device->can_copy_dims());
  EXPECT_TRUE(device->can_time());
  device->trim(0);  // does nothing, and says so by doing nothing
  EXPECT_NE(device->allocate(8), nullptr);
}

TEST(Device, IsOpenedByTheFirstThatNeedsIt) {
  int opened = 0;
  const auto device = std::make_shared<Device>([&] {
    if (++opened == 1) throw Error(Status::unsupported, "not yet");
    return (new sim::SimDevice({}))->table();
  });
  EXPECT_FALSE(device->opened());
  EXPECT_THROW(device->is_host(), Error);
  EXPECT_FALSE(device->opened());
  EXPECT_NE(device->allocate(8), nullptr);
  EXPECT_FALSE(device->is_host());
  EXPECT_EQ(opened, 2);
}

TEST(Device, OnceLostItStaysLostWithItsFirstWords) {
  const sim::Sim sim = sim::make_sim();
  const auto block = sim.device->allocate(8);
  char host[8] = {};
  Device::Stream stream(sim.device, 0);
  sim.faults->fail_copy_at(1, kLost);
  stream.copy(block.get(), kDevice, host, kHost, 8);
  std::string first;
  try {
    stream.synchronize(work::kForever);
    FAIL() << "the loss went unnoticed";
  } catch (const DeviceError& error) {
    EXPECT_TRUE(error.lost());
    first = error.what();
  }
  EXPECT_TRUE(sim.device->lost());
  try {
    sim.device->allocate(8);
    FAIL() << "a lost device gave memory";
  } catch (const DeviceError& error) {
    EXPECT_EQ(error.what(), first);
    EXPECT_EQ(error.status(), Status::device);
  }
}

TEST(Device, AWaitThatRunsOutOfTimeIsAnAnswer) {
  const sim::Sim sim = sim::make_sim();
  const auto block = sim.device->allocate(8);
  char host[8] = {};
  Device::Stream stream(sim.device, 0);
  sim.faults->hold();
  stream.copy(block.get(), kDevice, host, kHost, 8);
  EXPECT_FALSE(stream.synchronize(1'000'000));
  sim.faults->release();
  EXPECT_TRUE(stream.synchronize(work::kForever));
}

TEST(DeviceDeath, TheHostCannotTouchSimulatedDeviceMemory) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        const sim::Sim sim = sim::make_sim();
        *static_cast<volatile char*>(sim.device->allocate(8).get()) = 1;
      },
      "");
}

TEST(Probe, NamesTheFirstThingThatIsMissing) {
  const std::string here = testing::TempDir() + "weir_probe_file";
  std::ofstream(here) << "x";
  const Probe no_driver = probe_cuda({.plugin = here, .driver_device = "/nowhere/nvidiactl"});
  EXPECT_FALSE(no_driver.present);
  EXPECT_NE(no_driver.reason.find("/nowhere/nvidiactl is missing"), std::string::npos);
  const Probe no_library =
      probe_cuda({.plugin = here, .driver_device = here, .driver_library = "libnowhere.so.1"});
  EXPECT_NE(no_library.reason.find("libnowhere.so.1"), std::string::npos);
  const Probe no_plugin =
      probe_cuda({.plugin = "/nowhere/p.so", .driver_device = here, .driver_library = "libc.so.6"});
  EXPECT_NE(no_plugin.reason.find("/nowhere/p.so is missing"), std::string::npos);
  EXPECT_TRUE(
      probe_cuda({.plugin = here, .driver_device = here, .driver_library = "libc.so.6"}).present);
}

TEST(Probe, TheHostComesFirstAndEveryMissingDeviceHasAReason) {
  const std::vector<Seen> seen = look_around();
  ASSERT_GE(seen.size(), 2u);
  EXPECT_EQ(seen[0].kind, Kind::host);
  for (const Seen& one : seen) EXPECT_EQ(one.available, one.reason.empty()) << one.name;
}

}  // namespace
}  // namespace weir::device
