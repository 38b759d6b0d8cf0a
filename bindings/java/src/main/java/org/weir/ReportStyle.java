// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** How a report is written. */
public enum ReportStyle implements Coded {
  /** For people. */
  TEXT(1),
  /** The same, coloured for a terminal. */
  COLOURS(2),
  /** For programs. */
  JSON(3),
  /** The output format "basic" of JSON Schema. */
  BASIC(4),
  /** Its "detailed": errors within errors. */
  DETAILED(5),
  /** SARIF 2.1.0, for code hosts and CI. */
  SARIF(6);

  private final int code;

  ReportStyle(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
