// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** How thorough a validation is: a rule runs at its own level and at every higher one. */
public enum ValidateLevel implements Coded {
  /** The quick ones. */
  FAST(1),
  /** What a validation runs when nothing is said. */
  STANDARD(2),
  /** Those that take a while. */
  THOROUGH(3),
  /** Everything. */
  EXHAUSTIVE(4),
  /** For rules only: runs when it is asked for by name, or when another comes after it. */
  ON_DEMAND(5);

  private final int code;

  ValidateLevel(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
