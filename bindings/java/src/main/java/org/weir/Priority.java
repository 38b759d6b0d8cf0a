// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** How much a request for memory matters. */
public enum Priority implements Coded {
  /** {@link #MEDIUM}. */
  DEFAULT(0),
  /** The program cannot go on without it: it may use the pool's reserve. */
  CRITICAL(1),
  /** Served before the others. */
  HIGH(2),
  /** Leaves a twentieth of the budget to others. */
  MEDIUM(3),
  /** Nice to have: refused first. */
  LOW(4);

  private final int code;

  Priority(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
