// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Where a managed buffer's bytes are. */
public enum ManagedPlace implements Coded {
  /** In memory, as they are. */
  IN_MEMORY(0),
  /** In memory, smaller. */
  COMPRESSED(1),
  /** In the spill file. */
  SPILLED(2);

  private final int code;

  ManagedPlace(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
