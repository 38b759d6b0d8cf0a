/* SPDX-License-Identifier: Apache-2.0 */
/* weir/cache.h: bytes under keys, within bounds you set.
 *
 * A cache keeps entries in memory up to a number of bytes, keys and bookkeeping
 * included, and of entries, and lets those go first that are least likely to be
 * wanted again: it watches which of four ways of choosing fits the work, and a scan of
 * keys that nobody reads twice does not wash out what is in use. It forgets; it is
 * not a store. What was put is there for the next get, if it fits at all.
 *
 * Its memory is charged to the runtime's budget. Times to live are kept to some
 * milliseconds; an entry past its time is never given out, and its memory comes back
 * in the course of later puts, or with weir_cache_clear().
 */
#ifndef WEIR_CACHE_H
#define WEIR_CACHE_H

#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A cache.
 *
 * Threads: Shared. Any number of threads may use one cache at once.
 */
typedef struct weir_cache weir_cache;

/* The default of weir_cache_options.capacity_bytes. */
enum weir_cache_default { WEIR_CACHE_DEFAULT_BYTES = 67108864 };

/* How a cache or an entry behaves. */
enum weir_cache_flag {
  WEIR_CACHE_SLIDING = 1, /* times to live begin anew with each get */
  WEIR_CACHE_LRU = 2      /* of a cache: the least recently used goes first, always */
};

/* What weir_cache_clear() takes out. */
enum weir_cache_what {
  WEIR_CACHE_ALL = 1,    /* every entry */
  WEIR_CACHE_EXPIRED = 2 /* entries past their time */
};

typedef struct weir_cache_options {
  uint32_t struct_size;    /* sizeof(weir_cache_options), as you compiled it */
  uint32_t flags;          /* WEIR_CACHE_* flags */
  uint64_t capacity_bytes; /* 0: WEIR_CACHE_DEFAULT_BYTES */
  uint64_t max_entries;    /* 0: as many as fit */
  uint64_t ttl_ns;         /* of entries put without one; 0: they do not expire */
  uint32_t shard_count;    /* parts that threads use beside one another, a power of two; an entry
                              has to fit one part. 0: one for each 4 MiB, by the processors */
  uint32_t reserved;       /* 0 */
  uint64_t soft_ttl_ns;    /* of entries put without one: from when on they are stale, and whoever
                              asks by weir/cache_claim.h refreshes them. 0: never */
} weir_cache_options;

typedef struct weir_cache_put_options {
  uint32_t struct_size; /* sizeof(weir_cache_put_options), as you compiled it */
  uint32_t flags;       /* WEIR_CACHE_SLIDING, or 0: as the cache */
  uint64_t ttl_ns;      /* 0: the cache's; WEIR_FOREVER: none */
  uint64_t extra_bytes; /* memory the value stands for beside its own size */
  /* Or NULL. With it the value is a pointer, of sizeof(void*) bytes, to an object, which this ends
     when the entry has left and no buffer pins it, in whatever thread that is; and when the put
     fails. */
  weir_user_free value_free;
  uint64_t soft_ttl_ns; /* 0: the cache's; WEIR_FOREVER: none */
  /* What the entry depends on, see weir/cache_invalidate.h: keys, or names that no entry has.
     1024 at most. */
  const void* const* names;
  const size_t* name_sizes;
  uint64_t name_count;
} weir_cache_put_options;

/* What a cache has done. Each count is true; together they need not be of one moment. */
typedef struct weir_cache_stats {
  uint32_t struct_size; /* sizeof(weir_cache_stats), as you compiled it */
  uint32_t shard_count;
  uint64_t capacity_bytes;
  uint64_t max_entries;    /* UINT64_MAX: as many as fit */
  uint64_t ttl_ns;         /* 0: none */
  uint64_t entry_count;    /* held now, expired ones included */
  uint64_t expired_count;  /* of those, past their time */
  uint64_t used_bytes;     /* held now, bookkeeping included; never above capacity_bytes */
  uint64_t pinned_bytes;   /* of those, left the cache and are held by buffers */
  uint64_t hit_count;      /* gets that found something */
  uint64_t miss_count;     /* gets that did not */
  uint64_t put_count;      /* entries put */
  uint64_t eviction_count; /* entries that went for want of room */
  uint64_t evicted_bytes;
  uint64_t expiration_count; /* entries that went because their time was over */
  uint64_t removal_count;    /* entries removed or cleared */
  /* Of weir/cache_claim.h: */
  uint64_t load_count;          /* values computed */
  uint64_t load_failure_count;  /* computations that failed */
  uint64_t wait_count;          /* gets that another's computation answered */
  uint64_t stale_hit_count;     /* stale values given out, each with a refresh */
  uint64_t store_failure_count; /* computed values that the cache had no room for */
  uint64_t invalidation_count;  /* entries that weir/cache_invalidate.h took out */
} weir_cache_stats;

/* Finds the cache of this name in a runtime, or makes it.
 *
 * A cache that is there already stays as it was made; when other options are asked
 * for, the log says so. It lives in the runtime until weir_runtime_remove_cache() or
 * the runtime's end. NULL or "" as name: a cache that nobody else finds, and that ends
 * with its last handle and buffer.
 *
 * Copies: name; options. NULL: all defaults, or the cache as it is, without a remark.
 * Gives: cache_out, to be ended with weir_cache_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or cache_out, or an option out of range;
 *         WEIR_E_UNSUPPORTED for an option this library does not know;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_cache(weir_runtime* runtime, const char* name,
                                        const weir_cache_options* options, weir_cache** cache_out);

/* Takes a name out of a runtime. The cache itself ends with its last handle and buffer;
 * a later weir_runtime_cache() of this name makes a new one.
 *
 * Borrows: name.
 * Errors: WEIR_MISS when there is no cache of this name (an answer);
 *         WEIR_E_INVALID for a NULL runtime or name; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_remove_cache(weir_runtime* runtime, const char* name);

/* weir_cache_clear() of every cache that has a name.
 *
 * Errors: as weir_cache_clear(). count_out, which may be NULL, is the sum.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_clear_caches(weir_runtime* runtime, uint32_t what,
                                               uint64_t* count_out);

/* Tells, as JSON, what every cache with a name has done: an object of
 * weir_cache_stats_json() by name, and "_global" with total_caches, total_entries,
 * total_max_entries, total_bytes, global_utilization_percent.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL runtime or json_out; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_caches_json(weir_runtime* runtime, weir_buffer** json_out);

/* Puts a value under a key, in the place of what was there.
 *
 * The next weir_cache_get() finds it; others leave for it as the bounds demand. On an
 * error the cache is as it was, but for entries that left to make room.
 *
 * Copies: key, value; options, which may be NULL.
 * Takes: the object, when there is a value_free, also when the put fails.
 * Errors: WEIR_E_INVALID for a NULL cache, or a NULL key or value of a size above zero, flags
 *         it does not know, or a value_free and a value that is no pointer;
 *         WEIR_E_LIMIT when the entry is larger than a shard: the text says what fits;
 *         WEIR_E_NO_MEMORY when the budget has no room and nothing can leave for it, or
 *         pinned buffers fill the cache;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_put(weir_cache* cache, const void* key, size_t key_size,
                                    const void* value, size_t value_size,
                                    const weir_cache_put_options* options);

/* Looks a key up and hands out the value, pinned.
 *
 * The bytes stay put, and stay yours to read, until you free the buffer: eviction,
 * overwriting and weir_cache_free() do not touch them. Others may read them too, so do
 * not write. Once their entry has left, pinned bytes still count against the cache, so
 * a buffer kept for ever is room lost for ever. They begin at a multiple of 16.
 *
 * Borrows: key.
 * Gives: value_out, to be ended with weir_buffer_free(); NULL unless WEIR_OK.
 * Errors: WEIR_MISS when nothing is held under this key (an answer);
 *         WEIR_E_INVALID for a NULL cache or value_out, or a NULL key of a size above zero;
 *         WEIR_E_NO_MEMORY, in which case the entry is still in the cache; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_get(weir_cache* cache, const void* key, size_t key_size,
                                    weir_buffer** value_out);

/* Looks a key up and copies the value into memory of yours. For small values this is the
 * fastest way: it takes no memory at all.
 *
 * Borrows: key.
 * Errors: WEIR_MISS when nothing is held under this key (an answer);
 *         WEIR_E_TOO_SMALL when the value is larger than value_size: value_size_out says how
 *         large it is, and nothing is copied;
 *         WEIR_E_INVALID for a NULL cache or value_size_out, or a NULL key or value of a size
 *         above zero; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_read(weir_cache* cache, const void* key, size_t key_size,
                                     void* value, size_t value_size, size_t* value_size_out);

/* Puts many values. statuses_out, which may be NULL, is told each item's status.
 *
 * Copies: the keys, the values; options, for all of them, which may be NULL, without a
 *         value_free.
 * Errors: WEIR_E_PARTIAL when an item failed: the others are put all the same;
 *         WEIR_E_INVALID as weir_cache_put(), and for NULL arrays of a count above zero;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_put_many(weir_cache* cache, const void* const* keys,
                                         const size_t* key_sizes, const void* const* values,
                                         const size_t* value_sizes, size_t count,
                                         const weir_cache_put_options* options,
                                         weir_status* statuses_out);

/* Looks many keys up. values_out[i] is NULL where there is a miss.
 *
 * Borrows: the keys.
 * Gives: values_out, count buffers, each to be ended with weir_buffer_free().
 * Errors: WEIR_MISS when none was found (an answer);
 *         as weir_cache_get(), and then no buffer is given.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_get_many(weir_cache* cache, const void* const* keys,
                                         const size_t* key_sizes, size_t count,
                                         weir_buffer** values_out);

/* Takes an entry out.
 *
 * Borrows: key.
 * Errors: WEIR_MISS when nothing is held under this key (an answer);
 *         WEIR_E_INVALID for a NULL cache, or a NULL key of a size above zero; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_remove(weir_cache* cache, const void* key, size_t key_size);

/* Takes out all entries, or those past their time, and gives their memory back.
 *
 * count_out, which may be NULL, is how many.
 *
 * Errors: WEIR_E_INVALID for a NULL cache or a `what` that is not one of WEIR_CACHE_ALL and
 *         WEIR_CACHE_EXPIRED; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_clear(weir_cache* cache, uint32_t what, uint64_t* count_out);

/* Tells what a cache has done. Where entries have a time to live it looks at each of them.
 *
 * Errors: WEIR_E_INVALID for a NULL cache or stats_out, or struct_size not set; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_get_stats(const weir_cache* cache, weir_cache_stats* stats_out);

/* The same as JSON, with hit_rate and average_access_time_ms. Members may be added by any
 * release.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL cache or json_out; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_cache_stats_json(const weir_cache* cache, weir_buffer** json_out);

/* Ends a handle to a cache. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API void weir_cache_free(weir_cache* cache);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_CACHE_H */
