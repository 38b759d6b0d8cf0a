// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * A stream's counts; as in {@link StreamPoolStats}.
 *
 * @param index its number in the pool
 * @param priority as configured
 * @param queueDepth queued or under way
 * @param transferCount pairs that were copied
 * @param bytesTransferred of them
 * @param failureCount pairs that were not
 * @param retryCount tries after a first one
 * @param synchronizeCount calls of {@link Stream#synchronize()}
 * @param avgLatencyUs from asking to being there
 * @param maxLatencyUs the longest of these
 * @param throughputGbS while it was at work
 */
public record StreamStats(
    int index,
    int priority,
    long queueDepth,
    long transferCount,
    long bytesTransferred,
    long failureCount,
    long retryCount,
    long synchronizeCount,
    double avgLatencyUs,
    double maxLatencyUs,
    double throughputGbS) {}
