// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Hears a runtime's log. */
@FunctionalInterface
public interface LogListener {
  /**
   * Runs in the thread that has something to say, perhaps in several at once.
   *
   * @param line what it says
   */
  void onLine(LogLine line);
}
