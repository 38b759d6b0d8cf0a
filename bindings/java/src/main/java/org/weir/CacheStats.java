// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * What a cache has done. Each count is true; together they need not be of one moment.
 *
 * @param shardCount parts that threads use beside one another
 * @param capacityBytes its bound
 * @param maxEntries its bound; -1 is as many as fit
 * @param ttlNanos of entries put without one; 0 is none
 * @param entryCount held now, expired ones included
 * @param expiredCount of those, past their time
 * @param usedBytes held now, bookkeeping included
 * @param pinnedBytes of those, gone from the cache and held by buffers
 * @param hitCount gets that found something
 * @param missCount gets that did not
 * @param putCount entries put
 * @param evictionCount entries that went for want of room
 * @param evictedBytes of those
 * @param expirationCount entries that went because their time was over
 * @param removalCount entries removed or cleared
 * @param loadCount values computed
 * @param loadFailureCount computations that failed
 * @param waitCount gets that another's computation answered
 * @param staleHitCount stale values given out, each with a refresh
 * @param storeFailureCount computed values that the cache had no room for
 * @param invalidationCount entries invalidated
 */
public record CacheStats(
    int shardCount,
    long capacityBytes,
    long maxEntries,
    long ttlNanos,
    long entryCount,
    long expiredCount,
    long usedBytes,
    long pinnedBytes,
    long hitCount,
    long missCount,
    long putCount,
    long evictionCount,
    long evictedBytes,
    long expirationCount,
    long removalCount,
    long loadCount,
    long loadFailureCount,
    long waitCount,
    long staleHitCount,
    long storeFailureCount,
    long invalidationCount) {}
