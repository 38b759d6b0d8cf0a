// SPDX-License-Identifier: Apache-2.0
// The one thread of a pressure monitor: a round, then sleep until the interval is over, the kernel
// tells of work that stands still, or somebody stops it.
//
// Threads: stop() from any; from the thread itself it does not wait.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "monitor/pressure.hpp"

namespace weir::monitor {

class Pressure::Thread {
 public:
  // Error(io) when there is no thread to be had.
  static std::shared_ptr<Thread> start(std::shared_ptr<Pressure> pressure,
                                       const std::function<int()>& open_trigger,
                                       short trigger_events);
  ~Thread();
  void stop() noexcept;

 private:
  Thread() = default;
  void run(Pressure& pressure);

  int wake_ = -1, trigger_ = -1;
  short trigger_events_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace weir::monitor
