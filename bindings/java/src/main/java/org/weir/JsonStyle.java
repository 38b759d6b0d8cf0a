// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** How JSON is written. */
public enum JsonStyle implements Coded {
  /** On one line. */
  COMPACT(0),
  /** Two spaces a level, one member a line. */
  PRETTY(1),
  /** As RFC 8785: one text for one value, keys sorted. */
  CANONICAL(2);

  private final int code;

  JsonStyle(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
