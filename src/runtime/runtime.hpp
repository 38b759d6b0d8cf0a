// SPDX-License-Identifier: Apache-2.0
// The one place that makes what a program shares: the budget, the log, and, on first use, the
// workers, the device, the profiler, the shared stream pool and the named caches. Two runtimes
// share nothing.
//
// Life: the parts never hold the runtime, so there is no circle. What they need of it they hold
// themselves: the Life, to learn of a shutdown, and each other. Handles of children hold both their
// part and the runtime (api/runtime.hpp: keep_with), so it ends with the last of them, whatever the
// order of freeing. Buffers hold the budget only and never keep a runtime running. shutdown() ends
// the parts in this order, each when those that use it are done: streams, profiler, workers,
// device; memory goes with its last holder.
//
// Fork: everything made before fork() answers Error(closed) in the child, before any lock is taken.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/life.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "cache/cache.hpp"
#include "device/device.hpp"
#include "device/probe.hpp"
#include "memory/pool.hpp"
#include "profile/profiler.hpp"
#include "runtime/lazy.hpp"
#include "stream/device_pool.hpp"
#include "stream/pool.hpp"
#include "work/pool.hpp"

namespace weir::memory {
class Budget;
class ManagedStore;
}  // namespace weir::memory
namespace weir::monitor {
class Pressure;
}

namespace weir::runtime {

struct Options {
  uint64_t memory_budget_bytes = 0;               // 0: WEIR_MEMORY_LIMIT, or half of the limit seen
  uint32_t worker_count = 0;                      // 0: the usable CPUs
  device::Kind device = device::Kind::automatic;  // automatic: what WEIR_DEVICE says, if anything
};

class Runtime {
 public:
  static constexpr uint32_t kMaxWorkers = 4096;

  // The end of the last pointer shuts it down. In a fork's child it is left alone instead: its
  // threads are not there to be joined and its locks may be held for ever. When the last pointer
  // ends in a worker, which cannot wait for itself, a thread of its own does it.
  static std::shared_ptr<Runtime> create(const Options& options);

  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // Error(closed) once shut down, and in a fork's child.
  void check() const { life_->check("runtime"); }
  const base::LifePtr& life() const noexcept { return life_; }

  // Idempotent. Returns when everything is over, also to those who asked second. Error(invalid) in
  // a worker, which would wait for itself.
  void shutdown();

  // The shared parts, made on first use.
  std::shared_ptr<work::Pool> workers();
  std::shared_ptr<profile::Profiler> profiler();
  // Error(unsupported) when the runtime insists on a device that cannot be used. One that it does
  // not insist on is opened by the first thing that needs it, and when that fails the host takes
  // its place, with a warning in the log.
  std::shared_ptr<device::Device> device();
  // Every device there could be, the one that this runtime uses being `chosen`; no driver is
  // started to find out.
  std::vector<device::Seen> devices() const;
  device::Kind device_kind() const;
  // The shared pool. It is made as the first caller wants it; when a later one has asked for
  // another size, that is a warning in the log.
  std::shared_ptr<stream::Pool> stream_pool(const stream::PoolOptions& options, bool size_asked);
  // A pool of its own; a shutdown ends it too.
  std::shared_ptr<stream::Pool> make_stream_pool(const stream::PoolOptions& options);
  // A pool of the device's memory. It ends with its last holder.
  std::shared_ptr<stream::DevicePool> make_device_pool(const stream::DevicePool::Options& options);
  // The cache of this name, made as the first caller wants it; when a later one has asked for
  // something else, that is a warning in the log. An empty name: a cache that nobody shares.
  std::shared_ptr<cache::Cache> cache(const std::string& name, const cache::Options& options,
                                      bool options_asked);
  // Forgets a name; the cache ends with its last holder. False when there is no such name.
  bool remove_cache(const std::string& name);
  // Those with a name, in its order.
  std::vector<std::shared_ptr<cache::Cache>> caches();
  // The shared pool of memory blocks, and pools of their own. They end with their last holder.
  std::shared_ptr<memory::Pool> memory_pool();
  std::shared_ptr<memory::Pool> make_memory_pool(memory::Pool::Options options);
  // The buffers that yield. They end with their last holder.
  std::shared_ptr<memory::ManagedStore> managed();
  // A hold on something that watches memory; a shutdown ends its thread.
  std::shared_ptr<monitor::Pressure> keep(std::shared_ptr<monitor::Pressure> pressure);
  // What a profiler of this runtime is made from.
  profile::Profiler::Parts profiler_parts() const;

  memory::Budget& budget() const noexcept { return *budget_; }
  const std::shared_ptr<memory::Budget>& shared_budget() const noexcept { return budget_; }
  const std::shared_ptr<base::Log>& log() const noexcept { return log_; }

  const Options& options() const noexcept {
    return options_;
  }  // with the machine's own numbers where 0 was asked for, but for the budget
  const base::MemoryLimit& memory_limit() const noexcept { return memory_limit_; }
  // 0: what a runtime without the option gets. Error(invalid) for a bad WEIR_MEMORY_LIMIT.
  void set_memory_budget(uint64_t bytes);
  // Who decided the budget: "options", "WEIR_MEMORY_LIMIT", or "half of " and a file.
  std::string budget_source() const;

 private:
  explicit Runtime(const Options& options);
  ~Runtime() { end_parts(); }
  void end_parts();
  void end_pools();
  void end_caches();
  void end_pressures();

  const base::LifePtr life_;
  const base::MemoryLimit memory_limit_;
  const Options options_;
  const std::shared_ptr<base::Log> log_;
  mutable std::mutex budget_mutex_;  // guards budget_source_
  std::string budget_source_;
  const std::shared_ptr<memory::Budget> budget_;
  std::mutex shutdown_mutex_;
  Lazy<work::Pool> workers_;
  Lazy<memory::Pool> memory_pool_;
  Lazy<memory::ManagedStore> managed_;
  Lazy<profile::Profiler> profiler_;
  Lazy<device::Device> device_;
  Lazy<stream::Link> link_;
  // Why the CUDA device that looked usable was not, once it was tried.
  struct Refusal {
    std::mutex mutex;
    std::string text;
  };
  const std::shared_ptr<Refusal> refusal_ = std::make_shared<Refusal>();
  Lazy<stream::Pool> stream_pool_;
  std::mutex caches_mutex_;  // guards caches_
  std::map<std::string, std::shared_ptr<cache::Cache>> caches_;
  const std::shared_ptr<cache::Waits> waits_ = std::make_shared<cache::Waits>();
  std::mutex pressures_mutex_;  // guards pressures_
  std::vector<std::weak_ptr<monitor::Pressure>> pressures_;
  struct PoolEnd;
  struct PoolEntry {
    std::weak_ptr<stream::Pool> pool;
    std::shared_ptr<PoolEnd> end;  // a pool's last copies go on after its last pointer went
  };
  std::mutex pools_mutex_;        // guards pools_
  std::vector<PoolEntry> pools_;  // all that are not over, for the shutdown
};

// The process-wide runtime: made on first use with all defaults, made again after it was shut down
// and in a fork's child, and never destroyed at exit, when other threads may still be using it.
std::shared_ptr<Runtime> process_runtime();

}  // namespace weir::runtime
