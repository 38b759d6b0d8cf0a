/* SPDX-License-Identifier: Apache-2.0 */
/* weir/cache_claim.h: get or compute, once for all who ask.
 *
 * When many threads miss the same key, one of them computes and the others wait for it.
 * weir_cache_get_or_compute() does that with a function; weir_cache_claim() does it with
 * a claim, for those who would rather compute in their own way and place: a claim makes
 * its holder the one who computes, until it is settled or given up.
 *
 * A value past its soft time (soft_ttl_ns) is given out all the same, while one of those
 * who ask refreshes it. A key that is put, removed or cleared while its value is being
 * computed stays so: what was computed goes to those who waited already, and is not kept.
 */
#ifndef WEIR_CACHE_CLAIM_H
#define WEIR_CACHE_CLAIM_H

#include "weir/cache.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The task to compute one key's value.
 *
 * Threads: Confined, to whoever holds it; it may be settled in another thread.
 */
typedef struct weir_claim weir_claim;

/* How a claim is held. */
enum weir_claim_flag {
  /* Not by the thread that asks: for code that moves between threads. Then a thread is not told
     that it waits for itself, so give a wait_ns. */
  WEIR_CLAIM_UNBOUND = 1
};

typedef struct weir_claim_options {
  uint32_t struct_size; /* sizeof(weir_claim_options), as you compiled it */
  uint32_t flags;       /* WEIR_CLAIM_UNBOUND, or 0 */
  uint64_t wait_ns;     /* for another who computes; 0: as long as it takes; 1: not at all */
} weir_claim_options;

/* Computes the value of a key, and settles the claim with it before it returns.
 *
 * It runs in the thread that asked, or, for a value that is only stale, in one of the
 * runtime's workers; it may use this cache and others. When it returns without settling,
 * WEIR_MISS means that there is nothing under the key, an error that it failed. The claim
 * is lent: do not end it.
 */
typedef weir_status (*weir_compute_fn)(void* user, weir_claim* claim, const void* key,
                                       size_t key_size);

/* Looks a key up, and has the value computed when nothing is held under it.
 *
 * Threads that ask for one key at once share one computation. A stale value is given at
 * once and computed anew by a worker. Failing is not remembered, unless the claim was
 * settled so; it is told in the log. When the cache has no room for the value you get it
 * all the same, and the log says so.
 *
 * Copies: key; options, which may be NULL.
 * Takes: user, ended by user_free when the last call of fn is over, also when this fails.
 * Gives: value_out, to be ended with weir_buffer_free(); NULL unless WEIR_OK.
 * Blocks: while fn runs, here or elsewhere, but at most wait_ns for another's.
 * Errors: WEIR_MISS when there is nothing under the key, by what fn said (an answer);
 *         WEIR_AGAIN when another thread still computes it after wait_ns (an answer);
 *         what fn settled the claim with or returned, here or in the thread waited for;
 *         WEIR_E_CALLBACK when it threw, or said WEIR_OK and settled nothing;
 *         WEIR_E_INVALID for a NULL cache, fn or value_out, a NULL key of a size above zero, an
 *         unknown flag, and from inside the computation of this very key, by whatever detour
 *         over other threads: it would wait for itself;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_get_or_compute(weir_cache* cache, const void* key, size_t key_size,
                                               const weir_claim_options* options,
                                               weir_compute_fn fn, void* user,
                                               weir_user_free user_free, weir_buffer** value_out);

/* Looks a key up, and makes the caller the one to compute its value when there is none.
 *
 * WEIR_OK: value_out is the value; with a claim beside it, it is stale and yours to
 * refresh, now or later. WEIR_MISS with a claim: compute the value and settle the claim.
 * WEIR_MISS without one: somebody settled it so, and there is nothing under the key.
 *
 * Copies: key; options, which may be NULL.
 * Gives: value_out, to be ended with weir_buffer_free(); claim_out, to be ended with
 *        weir_claim_free(). Either may be NULL, as said.
 * Blocks: while another computes, at most wait_ns.
 * Errors: as weir_cache_get_or_compute(), whose fn is then whoever holds the claim.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_claim(weir_cache* cache, const void* key, size_t key_size,
                                      const weir_claim_options* options, weir_buffer** value_out,
                                      weir_claim** claim_out);

/* Ends the waiting of all who wait for this key, and keeps the outcome.
 *
 * WEIR_OK: value is the value, put as weir_cache_put() does. WEIR_MISS: there is nothing
 * under the key. An error: value is its text. These two are remembered for
 * options->ttl_ns, and with 0 not at all: whoever asks next computes anew.
 *
 * Copies: value; options, which may be NULL.
 * Takes: the object, when there is a value_free, also when this fails.
 * Errors: WEIR_E_INVALID for a NULL claim, a NULL value of a size above zero, an outcome that is
 *         another answer, a claim settled before, and as weir_cache_put(): the claim is as it was;
 *         WEIR_E_LIMIT and WEIR_E_NO_MEMORY when the cache has no room for it: those who wait have
 *         the value all the same, unless it has a value_free;
 *         WEIR_E_CLOSED.
 * Threads: any, one at a time.
 * Since: 1.0
 */
WEIR_API weir_status weir_claim_settle(weir_claim* claim, weir_status outcome, const void* value,
                                       size_t value_size, const weir_cache_put_options* options);

/* Ends a claim. One that is not settled is given up: one of those who wait gets it. NULL
 * does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void weir_claim_free(weir_claim* claim);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_CACHE_CLAIM_H */
