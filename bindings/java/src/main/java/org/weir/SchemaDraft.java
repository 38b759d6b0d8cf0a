// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Which draft a schema is of that does not name its own. */
public enum SchemaDraft implements Coded {
  /** Draft 7. */
  DRAFT_7(7),
  /** Draft 2019-09. */
  DRAFT_2019_09(2019),
  /** Draft 2020-12. */
  DRAFT_2020_12(2020);

  private final int code;

  SchemaDraft(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
