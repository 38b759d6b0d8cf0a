// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * One metric of one phase. Values that are not finite are counted apart.
 *
 * @param count finite values recorded
 * @param nonfiniteCount infinities and NaNs recorded
 * @param last the value recorded last, finite or not
 * @param min of the finite values, as all below
 * @param max the greatest
 * @param mean the mean
 * @param stdev of a sample (n - 1)
 */
public record MetricStats(
    long count,
    long nonfiniteCount,
    double last,
    double min,
    double max,
    double mean,
    double stdev) {}
