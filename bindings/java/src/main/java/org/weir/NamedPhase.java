// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * A phase with its path.
 *
 * @param path from the top, such as "pipeline/load"
 * @param stats its figures
 */
public record NamedPhase(String path, PhaseStats stats) {}
