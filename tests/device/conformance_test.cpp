// SPDX-License-Identifier: Apache-2.0
// Proves: every device behind the table behaves alike: the host, and the simulated device with and
// without the need for staging. A new device is one more line at the end.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <numeric>
#include <vector>

#include "device/device.hpp"
#include "sim_device.hpp"
#include "work/wait.hpp"

namespace weir::device {
namespace {

struct Maker {
  const char* name;
  std::function<std::shared_ptr<Device>()> make;
};

class Conformance : public testing::TestWithParam<Maker> {
 protected:
  std::shared_ptr<Device> device_ = GetParam().make();

  // Host memory that any device can reach.
  std::shared_ptr<void> staging(size_t bytes) { return device_->allocate_staging(bytes); }
};

TEST_P(Conformance, SaysWhatItIs) {
  EXPECT_GT(std::strlen(device_->info().name), 0u);
  EXPECT_GT(device_->info().memory_bytes, 0u);
  EXPECT_LE(device_->info().highest_priority, device_->info().lowest_priority);
  const Device::MemoryInfo memory = device_->memory_info();
  EXPECT_LE(memory.free_bytes, memory.total_bytes);
  EXPECT_EQ(memory.total_bytes, device_->info().memory_bytes);
}

TEST_P(Conformance, BytesComeBackAsTheyWent) {
  constexpr size_t kBytes = 100'003;
  const auto host = staging(kBytes);
  const auto back = staging(kBytes);
  auto* bytes = static_cast<uint8_t*>(host.get());
  std::iota(bytes, bytes + kBytes, uint8_t{1});
  std::memset(back.get(), 0, kBytes);
  const auto one = device_->allocate(kBytes);
  const auto two = device_->allocate(kBytes);
  Device::Stream stream(device_, 0);
  stream.copy(one.get(), kDevice, host.get(), kHost, kBytes);
  stream.copy(two.get(), kDevice, one.get(), kDevice, kBytes);
  stream.copy(back.get(), kHost, two.get(), kDevice, kBytes);
  ASSERT_TRUE(stream.synchronize(work::kForever));
  EXPECT_EQ(std::memcmp(host.get(), back.get(), kBytes), 0);
}

TEST_P(Conformance, AStreamKeepsItsOrder) {
  constexpr size_t kSteps = 200;
  const auto host = staging(kSteps);
  const auto back = staging(1);
  const auto cell = device_->allocate(1);
  auto* bytes = static_cast<uint8_t*>(host.get());
  std::iota(bytes, bytes + kSteps, uint8_t{0});
  Device::Stream stream(device_, 0);
  for (size_t i = 0; i < kSteps; ++i) stream.copy(cell.get(), kDevice, bytes + i, kHost, 1);
  stream.copy(back.get(), kHost, cell.get(), kDevice, 1);
  ASSERT_TRUE(stream.synchronize(work::kForever));
  EXPECT_EQ(*static_cast<uint8_t*>(back.get()), kSteps - 1);
}

TEST_P(Conformance, StreamsAndBlocksMayEndInAnyOrder) {
  auto block = device_->allocate(1000);
  auto host = staging(1000);
  std::memset(host.get(), 3, 1000);
  auto first = std::make_unique<Device::Stream>(device_, 0);
  Device::Stream second(device_, -1);
  first->copy(block.get(), kDevice, host.get(), kHost, 1000);
  ASSERT_TRUE(first->synchronize(work::kForever));
  first.reset();
  ASSERT_TRUE(second.synchronize(0)) << "an idle stream is ready at once";
  device_.reset();  // the blocks and the stream keep the device
  block.reset();
}

TEST_P(Conformance, MoreThanThereIsIsRefusedAndNamed) {
  if (device_->is_host()) GTEST_SKIP() << "the host's memory has no end that a test may look for";
  try {
    device_->allocate(device_->info().memory_bytes + 1);
    FAIL() << "it gave more than it has";
  } catch (const DeviceError& error) {
    EXPECT_TRUE(error.out_of_memory());
    EXPECT_EQ(error.status(), Status::no_memory);
  }
  const auto whole = device_->allocate(device_->info().memory_bytes);
  EXPECT_EQ(device_->memory_info().free_bytes, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Devices, Conformance,
    testing::Values(Maker{"host", [] { return make_host(); }},
                    Maker{"sim", [] { return sim::make_sim().device; }},
                    Maker{"sim_staging",
                          [] { return sim::make_sim({.needs_staging = true}).device; }}),
    [](const auto& chosen) { return chosen.param.name; });

}  // namespace
}  // namespace weir::device
