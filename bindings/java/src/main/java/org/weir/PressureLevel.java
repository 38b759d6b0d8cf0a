// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** How pressed memory is. */
public enum PressureLevel implements Coded {
  /** Below everything. */
  NORMAL(0),
  /** From 70 % on: what is expired or idle goes, what is cold is compressed. */
  RISING(1),
  /** 80 %: idle buffers are spilled. */
  HIGH(2),
  /** 85 %: the heap gives free pages back. */
  SEVERE(3),
  /** 90 %: cold cache entries go too. */
  CRITICAL(4);

  private final int code;

  PressureLevel(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }

  static PressureLevel of(int code) {
    return values()[code];
  }
}
