// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/** The library as a whole. */
public final class Weir {
  private Weir() {}

  /**
   * Tells the version of the native library.
   *
   * @return such as "0.1.0"
   */
  public static String version() {
    return weirJNI.version();
  }

  /**
   * Tells the number of the native library's binary interface.
   *
   * @return 1
   */
  public static int abiVersion() {
    return weirJNI.abi_version();
  }

  /**
   * Tells the C interface's name of a status.
   *
   * @param code a status's number
   * @return such as "WEIR_E_INVALID"
   */
  public static String statusName(int code) {
    return weirJNI.status_name(code);
  }
}
