// SPDX-License-Identifier: Apache-2.0
#include "runtime/runtime.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "base/callback.hpp"
#include "base/status.hpp"
#include "device/probe.hpp"
#include "memory/budget.hpp"
#include "work/wait.hpp"

namespace weir::runtime {
namespace {

device::Kind device_from_environment() {
  const char* text = std::getenv("WEIR_DEVICE");
  if (text == nullptr) return device::Kind::automatic;
  const std::string_view value = text;
  if (value == "auto") return device::Kind::automatic;
  if (value == "host") return device::Kind::host;
  if (value == "cuda") return device::Kind::cuda;
  fail(Status::invalid,
       "the environment variable WEIR_DEVICE is \"%s\": set it to host, cuda or auto", text);
}

// Who insists on a GPU hears at once that there cannot be one. What only opening it tells is told
// by the first pool: opening starts the driver, after which a process may not fork with it.
void insist_on_cuda(const char* who) {
  const device::Probe cuda = device::probe_cuda();
  if (cuda.present) return;
  fail(Status::unsupported,
       "%s insists on a CUDA device, and there is none: %s; \"auto\" takes the host where there is "
       "no GPU",
       who, cuda.reason.c_str());
}

Options complete(Options options) {
  if (options.worker_count > Runtime::kMaxWorkers) {
    fail(Status::invalid, "worker_count is %u: at most %u workers can be had", options.worker_count,
         Runtime::kMaxWorkers);
  }
  if (options.device > device::Kind::cuda) {
    fail(Status::invalid, "device is %u: use WEIR_DEVICE_AUTO, _HOST or _CUDA",
         static_cast<unsigned>(options.device));
  }
  const bool asked = options.device != device::Kind::automatic;
  if (!asked) options.device = device_from_environment();
  if (options.device == device::Kind::cuda) {
    insist_on_cuda(asked ? "the option `device`" : "the environment variable WEIR_DEVICE");
  }
  if (options.worker_count == 0) options.worker_count = base::usable_cpus();
  return options;
}

}  // namespace

Runtime::Runtime(const Options& options)
    : life_(std::make_shared<base::Life>()),
      memory_limit_(base::find_memory_limit()),
      options_(complete(options)),
      log_(std::make_shared<base::Log>()),
      budget_(std::make_shared<memory::Budget>(0)) {
  set_memory_budget(options_.memory_budget_bytes);
}

std::shared_ptr<Runtime> Runtime::create(const Options& options) {
  return std::shared_ptr<Runtime>(new Runtime(options), [](Runtime* runtime) {
    if (runtime->life_->stale()) return;
    if (!work::Pool::on_worker() && !work::NoWaiting::active()) {
      delete runtime;
    } else if (!base::contained([&] { std::thread([runtime] { delete runtime; }).detach(); })) {
      // No thread to be had: the runtime is closed, and its threads sleep until the process ends.
      runtime->life_->close();
    }
  });
}

std::shared_ptr<work::Pool> Runtime::workers() {
  return workers_.get(*life_, [&] { return std::make_shared<work::Pool>(options_.worker_count); });
}

profile::Profiler::Parts Runtime::profiler_parts() const {
  profile::Profiler::Parts parts;
  parts.budget = budget_;
  parts.life = life_;
  return parts;
}

std::shared_ptr<profile::Profiler> Runtime::profiler() {
  return profiler_.get(*life_,
                       [&] { return std::make_shared<profile::Profiler>(profiler_parts()); });
}

void Runtime::shutdown() {
  if (life_->stale()) life_->check("runtime");  // which says so
  if (work::Pool::on_worker()) {
    fail(Status::invalid,
         "this is a worker's thread, and shutdown waits for the workers: call it from another");
  }
  work::NoWaiting::check("shutting a runtime down");
  end_parts();
}

void Runtime::end_parts() {
  life_->close();  // from here on every call is refused, and no part is made
  std::lock_guard lock(shutdown_mutex_);
  end_pressures();
  end_pools();
  end_caches();
  // The profiler ends with its last holder: nothing is recorded any more, and it can still be read.
  profiler_.take();
  memory_pool_.take();
  managed_.take();
  if (auto workers = workers_.take()) workers->stop();
  link_.take();
  device_.take();
}

}  // namespace weir::runtime
