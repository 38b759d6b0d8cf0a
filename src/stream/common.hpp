// SPDX-License-Identifier: Apache-2.0
// What all streams of one pool share: where they copy, by which rules, and how they count.
//
// Threads: Shared.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/life.hpp"
#include "device/device.hpp"
#include "memory/charge.hpp"
#include "stream/lane.hpp"
#include "work/pool.hpp"

namespace weir::stream {

// Bytes in flight, kept under a limit. What is larger than the limit goes alone. First come, first
// served: small ones that would still fit wait behind a large one, which otherwise might never find
// the room it needs.
class Window {
 public:
  explicit Window(uint64_t limit) : limit_(limit) {}
  void acquire(uint64_t bytes);
  void release(uint64_t bytes);
  void set_limit(uint64_t limit);
  uint64_t limit() const;
  uint64_t peak() const;
  // Threads inside acquire() that have to wait.
  uint64_t waiting() const;

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable freed_;
  uint64_t limit_;
  uint64_t came_ = 0;    // to acquire()
  uint64_t served_ = 0;  // in that order
  uint64_t used_ = 0;
  uint64_t peak_ = 0;
};

// Errors that nobody asked for by a ticket. They wait here for whoever synchronizes next.
class Ledger {
 public:
  // Without memory for the text, the status alone is kept.
  void record(Status status, const std::string& text) noexcept;
  // Throws the first error recorded since the last call, with how many more there were.
  void settle();
  // Moves everything to another ledger, which then tells it.
  void move_to(Ledger& other);

 private:
  std::mutex mutex_;
  uint64_t count_ = 0;
  Status status_ = Status::ok;
  std::string text_;
};

// The time during which at least one stream was at work.
class ActiveTime {
 public:
  void enter(uint64_t now_ns);
  void leave(uint64_t now_ns);
  uint64_t total_ns(uint64_t now_ns) const;

 private:
  mutable std::mutex mutex_;
  uint32_t busy_ = 0;
  uint64_t since_ns_ = 0;
  uint64_t total_ns_ = 0;
};

struct Common {
  using Sleep = void (*)(uint64_t ns);

  std::shared_ptr<device::Device> device;
  std::shared_ptr<memory::Budget> budget;
  std::shared_ptr<Link> link;           // to the device; all pools of a runtime share one
  std::shared_ptr<work::Pool> workers;  // may be NULL: nothing is split
  base::LifePtr life;
  size_t processors = 1;
  base::ClockFn clock = base::monotonic_ns;
  Sleep sleep = nullptr;  // between tries

  std::atomic<uint32_t> retries{0};
  std::atomic<bool> profiling{true};
  std::atomic<uint64_t> splits{0};  // times that less went at once, because memory was short
  Window window{0};
  ActiveTime active;
};

}  // namespace weir::stream
