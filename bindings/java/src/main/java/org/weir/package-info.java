// SPDX-License-Identifier: Apache-2.0
/**
 * Weir for Java: arrays moved by pooled streams, phases that tell where the time went, rules for
 * configurations, LiDAR tiles.
 *
 * <p>What is held is {@link AutoCloseable}; calls that fail throw a {@link org.weir.WeirException};
 * everything may be used from several threads unless it says otherwise. The C headers ({@code
 * weir/*.h}) have the last word on what a call does.
 */
package org.weir;
