// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * What every rule can be given. Start from {@link #DEFAULT}.
 *
 * @param severity only errors reject
 * @param level the level from which on it runs
 * @param name "" is the kind, such as "range"
 * @param hint "" is the rule's own
 */
public record RuleOptions(Level severity, ValidateLevel level, String name, String hint) {
  /** An error, at every level, in the rule's own words. */
  public static final RuleOptions DEFAULT =
      new RuleOptions(Level.ERROR, ValidateLevel.FAST, "", "");

  /**
   * The same with another severity.
   *
   * @param other the severity
   * @return new options
   */
  public RuleOptions withSeverity(Level other) {
    return new RuleOptions(other, level, name, hint);
  }

  /**
   * The same with another level.
   *
   * @param other the level
   * @return new options
   */
  public RuleOptions withLevel(ValidateLevel other) {
    return new RuleOptions(severity, other, name, hint);
  }

  /**
   * The same with another name.
   *
   * @param other the name
   * @return new options
   */
  public RuleOptions withName(String other) {
    return new RuleOptions(severity, level, other, hint);
  }

  /**
   * The same with another hint.
   *
   * @param other the hint
   * @return new options
   */
  public RuleOptions withHint(String other) {
    return new RuleOptions(severity, level, name, other);
  }
}
