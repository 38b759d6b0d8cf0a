// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * One phase, over every time it ran and every thread that ran it.
 *
 * @param flags WEIR_PHASE_* of {@code weir/profile.h}
 * @param phase its number, for {@link Profiler#phaseUnder}
 * @param count times it was ended
 * @param openCount times it is open now
 * @param openNs time so far in those; not in the figures below
 * @param totalNs time in all ended runs, children included
 * @param minNs the shortest run
 * @param maxNs the longest run
 * @param lastNs the run that ended last
 * @param p50Ns percentiles are within 1.6 % of a run's time
 * @param p95Ns as above
 * @param p99Ns as above
 * @param memoryPeakBytes highest resident memory; only with {@link #hasMemory()}
 * @param gpuPeakBytes highest device memory; only with {@link #hasGpu()}
 * @param metricCount metrics recorded in it
 */
public record PhaseStats(
    int flags,
    long phase,
    long count,
    long openCount,
    long openNs,
    long totalNs,
    long minNs,
    long maxNs,
    long lastNs,
    long p50Ns,
    long p95Ns,
    long p99Ns,
    long memoryPeakBytes,
    long gpuPeakBytes,
    long metricCount) {
  /**
   * Tells whether memory was tracked.
   *
   * @return true when it was
   */
  public boolean hasMemory() {
    return (flags & 1) != 0;
  }

  /**
   * Tells whether device memory was tracked.
   *
   * @return true when it was
   */
  public boolean hasGpu() {
    return (flags & 2) != 0;
  }
}
