// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * The memory that one part of the library holds from a runtime's budget.
 *
 * @param name such as "buffers"
 * @param usedBytes charged now
 * @param peakBytes the most that was charged at once
 * @param chargeCount charges made
 */
public record MemoryModule(String name, long usedBytes, long peakBytes, long chargeCount) {}
