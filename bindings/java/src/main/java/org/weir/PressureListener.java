// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Hears that the pressure on memory has another level. */
@FunctionalInterface
public interface PressureListener {
  /**
   * Runs in the monitor's thread.
   *
   * @param level the level
   * @param text what is how full, and what was let go
   */
  void onLevel(PressureLevel level, String text);
}
