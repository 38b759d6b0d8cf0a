// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * A metric with its name.
 *
 * @param name as recorded
 * @param stats its figures
 */
public record NamedMetric(String name, MetricStats stats) {}
