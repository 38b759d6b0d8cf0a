// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** What one point of a tile has. */
public enum PointField implements Coded {
  /** Three doubles, scaled. */
  XYZ(1, 24),
  /** Unsigned 16 bits. */
  INTENSITY(2, 2),
  /** Unsigned 8 bits, from 1. */
  RETURN_NUMBER(3, 1),
  /** Unsigned 8 bits. */
  RETURN_COUNT(4, 1),
  /** Unsigned 8 bits: ASPRS classes. */
  CLASSIFICATION(5, 1),
  /** A double; not in point formats 0 and 2. */
  GPS_TIME(6, 8),
  /** Red, green, blue, each unsigned 16 bits; not in point formats 0, 1, 4, 6 and 9. */
  COLOR(7, 6),
  /** Unsigned 16 bits. */
  SOURCE_ID(8, 2);

  private final int code;
  private final int bytes;

  PointField(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  @Override
  public int code() {
    return code;
  }

  /**
   * Tells the size of this field of one point.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }
}
