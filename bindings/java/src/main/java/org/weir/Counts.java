// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Sizes and counts, which the library takes without a sign: -1 would be nearly all there is. */
final class Counts {
  private Counts() {}

  static long require(String what, long value) {
    if (value < 0) {
      throw WeirException.invalid(what + " is " + value + ": it cannot be negative");
    }
    return value;
  }
}
