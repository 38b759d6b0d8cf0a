// SPDX-License-Identifier: Apache-2.0
#include "monitor/pressure_thread.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/status.hpp"

namespace weir::monitor {

std::shared_ptr<Pressure::Thread> Pressure::Thread::start(std::shared_ptr<Pressure> pressure,
                                                          const std::function<int()>& open_trigger,
                                                          short trigger_events) {
  std::shared_ptr<Thread> self(new Thread);
  self->wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake_ < 0) fail_errno(Status::io, errno, "memory cannot be watched");
  self->trigger_ = open_trigger ? open_trigger() : -1;
  self->trigger_events_ = trigger_events;
  try {
    // The thread holds both: whoever stops it from inside need not wait for it.
    self->thread_ = std::thread([self, pressure = std::move(pressure)] { self->run(*pressure); });
  } catch (const std::system_error& error) {
    fail(Status::io, "no thread can be started to watch memory: %s", error.what());
  }
  return self;
}

Pressure::Thread::~Thread() {
  if (trigger_ >= 0) close(trigger_);
  if (wake_ >= 0) close(wake_);
}

void Pressure::Thread::stop() noexcept {
  stopping_ = true;
  const uint64_t one = 1;
  while (write(wake_, &one, sizeof one) < 0 && errno == EINTR) continue;
  if (thread_.get_id() == std::this_thread::get_id()) {
    thread_.detach();
  } else if (thread_.joinable()) {
    thread_.join();
  }
}

void Pressure::Thread::run(Pressure& pressure) {
  const uint64_t ms = std::max<uint64_t>(1, pressure.options_.interval_ns / 1'000'000);
  const int sleep = ms > 3'600'000 ? 3'600'000 : static_cast<int>(ms);
  while (!stopping_) {
    // Without memory for a sample there is none; the next may find some.
    base::contained([&] { pressure.round(); });
    if (stopping_) return;
    pollfd files[2] = {{wake_, POLLIN, 0}, {trigger_, trigger_events_, 0}};
    if (poll(files, trigger_ >= 0 ? 2 : 1, sleep) <= 0) continue;
    if (trigger_ >= 0 && (files[1].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
      close(trigger_);  // its group is gone: the interval alone, then
      trigger_ = -1;
    }
  }
}

}  // namespace weir::monitor
