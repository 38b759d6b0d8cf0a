// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * What a runtime's memory looks like now.
 *
 * @param budgetBytes no more than this is ever charged at once
 * @param usedBytes charged now
 * @param peakBytes the most that was charged at once
 * @param systemBytes what the machine or its cgroup allows this process
 * @param chargeCount charges made
 * @param refusalCount charges refused
 */
public record MemoryStats(
    long budgetBytes,
    long usedBytes,
    long peakBytes,
    long systemBytes,
    long chargeCount,
    long refusalCount) {}
