// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Types that a configuration value may have. */
public enum Allow implements Coded {
  /** null. */
  NULL(2),
  /** true or false. */
  BOOL(4),
  /** A number. */
  NUMBER(8),
  /** A text. */
  STRING(16),
  /** An array. */
  ARRAY(32),
  /** An object. */
  OBJECT(64),
  /** A number without a fraction: 5, 5.0. */
  INTEGER(128),
  /** Anything: for strict validations, this key is known. */
  ANY(126);

  private final int code;

  Allow(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
