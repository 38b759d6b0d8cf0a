// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** An enum whose constants have the C interface's numbers. */
interface Coded {
  int code();

  static <E extends Enum<E> & Coded> E of(Class<E> type, int code) {
    for (E constant : type.getEnumConstants()) {
      if (constant.code() == code) {
        return constant;
      }
    }
    throw WeirException.of(
        Status.UNSUPPORTED.code(),
        "this jar is older than its library: it has no " + type.getSimpleName() + " " + code);
  }
}
