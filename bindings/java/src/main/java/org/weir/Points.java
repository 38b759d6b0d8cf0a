// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/** Coordinates as they cross: three doubles per point, in a direct buffer. */
final class Points {
  private Points() {}

  static DoubleBuffer checked(DoubleBuffer xyz) {
    if (!xyz.isDirect() || xyz.order() != ByteOrder.nativeOrder()) {
      throw WeirException.invalid(
          "coordinates lie in a direct buffer in this machine's order: "
              + "allocateDirect(n).order(ByteOrder.nativeOrder()).asDoubleBuffer()");
    }
    if (xyz.remaining() % 3 != 0) {
      throw WeirException.invalid(xyz.remaining() + " numbers are not three for each point");
    }
    return xyz.slice();
  }

  static DoubleBuffer direct(double[] xyz) {
    return NdArray.bytes(xyz.length, 8).asDoubleBuffer().put(xyz).flip();
  }
}
