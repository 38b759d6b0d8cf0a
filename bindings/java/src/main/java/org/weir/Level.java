// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** How much a log line or a finding matters. */
public enum Level implements Coded {
  /** For those who look for a defect. */
  DEBUG(1),
  /** For information. */
  INFO(2),
  /** Worth a look. */
  WARNING(3),
  /** Wrong: a configuration with one is not valid. */
  ERROR(4),
  /** Not wrong, and could be better: of findings only. */
  SUGGESTION(8);

  private final int code;

  Level(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
