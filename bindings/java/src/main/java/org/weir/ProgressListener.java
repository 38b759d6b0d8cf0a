// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Hears how far work is. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Called some twenty times a second at most, by the threads that work, one at a time.
   *
   * @param done steps that are over
   * @param total all steps; 0 while unknown
   * @return true to cancel; so does what it throws, which becomes the cause of the call's failure
   */
  boolean onProgress(long done, long total);
}
