// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * One thing that a validation has to say.
 *
 * @param severity how much it matters
 * @param rule the rule that speaks
 * @param pointer the place, "" for the whole configuration
 * @param message what is wrong
 * @param hint what to do about it, perhaps ""
 * @param schema where a JSON Schema says so, else ""
 * @param line in the text that was judged, from 1; 0 when there was none
 * @param column in characters, from 1
 * @param cause what a rule of the caller's own threw; else null
 */
public record Finding(
    Level severity,
    String rule,
    String pointer,
    String message,
    String hint,
    String schema,
    int line,
    int column,
    Throwable cause) {
  Finding(
      int severity,
      String rule,
      String pointer,
      String message,
      String hint,
      String schema,
      int line,
      int column) {
    this(
        Coded.of(Level.class, severity), rule, pointer, message, hint, schema, line, column, null);
  }

  Finding because(Throwable thrown) {
    return new Finding(severity, rule, pointer, message, hint, schema, line, column, thrown);
  }
}
