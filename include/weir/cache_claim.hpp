// SPDX-License-Identifier: Apache-2.0
// weir/cache_claim.hpp: get or compute, once for all who ask, in C++. See weir/cache_claim.h.
#ifndef WEIR_CACHE_CLAIM_HPP
#define WEIR_CACHE_CLAIM_HPP

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/cache.hpp"
#include "weir/cache_claim.h"

namespace weir {

struct ClaimOptions {
  uint64_t wait_ns = 0;  // for another who computes; 0: as long as it takes; 1: not at all
  bool unbound = false;  // the claim belongs to no thread
};

namespace detail {
inline weir_claim_options raw_options(const ClaimOptions& options) {
  weir_claim_options raw{};
  raw.struct_size = sizeof raw;
  raw.flags = options.unbound ? WEIR_CLAIM_UNBOUND : 0;
  raw.wait_ns = options.wait_ns;
  return raw;
}
}  // namespace detail

// The task to compute one key's value; given up when it ends unsettled.
class Claim : public detail::Owner<weir_claim, weir_claim_free> {
 public:
  using Owner::Owner;

  // Throws WEIR_E_LIMIT or WEIR_E_NO_MEMORY when the cache did not keep it; those who wait have it.
  void settle(std::string_view value, const Cache::PutOptions& options = {}) {
    end(WEIR_OK, value, options);
  }
  // There is nothing under the key; remembered for so long.
  void settle_miss(uint64_t ttl_ns = 0) {
    Cache::PutOptions options;
    options.ttl_ns = ttl_ns;
    end(WEIR_MISS, {}, options);
  }
  void settle_error(weir_status status, std::string_view text, uint64_t ttl_ns = 0) {
    Cache::PutOptions options;
    options.ttl_ns = ttl_ns;
    end(status, text, options);
  }

 private:
  void end(weir_status outcome, std::string_view value, const Cache::PutOptions& options) {
    const Cache::RawPut raw(options);
    detail::check(weir_claim_settle(get(), outcome, value.data(), value.size(), raw.get()));
  }
};

// What weir_cache_claim() came to.
struct Claimed {
  weir_status status;  // WEIR_OK, WEIR_MISS, or WEIR_AGAIN: the time was over
  Buffer value;        // with WEIR_OK
  Claim claim;         // when the caller is the one to compute, or to refresh
};

inline Claimed claim(Cache& cache, std::string_view key, const ClaimOptions& options = {}) {
  const weir_claim_options raw = detail::raw_options(options);
  weir_buffer* value = nullptr;
  weir_claim* mine = nullptr;
  const weir_status status =
      detail::check(weir_cache_claim(cache.get(), key.data(), key.size(), &raw, &value, &mine));
  return {status, Buffer(value), Claim(mine)};
}

// The value under the key; what `compute` gives when there is none, computed once for all threads
// that ask. What it throws goes to those who wait as WEIR_E_CALLBACK, and is not remembered.
inline Buffer get_or_compute(Cache& cache, std::string_view key,
                             std::function<std::string(std::string_view key)> compute,
                             const Cache::PutOptions& put = {}, const ClaimOptions& options = {}) {
  using Work = std::function<void(weir_claim * mine, std::string_view key)>;
  // A refresh comes later: what is borrowed now is kept.
  const std::vector<std::string> names(put.names.begin(), put.names.end());
  Work work = [compute = std::move(compute), put, names](weir_claim* mine, std::string_view name) {
    std::string text;
    try {
      text = compute(name);
      // Where the cache has no room those who wait have the value all the same.
      Cache::PutOptions ours = put;
      ours.names.assign(names.begin(), names.end());
      const Cache::RawPut raw_put(ours);
      weir_claim_settle(mine, WEIR_OK, text.data(), text.size(), raw_put.get());
      return;
    } catch (const std::exception& error) {
      text = error.what();
    } catch (...) {
      text = "an exception of an unknown kind";
    }
    weir_claim_settle(mine, WEIR_E_CALLBACK, text.data(), text.size(), nullptr);
  };
  const auto run = [](void* user, weir_claim* mine, const void* name, size_t size) -> weir_status {
    if (!(WEIR_HOST_ENTER)) return WEIR_E_CALLBACK;
    (*static_cast<Work*>(user))(mine, {static_cast<const char*>(name), size});
    return WEIR_OK;
  };
  const weir_claim_options raw = detail::raw_options(options);
  weir_buffer* value = nullptr;
  detail::check(weir_cache_get_or_compute(cache.get(), key.data(), key.size(), &raw, run,
                                          detail::keep(std::move(work)), detail::drop<Work>,
                                          &value));
  return Buffer(value);
}

}  // namespace weir

#endif  // WEIR_CACHE_CLAIM_HPP
