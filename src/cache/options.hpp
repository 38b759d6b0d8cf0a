// SPDX-License-Identifier: Apache-2.0
// What a cache is asked to be, and what it counts.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/callback.hpp"
#include "base/clock.hpp"
#include "base/status.hpp"

namespace weir::cache {

// Good to some milliseconds, and four times as fast to ask as the exact one.
inline uint64_t coarse_ns() noexcept {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

inline constexpr uint64_t kForever = UINT64_MAX;

struct Options {
  uint64_t capacity_bytes = uint64_t{64} << 20;
  uint64_t max_entries = UINT64_MAX;
  uint64_t ttl_ns = 0;       // of entries that are put without one; 0: for ever
  uint64_t soft_ttl_ns = 0;  // from when on they are stale; 0: never
  bool sliding = false;
  bool lru = false;          // the least recently used goes first, instead of the policy
  uint32_t shard_count = 0;  // 0: by size and processors
  base::ClockFn clock = coarse_ns;

  bool operator==(const Options&) const = default;
};

struct PutOptions {
  uint64_t ttl_ns = 0;       // 0: the cache's; kForever: none
  bool sliding = false;      // or as the cache says
  uint64_t extra_bytes = 0;  // memory that the value stands for, beside its own size
  void (*value_free)(void* object) = nullptr;  // the value is a pointer, ended by this
  uint64_t soft_ttl_ns = 0;                    // 0: the cache's; kForever: none
  // What the entry depends on: keys, or names that no entry has. Borrowed during the call.
  std::vector<std::string_view> names = {};
  Status status = Status::ok;  // else it stands for "there is none", or for an error
};

// How a value is asked for that another thread may be computing.
struct AskOptions {
  uint64_t wait_ns = kForever;
  bool unbound = false;  // the claim belongs to no thread
};

// A pointer that was given as a value, until an entry has it: ended when the put fails before that.
class Taken {
 public:
  Taken(const void* value, size_t value_size, const PutOptions& options)
      : free_(options.value_free) {
    if (free_ == nullptr) return;
    if (value == nullptr || value_size != sizeof object_) {
      free_ = nullptr;
      fail(Status::invalid,
           "with value_free the value is a pointer, so value_size is %zu and not %zu",
           sizeof object_, value_size);
    }
    std::memcpy(&object_, value, sizeof object_);
  }
  ~Taken() {
    if (free_ != nullptr) base::contained([&] { free_(object_); });
  }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  void given() noexcept { free_ = nullptr; }

 private:
  void (*free_)(void* object);
  void* object_ = nullptr;
};

struct Stats {
  uint64_t capacity_bytes, max_entries, ttl_ns;
  uint64_t entries, bytes, pinned_bytes, expired_entries;
  uint64_t hits, misses, puts, evictions, evicted_bytes, expirations, removals, invalidations;
  uint64_t loads, load_failures, waits, stale_hits, store_failures;
  uint64_t policy_switches, timed_gets, timed_ns;
  uint32_t shards;
  bool lru;

  double hit_rate() const noexcept {
    const uint64_t asked = hits + misses;
    return asked == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(asked);
  }
  // How full it is, by the bound that it is nearer to, 0 to 1.
  double utilization() const noexcept {
    const double by_bytes = static_cast<double>(bytes) / static_cast<double>(capacity_bytes);
    const double by_count = static_cast<double>(entries) / static_cast<double>(max_entries);
    return by_bytes > by_count ? by_bytes : by_count;
  }
  double mean_get_ns() const noexcept {
    return timed_gets == 0 ? 0 : static_cast<double>(timed_ns) / static_cast<double>(timed_gets);
  }
};

}  // namespace weir::cache
