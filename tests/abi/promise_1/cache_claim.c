/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/cache_claim.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_cache_claim[];

PROMISE(WEIR_CLAIM_UNBOUND == 1);
PROMISE(sizeof(weir_claim_options) >= 16);
PROMISE_FIELD(weir_claim_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_claim_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_claim_options, wait_ns, 8, uint64_t);

typedef weir_status (*weir_compute_fn)(void* user, weir_claim* claim, const void* key,
                                       size_t key_size);

weir_status weir_cache_get_or_compute(weir_cache* cache, const void* key, size_t key_size,
                                      const weir_claim_options* options, weir_compute_fn fn,
                                      void* user, weir_user_free user_free,
                                      weir_buffer** value_out);
weir_status weir_cache_claim(weir_cache* cache, const void* key, size_t key_size,
                             const weir_claim_options* options, weir_buffer** value_out,
                             weir_claim** claim_out);
weir_status weir_claim_settle(weir_claim* claim, weir_status outcome, const void* value,
                              size_t value_size, const weir_cache_put_options* options);
void weir_claim_free(weir_claim* claim);

const promise_fn promise_cache_claim[] = {
    (promise_fn)weir_cache_get_or_compute,
    (promise_fn)weir_cache_claim,
    (promise_fn)weir_claim_settle,
    (promise_fn)weir_claim_free,
};
