// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * How far work is.
 *
 * @param done steps that are over
 * @param total all steps; 0 while unknown
 */
public record Progress(long done, long total) {}
