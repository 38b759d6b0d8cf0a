// SPDX-License-Identifier: Apache-2.0
// Proves: every device behind the table behaves alike: the host, the simulated device with and
// without the need for staging or hands of its own, and the CUDA device where one can be opened
// (elsewhere its tests are skipped, with the reason). A new device is one more line at the end.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <numeric>
#include <vector>

#include "device/device.hpp"
#include "device/probe.hpp"
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
  void SetUp() override {
    try {
      device_ = GetParam().make();
    } catch (const Error& error) {
      if (error.status() != Status::unsupported) throw;
      GTEST_SKIP() << error.what();
    }
  }

  // Host memory that any device can reach.
  std::shared_ptr<void> staging(size_t bytes) { return device_->allocate_staging(bytes); }

  std::shared_ptr<Device> device_;
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

TEST_P(Conformance, ManyCopiesAtOnceAllArrive) {
  constexpr size_t kPieces = 100;
  const auto host = staging(kPieces * 64);
  const auto back = staging(kPieces * 64);
  auto* bytes = static_cast<uint8_t*>(host.get());
  std::iota(bytes, bytes + kPieces * 64, uint8_t{3});
  const auto block = device_->allocate(kPieces * 64);
  auto* there = static_cast<uint8_t*>(block.get());
  std::vector<Copy> out;
  std::vector<Copy> in;
  for (size_t i = 0; i < kPieces; ++i) {  // of different lengths, and turned round on the way
    const size_t size = 1 + i % 64;
    out.push_back({there + (kPieces - 1 - i) * 64, bytes + i * 64, size});
    in.push_back({static_cast<uint8_t*>(back.get()) + i * 64, out.back().dst, size});
  }
  Device::Stream stream(device_, 0);
  stream.copy_many(out.data(), kPieces, kDevice, kHost);
  ASSERT_TRUE(stream.synchronize(work::kForever));
  stream.copy_many(in.data(), kPieces, kHost, kDevice);
  ASSERT_TRUE(stream.synchronize(work::kForever));
  for (const Copy& piece : in) {
    const auto at = static_cast<const uint8_t*>(piece.dst) - static_cast<uint8_t*>(back.get());
    EXPECT_EQ(std::memcmp(piece.dst, bytes + at, piece.bytes), 0);
  }
}

TEST_P(Conformance, PiecesAreCopiedByTheDeviceItself) {
  if (!device_->can_copy_pieces()) GTEST_SKIP() << "this device has no hands of its own";
  constexpr size_t kPieces = 50;
  const auto host = staging(kPieces * 100);
  auto* bytes = static_cast<uint8_t*>(host.get());
  std::iota(bytes, bytes + kPieces * 100, uint8_t{9});
  const auto back = staging(kPieces * 100);
  const auto list = staging(kPieces * sizeof(Copy));
  const auto block = device_->allocate(kPieces * 128);
  auto* pieces = static_cast<Copy*>(list.get());
  const auto place = [&](size_t i) { return static_cast<uint8_t*>(block.get()) + i * 128 + i % 5; };
  Device::Stream stream(device_, 0);
  for (size_t i = 0; i < kPieces; ++i) pieces[i] = {place(i), bytes + i * 100, 100};
  stream.copy_pieces(pieces, kPieces);
  ASSERT_TRUE(stream.synchronize(work::kForever));
  for (size_t i = 0; i < kPieces; ++i) {
    pieces[i] = {static_cast<uint8_t*>(back.get()) + i * 100, place(i), 100};
  }
  stream.copy_pieces(pieces, kPieces);
  ASSERT_TRUE(stream.synchronize(work::kForever));
  EXPECT_EQ(std::memcmp(host.get(), back.get(), kPieces * 100), 0);
}

TEST_P(Conformance, StridesAreWalkedByTheDeviceItself) {
  if (!device_->can_copy_dims()) GTEST_SKIP() << "this device has no hands of its own";
  for (const size_t run : {1, 2, 4, 8, 12, 16, 24}) {
    const size_t rows = 13;
    const size_t columns = 7;
    const size_t bytes = rows * columns * run;
    const auto host = staging(bytes);
    const auto back = staging(bytes);
    auto* from = static_cast<uint8_t*>(host.get());
    std::iota(from, from + bytes, uint8_t{1});
    const auto one = device_->allocate(bytes);
    const auto two = device_->allocate(bytes);
    Device::Stream stream(device_, 0);
    stream.copy(one.get(), kDevice, from, kHost, bytes);
    const auto step = static_cast<int64_t>(run);
    const Dim transpose[] = {{rows, step, step * static_cast<int64_t>(columns)},
                             {columns, step * static_cast<int64_t>(rows), step}};
    stream.copy_dims(two.get(), one.get(), transpose, 2, run);
    stream.copy(back.get(), kHost, two.get(), kDevice, bytes);
    ASSERT_TRUE(stream.synchronize(work::kForever));
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < columns; ++c) {
        ASSERT_EQ(std::memcmp(static_cast<uint8_t*>(back.get()) + (c * rows + r) * run,
                              from + (r * columns + c) * run, run),
                  0);
      }
    }
  }
}

TEST_P(Conformance, AnEventIsDoneWhenWhatCameBeforeItIs) {
  const auto host = staging(1000);
  std::memset(host.get(), 5, 1000);
  const auto back = staging(1000);
  const auto block = device_->allocate(1000);
  Device::Stream first(device_, 0);
  Device::Stream second(device_, 0);
  Device::Event never(device_, false);
  EXPECT_TRUE(never.wait(0)) << "an event that was never recorded is done";
  Device::Event begun(device_, true);
  Device::Event there(device_, true);
  first.record(begun);
  first.copy(block.get(), kDevice, host.get(), kHost, 1000);
  first.record(there);
  second.wait(there);  // and not the host
  second.copy(back.get(), kHost, block.get(), kDevice, 1000);
  ASSERT_TRUE(second.synchronize(work::kForever));
  EXPECT_TRUE(there.wait(work::kForever));
  EXPECT_EQ(std::memcmp(host.get(), back.get(), 1000), 0);
  if (device_->can_time()) {
    EXPECT_LT(there.since_ns(begun), 60'000'000'000u);
  }
}

TEST_P(Conformance, StagingMemoryIsReachable) {
  const auto host = staging(4096);
  EXPECT_TRUE(device_->reachable(host.get(), 4096));
  EXPECT_TRUE(device_->reachable(static_cast<char*>(host.get()) + 100, 10));
  if (device_->info().needs_staging != 0) {
    char mine[16];
    EXPECT_FALSE(device_->reachable(mine, sizeof mine));
  }
}

TEST_P(Conformance, WhatIsTrimmedCanBeHadAgain) {
  { const auto block = device_->allocate(100'000); }
  device_->trim(0);
  EXPECT_NE(device_->allocate(100'000), nullptr);
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
                          [] { return sim::make_sim({.needs_staging = true}).device; }},
                    Maker{"sim_handless", [] { return sim::make_sim({.gathers = false}).device; }},
                    Maker{"cuda", [] { return std::make_shared<Device>(open_cuda()); }}),
    [](const auto& chosen) { return chosen.param.name; });

}  // namespace
}  // namespace weir::device
