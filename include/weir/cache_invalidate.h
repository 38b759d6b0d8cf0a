/* SPDX-License-Identifier: Apache-2.0 */
/* weir/cache_invalidate.h: entries that are wrong from now on, and what leaves a cache.
 *
 * An entry may depend on names (weir_cache_put_options.names): keys of other entries, or
 * names that no entry has, which others call tags. Invalidating a name takes out what
 * depends on it, what depends on that, and so on: "project 7" may be a tag of its
 * statistics and of its page, and its page's key a name that the front page depends on.
 *
 * What is being computed while something is invalidated goes to those who wait for it
 * already and is not kept: it may have been made from what is wrong now.
 */
#ifndef WEIR_CACHE_INVALIDATE_H
#define WEIR_CACHE_INVALIDATE_H

#include "weir/cache.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What weir_cache_invalidate() goes by. */
enum weir_cache_match {
  WEIR_CACHE_NAME = 1,   /* the entry under this key, and all that depends on this name */
  WEIR_CACHE_PREFIX = 2, /* entries whose keys begin so; looks at every entry */
  WEIR_CACHE_EVERY = 3   /* every entry, in no time: the memory comes back in later calls */
};

/* Why an entry left. */
enum weir_cache_event_kind {
  WEIR_CACHE_EVICTED = 1,      /* for want of room */
  WEIR_CACHE_EXPIRED_NOW = 2,  /* its time was over, and somebody noticed */
  WEIR_CACHE_REMOVED = 4,      /* removed or cleared */
  WEIR_CACHE_REPLACED = 8,     /* another value was put under its key */
  WEIR_CACHE_INVALIDATED = 16, /* invalidated */
  WEIR_CACHE_LOST = 32         /* of weir_cache_next_event(): so many events, value_size of them */
};

/* Says of an entry whether it is wrong: anything but 0 takes it out. It may use the cache.
 * The bytes are lent during the call. */
typedef int32_t (*weir_cache_match_fn)(void* user, const void* key, size_t key_size,
                                       const void* value, size_t value_size);

/* Hears that an entry left, in the thread that made it leave, with no lock held: it may use
 * the cache, and should be quick. The key is lent during the call. */
typedef void (*weir_cache_event_fn)(void* user, uint32_t kind, const void* key, size_t key_size,
                                    uint64_t value_size);

/* Takes out entries that are wrong, and what depends on them, and so on.
 *
 * count_out, which may be NULL, is how many went; 0 for WEIR_CACHE_EVERY, which does not
 * count them.
 *
 * Borrows: data, of data_size bytes: the name or the prefix. NULL for WEIR_CACHE_EVERY.
 * Errors: WEIR_E_INVALID for a NULL cache, a NULL data of a size above zero, or a `match` that is
 *         none of weir_cache_match;
 *         WEIR_E_NO_MEMORY: then more may have gone than was asked for, never less;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_invalidate(weir_cache* cache, uint32_t match, const void* data,
                                           size_t data_size, uint64_t* count_out);

/* The same for entries that a function chooses. It sees each entry of a moment once; those
 * put meanwhile it may not see. Nothing is locked while it runs.
 *
 * count_out, which may be NULL, is how many went.
 *
 * Borrows: user, during the call.
 * Errors: WEIR_E_INVALID for a NULL cache or fn; WEIR_E_CALLBACK when it threw;
 *         WEIR_E_NO_MEMORY: then every entry is gone; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_invalidate_if(weir_cache* cache, weir_cache_match_fn fn, void* user,
                                              uint64_t* count_out);

/* Has a function hear of the entries that leave from now on, in the place of the one before.
 *
 * Without a function they are kept, up to 1024, for weir_cache_next_event(). `kinds` of 0
 * ends it all. A call of the old function may still be going on when this returns.
 *
 * Takes: user, ended by user_free when nobody is in fn any more and another was set or the
 *        cache has ended; also when this fails.
 * Errors: WEIR_E_INVALID for a NULL cache, or kinds that are not made of weir_cache_event_kind;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_watch(weir_cache* cache, uint32_t kinds, weir_cache_event_fn fn,
                                      void* user, weir_user_free user_free);

/* Takes the oldest event that was kept. The pull twin of a function.
 *
 * Gives: key_out, to be ended with weir_buffer_free(); NULL unless WEIR_OK.
 * Errors: WEIR_END when there is none now (an answer);
 *         WEIR_E_INVALID for a NULL cache or output; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_next_event(weir_cache* cache, uint32_t* kind_out,
                                           uint64_t* value_size_out, weir_buffer** key_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_CACHE_INVALIDATE_H */
