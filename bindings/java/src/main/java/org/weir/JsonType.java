// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** What a JSON value is. */
public enum JsonType implements Coded {
  /** null. */
  NULL(1),
  /** true or false. */
  BOOL(2),
  /** A number. */
  NUMBER(3),
  /** A text. */
  STRING(4),
  /** An array. */
  ARRAY(5),
  /** An object. */
  OBJECT(6);

  private final int code;

  JsonType(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
