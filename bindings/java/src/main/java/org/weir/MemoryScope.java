// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * The memory that was charged inside one scope.
 *
 * @param path such as "load/parse"
 * @param usedBytes charged now
 * @param peakBytes the most that was charged at once
 * @param chargeCount charges made
 */
public record MemoryScope(String path, long usedBytes, long peakBytes, long chargeCount) {}
