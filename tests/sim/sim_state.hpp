// SPDX-License-Identifier: Apache-2.0
// The simulated device's streams and events, for its own files.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "sim_device.hpp"

namespace weir::sim {

struct SimDevice::Stream {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Step> queue;
  bool busy = false;
  bool ending = false;
  int32_t first_fault = device::kOk;  // that no event has taken over
  std::thread thread;
  std::atomic<int> wraps{0};  // handles by stream_wrap() that have not ended
};

struct SimDevice::Event {
  std::mutex mutex;
  std::condition_variable changed;
  uint64_t recorded = 0;
  uint64_t reached = 0;
  int32_t fault = device::kOk;
  std::chrono::steady_clock::time_point at;
};

inline int32_t say(device::Failure* failure, int32_t code, const char* text) {
  failure->code = code;
  failure->native = 700;
  std::snprintf(failure->text, sizeof failure->text, "%s", text);
  return code;
}

}  // namespace weir::sim
