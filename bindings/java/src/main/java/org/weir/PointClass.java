// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/** The ASPRS classes that {@link Classifier} tells apart. */
public enum PointClass implements Coded {
  /** None of the others. */
  UNCLASSIFIED(1),
  /** Ground. */
  GROUND(2),
  /** Below {@link ClassifyOptions#mediumFromM()}. */
  LOW_VEGETATION(3),
  /** Below {@link ClassifyOptions#highFromM()}. */
  MEDIUM_VEGETATION(4),
  /** Above that. */
  HIGH_VEGETATION(5),
  /** A roof. */
  BUILDING(6),
  /** Alone, or under the ground. */
  NOISE(7);

  private final int code;

  PointClass(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }

  /**
   * Tells the library's name for it, such as "high vegetation".
   *
   * @return the name
   */
  public String label() {
    return labelOf(code);
  }

  /**
   * Tells the name of any ASPRS class.
   *
   * @param pointClass its number
   * @return the name; "other" for one without
   */
  public static String labelOf(int pointClass) {
    return weirJNI.class_name(pointClass);
  }
}
