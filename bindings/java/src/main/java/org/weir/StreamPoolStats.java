// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * A pool's counts. Times are 0 when nothing was timed.
 *
 * @param size streams
 * @param streamsInUse with something queued or under way
 * @param flags as configured
 * @param queueDepth transfers and shares of batches queued or under way
 * @param transferCount pairs that were copied
 * @param bytesTransferred of them
 * @param failureCount pairs that were not
 * @param retryCount tries after a first one
 * @param inFlightPeakBytes the most at once
 * @param avgLatencyUs from asking to being there
 * @param maxLatencyUs the longest of these
 * @param throughputGbS while at least one stream was at work
 */
public record StreamPoolStats(
    int size,
    int streamsInUse,
    int flags,
    long queueDepth,
    long transferCount,
    long bytesTransferred,
    long failureCount,
    long retryCount,
    long inFlightPeakBytes,
    double avgLatencyUs,
    double maxLatencyUs,
    double throughputGbS) {}
