// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** What an array holds. The bits of unsigned and half-precision numbers lie in signed ones. */
public enum DType implements Coded {
  /** Unsigned 8 bits. */
  U8(1, 1),
  /** Signed 8 bits. */
  I8(2, 1),
  /** Unsigned 16 bits: char. */
  U16(3, 2),
  /** Signed 16 bits. */
  I16(4, 2),
  /** Unsigned 32 bits. */
  U32(5, 4),
  /** Signed 32 bits. */
  I32(6, 4),
  /** Unsigned 64 bits. */
  U64(7, 8),
  /** Signed 64 bits. */
  I64(8, 8),
  /** IEEE 754 half precision. */
  F16(9, 2),
  /** float. */
  F32(10, 4),
  /** double. */
  F64(11, 8),
  /** Complex: two floats. */
  C64(12, 8),
  /** Complex: two doubles. */
  C128(13, 16),
  /** One byte, 0 or 1. */
  BOOL(14, 1);

  private final int code;
  private final int bytes;

  DType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  @Override
  public int code() {
    return code;
  }

  /**
   * Tells the size of one element.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }
}
