// SPDX-License-Identifier: Apache-2.0
// include/weir/cache_claim.h
#include "weir/cache_claim.h"

#include "api/buffer.hpp"
#include "api/cache.hpp"
#include "api/options.hpp"
#include "cache/claim.hpp"

using namespace weir;
using namespace weir::api;

struct weir_claim : Handle<cache::Claim, tag("clam")> {
  static constexpr const char* kName = "weir_claim";
  using Handle::Handle;
};

namespace {

cache::AskOptions ask_options(const weir_claim_options* options) {
  const weir_claim_options theirs = read_options(options);
  if ((theirs.flags & ~uint32_t{WEIR_CLAIM_UNBOUND}) != 0) {
    fail(Status::invalid, "flags is %u: write WEIR_CLAIM_UNBOUND or 0", theirs.flags);
  }
  cache::AskOptions ours;
  if (theirs.wait_ns != 0) ours.wait_ns = theirs.wait_ns;
  ours.unbound = (theirs.flags & WEIR_CLAIM_UNBOUND) != 0;
  return ours;
}

Status give_value(weir_buffer** out, cache::Asked& asked) {
  return asked.value == nullptr ? asked.status : give(out, std::move(asked.value));
}

}  // namespace

weir_status weir_cache_get_or_compute(weir_cache* cache, const void* key, size_t key_size,
                                      const weir_claim_options* options, weir_compute_fn fn,
                                      void* user, weir_user_free user_free,
                                      weir_buffer** value_out) {
  return guard(__func__, [&] {
    const base::User owned = base::own_user(user, user_free);
    clear_output(value_out, "value_out");
    if (fn == nullptr) fail(Status::invalid, "fn is NULL");
    const auto used = use(cache, "cache");
    if (key == nullptr && key_size != 0) {
      fail(Status::invalid, "key is NULL, of %zu bytes", key_size);
    }
    const std::string name(static_cast<const char*>(key), key_size);  // it may outlive this call
    const cache::Compute compute = [fn, owned, name](cache::Claim& claim) {
      // Lent to fn: it holds the claim without owning it.
      weir_claim handle(std::shared_ptr<cache::Claim>(std::shared_ptr<void>(), &claim));
      const weir_status status = fn(owned.get(), &handle, name.data(), name.size());
      handle.untag();
      return static_cast<Status>(status);
    };
    cache::Asked asked =
        cache::get_or_compute(used, name.data(), name.size(), ask_options(options), compute);
    return give_value(value_out, asked);
  });
}

weir_status weir_cache_claim(weir_cache* cache, const void* key, size_t key_size,
                             const weir_claim_options* options, weir_buffer** value_out,
                             weir_claim** claim_out) {
  return guard(__func__, [&] {
    clear_output(value_out, "value_out");
    clear_output(claim_out, "claim_out");
    const auto used = use(cache, "cache");
    cache::Asked asked = used->ask(key, key_size, ask_options(options));
    if (asked.claim == nullptr) return give_value(value_out, asked);
    give(claim_out, std::move(asked.claim));
    try {
      return give_value(value_out, asked);
    } catch (...) {
      release(std::exchange(*claim_out, nullptr));
      throw;
    }
  });
}

weir_status weir_claim_settle(weir_claim* claim, weir_status outcome, const void* value,
                              size_t value_size, const weir_cache_put_options* options) {
  return guard(__func__, [&] {
    const cache::PutOptions ours = put_options(options);
    cache::Taken taken(value, value_size, ours);
    use(claim, "claim")->settle(static_cast<Status>(outcome), value, value_size, ours, taken);
    return Status::ok;
  });
}

void weir_claim_free(weir_claim* claim) {
  release(claim);
}
