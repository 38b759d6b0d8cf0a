// SPDX-License-Identifier: Apache-2.0
// Proves: a plugin is loaded or refused in words, the CUDA plugin of this build loads and says why
// it finds no GPU where there is none, a fork's child is told instead of crashing, the program
// still exits, and the management library is asked without starting a driver.
#include "device/plugin.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "device/nvml.hpp"
#include "device/probe.hpp"

namespace weir::device {
namespace {

std::string refusal(const std::string& path) {
  try {
    const auto device = std::make_shared<Device>(open_plugin(path));
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::unsupported);
    return error.what();
  }
}

// In a child, since a process that opened a plugin once is marked by it. Its exit code: 0 when all
// was well, by the checks as well as by the body.
int in_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    const int code = body();
    std::exit(code == 0 && testing::Test::HasFailure() ? 99 : code);  // with all exit handlers
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

TEST(Plugin, WhatIsNoPluginIsNamed) {
  EXPECT_NE(refusal("/nowhere/libweir_cuda.so").find("/nowhere/libweir_cuda.so"),
            std::string::npos);
  EXPECT_NE(refusal("libc.so.6").find("libc.so.6 is not a device plugin"), std::string::npos);
}

TEST(Plugin, ARefusalComesWithTheDriversWords) {
  EXPECT_EQ(in_child([] {
              setenv("WEIR_SIM_REFUSE", "the link is down", 1);
              EXPECT_EQ(refusal(SIM_PLUGIN), "the link is down (driver code 35)");
              unsetenv("WEIR_SIM_REFUSE");
              EXPECT_EQ(refusal(SIM_PLUGIN), "") << "and it may be asked again";
              return 0;
            }),
            0);
}

TEST(Plugin, TheCudaPluginOfThisBuildLoadsAndExplainsItself) {
  if (std::string(CUDA_PLUGIN).empty()) GTEST_SKIP() << "this build has no CUDA plugin";
  const int code = in_child([] {
    const std::string why = refusal(CUDA_PLUGIN);
    if (why.empty()) return 2;  // a GPU: the conformance suite has more to say
    if (access("/dev/nvidiactl", F_OK) == 0) return 3;
    const bool said = why.find("no NVIDIA driver is installed") != std::string::npos ||
                      why.find("toolkit's stub") != std::string::npos;
    if (!said) fprintf(stderr, "%s\n", why.c_str());
    return said ? 0 : 1;
  });
  EXPECT_TRUE(code == 0 || code == 2 || code == 3) << code;
}

TEST(Plugin, AForkedChildIsToldThatItsParentStartedTheDriver) {
  EXPECT_EQ(in_child([] {
              const auto device = std::make_shared<Device>(open_plugin(SIM_PLUGIN));
              if (process_over() != 0) return 1;
              const int inner = in_child([] {
                if (process_over() == 0) return 2;
                return refusal(SIM_PLUGIN).find("forked") != std::string::npos ? 0 : 3;
              });
              return inner;
            }),
            0);
  EXPECT_EQ(in_child([] { return refusal(SIM_PLUGIN).empty() ? 0 : 1; }), 0)
      << "a child whose parent never did may start it";
}

TEST(Plugin, WhatTheEnvironmentNamesAnswersForItself) {
  const auto body = [] {
    setenv("WEIR_DEVICE_PLUGIN", "/nowhere/else.so", 1);
    EXPECT_TRUE(cuda_plugin_named());
    EXPECT_NE(probe_cuda().reason.find("/nowhere/else.so is missing"), std::string::npos);
    setenv("WEIR_DEVICE_PLUGIN", SIM_PLUGIN, 1);
    EXPECT_TRUE(probe_cuda().present);
    EXPECT_TRUE(look_around()[1].available);
    EXPECT_EQ(look_around("it broke")[1].reason, "it broke");
    const auto device = std::make_shared<Device>(open_cuda());
    EXPECT_STREQ(device->info().name, "simulated device");
    unsetenv("WEIR_DEVICE_PLUGIN");
    EXPECT_FALSE(cuda_plugin_named());
    return 0;
  };
  EXPECT_EQ(in_child(body), 0);
}

TEST(Probe, HiddenGpusAreSaidToBeHidden) {
  setenv("CUDA_VISIBLE_DEVICES", "", 1);
  EXPECT_NE(probe_cuda().reason.find("CUDA_VISIBLE_DEVICES hides"), std::string::npos);
  setenv("CUDA_VISIBLE_DEVICES", "-1", 1);
  EXPECT_NE(probe_cuda().reason.find("CUDA_VISIBLE_DEVICES hides"), std::string::npos);
  unsetenv("CUDA_VISIBLE_DEVICES");
}

TEST(Nvml, TellsTheFirstVisibleGpu) {
  EXPECT_FALSE(ask_nvml("libnowhere.so.1").has_value());
  EXPECT_FALSE(ask_nvml("libc.so.6").has_value()) << "a library without its calls";
  const auto first = ask_nvml(FAKE_NVML);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->name, "Fake GPU 0");
  EXPECT_EQ(first->memory_bytes, uint64_t{100} << 30);
  setenv("CUDA_VISIBLE_DEVICES", "1,0", 1);
  EXPECT_EQ(ask_nvml(FAKE_NVML)->name, "Fake GPU 1");
  setenv("CUDA_VISIBLE_DEVICES", "GPU-two,0", 1);
  EXPECT_EQ(ask_nvml(FAKE_NVML)->name, "Fake GPU 2");
  setenv("CUDA_VISIBLE_DEVICES", "7", 1);
  EXPECT_FALSE(ask_nvml(FAKE_NVML).has_value());
  unsetenv("CUDA_VISIBLE_DEVICES");
}

}  // namespace
}  // namespace weir::device
