// SPDX-License-Identifier: Apache-2.0
// The runtime's device, and its pools of streams.
#include <algorithm>
#include <condition_variable>

#include "base/status.hpp"
#include "device/probe.hpp"
#include "runtime/runtime.hpp"

namespace weir::runtime {

// Set by whichever thread ends a pool, when nothing of it is left.
struct Runtime::PoolEnd {
  void set() {
    const std::lock_guard lock(mutex);
    over = true;
    signal.notify_all();
  }
  bool seen() {
    const std::lock_guard lock(mutex);
    return over;
  }
  void wait() {
    std::unique_lock lock(mutex);
    signal.wait(lock, [this] { return over; });
  }

  std::mutex mutex;
  std::condition_variable signal;
  bool over = false;
};

std::shared_ptr<device::Device> Runtime::device() {
  return device_.get(*life_, [&] {
    if (options_.device == device::Kind::host) return device::make_host();
    if (options_.device == device::Kind::cuda) {
      try {
        return std::make_shared<device::Device>(device::open_cuda());
      } catch (const Error& error) {
        if (error.status() != Status::unsupported) throw;
        fail(Status::unsupported, "this runtime insists on a CUDA device, and there is none: %s",
             error.what());
      }
    }
    if (!device::probe_cuda().present) return device::make_host();
    return std::make_shared<device::Device>([refusal = refusal_, log = log_] {
      try {
        return device::open_cuda();
      } catch (const Error& error) {
        if (error.status() != Status::unsupported) throw;
        log->write(base::Level::warning, "the host does the work of the GPU: %s", error.what());
        const std::lock_guard lock(refusal->mutex);
        refusal->text = error.what();
        return device::host_table();
      }
    });
  });
}

std::vector<device::Seen> Runtime::devices() const {
  std::string refusal;
  {
    const std::lock_guard lock(refusal_->mutex);
    refusal = refusal_->text;
  }
  return device::look_around(refusal);
}

device::Kind Runtime::device_kind() const {
  if (options_.device != device::Kind::automatic) return options_.device;
  for (const device::Seen& seen : devices()) {
    if (seen.kind == device::Kind::cuda && seen.available) return seen.kind;
  }
  return device::Kind::host;
}

std::shared_ptr<stream::DevicePool> Runtime::make_device_pool(
    const stream::DevicePool::Options& options) {
  check();
  return stream::DevicePool::create(options, {device(), budget_, life_});
}

std::shared_ptr<stream::Pool> Runtime::make_stream_pool(const stream::PoolOptions& options) {
  check();
  stream::Pool::Parts parts;
  parts.device = device();
  parts.budget = budget_;
  parts.link =
      link_.get(*life_, [&] { return std::make_shared<stream::Link>(parts.device, parts.budget); });
  parts.workers = workers();
  parts.life = life_;
  const auto end = std::make_shared<PoolEnd>();
  parts.ended = [end] { end->set(); };
  auto pool = stream::Pool::create(options, std::move(parts));
  const std::lock_guard lock(pools_mutex_);
  std::erase_if(pools_, [](const PoolEntry& entry) { return entry.end->seen(); });
  pools_.push_back({pool, end});
  return pool;
}

std::shared_ptr<stream::Pool> Runtime::stream_pool(const stream::PoolOptions& options,
                                                   bool size_asked) {
  auto pool = stream_pool_.get(*life_, [&] { return make_stream_pool(options); });
  const uint32_t size = pool->size();
  if (size_asked && size != options.size) {
    log_->write(base::Level::warning,
                "the shared stream pool keeps its %u streams: %u were asked for, which is what "
                "weir_stream_pool_configure() is for",
                size, options.size);
  }
  return pool;
}

// A pool made while the shutdown began finds its life over at its first call.
void Runtime::end_pools() {
  std::vector<PoolEntry> pools;
  {
    const std::lock_guard lock(pools_mutex_);
    pools.swap(pools_);
  }
  for (const PoolEntry& entry : pools) {
    if (const auto pool = entry.pool.lock()) {
      pool->close();
    } else {
      entry.end->wait();  // another thread is ending it
    }
  }
  stream_pool_.take();
}

}  // namespace weir::runtime
