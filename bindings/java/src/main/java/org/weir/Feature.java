// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/** One number per point: {@code weir/features.h} has the definitions. */
public enum Feature implements Coded {
  /** Above the ground, m. */
  HEIGHT(1),
  /** Points per square metre. */
  DENSITY(2),
  /** (l1 - l2) / l1. */
  LINEARITY(3),
  /** (l2 - l3) / l1. */
  PLANARITY(4),
  /** l3 / l1. */
  SPHERICITY(5),
  /** 0 lies, 1 stands. */
  VERTICALITY(6),
  /** sqrt(l3), m. */
  ROUGHNESS(7),
  /** l3 / (l1 + l2 + l3). */
  CURVATURE(8),
  /** (l1 - l3) / l1. */
  ANISOTROPY(9),
  /** Cube root of l1 l2 l3, m2. */
  OMNIVARIANCE(10),
  /** -sum of e ln e. */
  EIGENENTROPY(11);

  private final int code;

  Feature(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }

  /**
   * Tells the library's name for it, such as "planarity".
   *
   * @return the name
   */
  public String label() {
    return weirJNI.feature_name(code);
  }
}
