// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * A profiler as a whole, since it was made or reset.
 *
 * @param flags WEIR_PROFILE_* of {@code weir/profile.h}
 * @param totalNs wall time since then
 * @param phaseCount phases that ended at least once
 * @param openCount phases open now, over all threads
 * @param runCount phase runs that ended
 * @param strayCount ends that found no such phase open
 * @param sweptCount phases ended by an outer end, or by their thread's end
 * @param overflowCount starts and records that went to "(other)"
 */
public record ProfileSummary(
    int flags,
    long totalNs,
    long phaseCount,
    long openCount,
    long runCount,
    long strayCount,
    long sweptCount,
    long overflowCount) {}
