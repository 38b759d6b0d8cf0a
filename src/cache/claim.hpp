// SPDX-License-Identifier: Apache-2.0
// Get or compute, once for all who ask: whoever finds nothing gets a claim on the key, and the
// others wait until the claim is settled with a value, with "there is nothing", or with an error.
// A claim that ends unsettled goes to one of those who wait.
//
// Threads: a claim is Confined to whoever holds it, in any thread; the rest is Shared.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cache/cache.hpp"
#include "cache/flights.hpp"

namespace weir::cache {

class Claim {
 public:
  Claim(std::shared_ptr<Cache> cache, FlightPtr flight)
      : cache_(std::move(cache)), flight_(std::move(flight)) {}
  ~Claim();
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  // Once. `ok`: the value. `miss`: there is none; an error: why. These two are remembered for
  // options.ttl_ns, if that is not 0, and `value` is the error's text. When the cache cannot keep
  // it those who wait have it all the same, and this throws why.
  void settle(Status outcome, const void* value, size_t value_size, PutOptions options,
              Taken& taken);
  bool settled() const noexcept { return settled_; }
  // What it was settled with.
  Asked answer() const;
  // From now on it is this thread that computes.
  void bind() noexcept { flight_->owner.store(this_thread()); }
  Cache& cache() const noexcept { return *cache_; }

 private:
  const std::shared_ptr<Cache> cache_;
  const FlightPtr flight_;
  bool settled_ = false;
};

// Calls `compute` when nothing is kept under the key: here, or, when what is kept is only stale, in
// the background. It settles the claim, or returns, or throws, why it did not.
using Compute = std::function<Status(Claim& claim)>;
Asked get_or_compute(const std::shared_ptr<Cache>& cache, const void* key, size_t key_size,
                     const AskOptions& options, Compute compute);

}  // namespace weir::cache
