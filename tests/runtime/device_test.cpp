// SPDX-License-Identifier: Apache-2.0
// Proves: WEIR_DEVICE and the options choose the device; one that is there but cannot be opened
// leaves its work to the host, with a warning and a reason, unless it was insisted on; and nothing
// is opened before it is needed.
#include <gtest/gtest.h>

#include <cstdlib>

#include "runtime/runtime.hpp"

namespace weir::runtime {
namespace {

class RuntimeDevice : public testing::Test {
 protected:
  void SetUp() override { setenv("WEIR_DEVICE_PLUGIN", SIM_PLUGIN, 1); }
  void TearDown() override {
    unsetenv("WEIR_DEVICE_PLUGIN");
    unsetenv("WEIR_DEVICE");
    unsetenv("WEIR_SIM_REFUSE");
  }
  static std::shared_ptr<Runtime> make(device::Kind kind) {
    Options options;
    options.worker_count = 1;
    options.device = kind;
    return Runtime::create(options);
  }
};

TEST_F(RuntimeDevice, AutomaticTakesTheDeviceThatIsThereWhenItIsNeeded) {
  const auto runtime = make(device::Kind::automatic);
  EXPECT_EQ(runtime->device_kind(), device::Kind::cuda);
  const auto device = runtime->device();
  EXPECT_FALSE(device->opened());
  const auto pool = runtime->make_stream_pool({});
  double from[4] = {1, 2, 3, 4};
  double to[4] = {};
  const uint64_t shape[] = {4};
  const stream::Array src{stream::Dtype::f64, 1, device::kHost, from, shape, nullptr};
  stream::Array dst{stream::Dtype::f64, 1, device::kHost, to, shape, nullptr};
  stream::Pool::TicketPtr ticket;
  pool->transfer({src, dst}, &ticket);
  EXPECT_EQ(ticket->wait(~uint64_t{0}), Status::ok);
  pool->batch([&](size_t) { return stream::Pool::Pair{src, dst}; }, 1, nullptr, &ticket);
  EXPECT_EQ(ticket->wait(~uint64_t{0}), Status::ok);
  EXPECT_FALSE(device->opened()) << "copies within the host's memory need no GPU";
  const auto block = device->allocate(sizeof to);
  EXPECT_TRUE(device->opened());
  dst.data = block.get();
  dst.space = device::kDevice;
  pool->transfer({src, dst}, &ticket);
  EXPECT_EQ(ticket->wait(~uint64_t{0}), Status::ok);
}

TEST_F(RuntimeDevice, TheHostTakesOverForOneThatCannotBeOpened) {
  setenv("WEIR_SIM_REFUSE", "the fan is stuck", 1);
  const auto runtime = make(device::Kind::automatic);
  const auto device = runtime->device();
  EXPECT_TRUE(device->is_host());
  base::Level level{};
  std::string said;
  ASSERT_TRUE(runtime->log()->next(level, said));
  EXPECT_EQ(level, base::Level::warning);
  EXPECT_NE(said.find("the fan is stuck"), std::string::npos) << said;
  EXPECT_EQ(runtime->device_kind(), device::Kind::host);
  const auto seen = runtime->devices();
  EXPECT_FALSE(seen[1].available);
  EXPECT_NE(seen[1].reason.find("the fan is stuck"), std::string::npos);
}

TEST_F(RuntimeDevice, WhoInsistsIsToldWhyNot) {
  setenv("WEIR_SIM_REFUSE", "the fan is stuck", 1);
  const auto runtime = make(device::Kind::cuda);
  try {
    runtime->device();
    FAIL() << "it gave a device";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::unsupported);
    EXPECT_NE(std::string(error.what()).find("insists on a CUDA device"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("the fan is stuck"), std::string::npos);
  }
  unsetenv("WEIR_SIM_REFUSE");
  EXPECT_FALSE(runtime->device()->is_host()) << "and may ask again";
}

TEST_F(RuntimeDevice, TheEnvironmentChoosesWhereTheOptionsDoNot) {
  setenv("WEIR_DEVICE", "host", 1);
  EXPECT_TRUE(make(device::Kind::automatic)->device()->is_host());
  EXPECT_FALSE(make(device::Kind::cuda)->device()->is_host());
  setenv("WEIR_DEVICE", "cuda", 1);
  EXPECT_FALSE(make(device::Kind::automatic)->device()->is_host());
  EXPECT_TRUE(make(device::Kind::host)->device()->is_host());
}

}  // namespace
}  // namespace weir::runtime
