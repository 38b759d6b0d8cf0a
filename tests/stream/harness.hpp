// SPDX-License-Identifier: Apache-2.0
// What the stream tests stand on: a pool over a device, arrays of doubles, and waits that end.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "device/device.hpp"
#include "memory/budget.hpp"
#include "sim_device.hpp"
#include "stream/pool.hpp"
#include "work/wait.hpp"

namespace weir::stream {

// Sleeps between tries are counted, not slept.
inline constinit std::atomic<uint64_t> pauses{0};
inline void count_pause(uint64_t) {
  pauses.fetch_add(1);
}

struct Fixture {
  explicit Fixture(std::shared_ptr<device::Device> on, PoolOptions options = {},
                   uint64_t budget_bytes = uint64_t{1} << 30)
      : device(std::move(on)), budget(std::make_shared<memory::Budget>(budget_bytes)) {
    pauses = 0;
    Pool::Parts parts;
    parts.device = device;
    parts.budget = budget;
    parts.life = std::make_shared<base::Life>();
    parts.sleep = count_pause;
    life = parts.life;
    pool = Pool::create(options, std::move(parts));
  }

  std::shared_ptr<device::Device> device;
  std::shared_ptr<memory::Budget> budget;
  base::LifePtr life;
  std::shared_ptr<Pool> pool;
};

// Some doubles on the host, or room for them on the device.
class Values {
 public:
  explicit Values(size_t count, double first = 0) : count_{count}, host_(count) {
    for (size_t i = 0; i < count; ++i) host_[i] = first + static_cast<double>(i);
  }
  Values(size_t count, device::Device& on) : count_{count}, block_(on.allocate(count * 8)) {}

  Array array() {
    void* data = block_ ? block_.get() : host_.data();
    return {Dtype::f64, 1, block_ ? device::kDevice : device::kHost, data, count_, nullptr};
  }
  const std::vector<double>& host() const { return host_; }

 private:
  uint64_t count_[1];
  std::vector<double> host_;
  std::shared_ptr<void> block_;
};

// The test's own time limit ends a wait for something that never comes.
inline void wait_until(const std::function<bool()>& true_at_last) {
  while (!true_at_last()) std::this_thread::yield();
}

inline Status outcome(const std::function<void()>& call, std::string* text = nullptr) {
  try {
    call();
    return Status::ok;
  } catch (const Error& error) {
    if (text != nullptr) *text = error.what();
    return error.status();
  }
}

}  // namespace weir::stream
