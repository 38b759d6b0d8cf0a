// SPDX-License-Identifier: Apache-2.0
// The runtime's caches, by name.
#include <algorithm>

#include "base/status.hpp"
#include "runtime/runtime.hpp"

namespace weir::runtime {
namespace {

// The same, but for what a caller leaves to the library.
bool as_asked(const cache::Options& there, const cache::Options& asked) {
  return there.capacity_bytes == asked.capacity_bytes && there.max_entries == asked.max_entries &&
         there.ttl_ns == asked.ttl_ns && there.soft_ttl_ns == asked.soft_ttl_ns &&
         there.sliding == asked.sliding && there.lru == asked.lru &&
         (asked.shard_count == 0 || asked.shard_count == there.shard_count);
}

}  // namespace

std::shared_ptr<cache::Cache> Runtime::cache(const std::string& name, const cache::Options& options,
                                             bool options_asked) {
  check();
  const auto make = [&] {
    return cache::Cache::create(name, options, {budget_, life_, log_, workers(), waits_});
  };
  if (name.empty()) return make();
  std::shared_ptr<cache::Cache> found;
  {
    const std::lock_guard lock(caches_mutex_);
    check();  // the shutdown may have passed: nothing is kept after it
    auto& slot = caches_[name];
    if (slot != nullptr) {
      found = slot;
    } else {
      try {
        return slot = make();
      } catch (...) {
        caches_.erase(name);
        throw;
      }
    }
  }
  if (options_asked && !as_asked(found->options(), options)) {
    log_->write(base::Level::warning,
                "the cache \"%s\" is there already and stays as it was made: other options were "
                "asked for; remove it first, or take another name",
                name.c_str());
  }
  return found;
}

bool Runtime::remove_cache(const std::string& name) {
  check();
  std::shared_ptr<cache::Cache> ended;  // its end takes time: outside the lock
  const std::lock_guard lock(caches_mutex_);
  const auto found = caches_.find(name);
  if (found == caches_.end()) return false;
  ended = std::move(found->second);
  caches_.erase(found);
  return true;
}

std::vector<std::shared_ptr<cache::Cache>> Runtime::caches() {
  check();
  std::vector<std::shared_ptr<cache::Cache>> all;
  const std::lock_guard lock(caches_mutex_);
  all.reserve(caches_.size());
  for (const auto& [name, cache] : caches_) all.push_back(cache);
  return all;
}

void Runtime::end_caches() {
  std::map<std::string, std::shared_ptr<cache::Cache>> ended;
  const std::lock_guard lock(caches_mutex_);
  ended.swap(caches_);
}

}  // namespace weir::runtime
