// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * One line of a runtime's log.
 *
 * @param level how much it matters
 * @param text what it says
 */
public record LogLine(Level level, String text) {
  LogLine(int level, String text) {
    this(Coded.of(Level.class, level), text);
  }
}
