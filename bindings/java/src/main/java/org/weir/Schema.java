// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.List;
import org.weir.low.weirJNI;

/** A JSON Schema, compiled once and asked often; any number of threads may ask it. */
public final class Schema extends Handle {
  private Schema(long pointer) {
    super(pointer, weirJNI::delete_Schema, "Schema");
  }

  /**
   * Compiles a schema.
   *
   * @param text the schema, as JSON
   * @return the schema
   */
  public static Schema compile(String text) {
    return compile(text, SchemaOptions.DEFAULT);
  }

  /**
   * Compiles a schema.
   *
   * @param text the schema, as JSON
   * @param options how
   * @return the schema
   */
  public static Schema compile(String text, SchemaOptions options) {
    return new Schema(
        weirJNI.Schema_make(
            text,
            options.draft().code(),
            options.flags(),
            options.maxFindings(),
            options.uri(),
            options.documents()));
  }

  /**
   * Gives the verdict, the short way.
   *
   * @param text JSON
   * @return whether it fits
   */
  public boolean check(String text) {
    return call(at -> weirJNI.Schema_check(at, text));
  }

  /**
   * Gives the verdict and, when it is no, why: with lines and columns.
   *
   * @param text JSON
   * @return what was found
   */
  public Report validate(String text) {
    return new Report(call(at -> weirJNI.Schema_validate(at, text)), List.of());
  }

  void addTo(long rules, String field, RuleOptions options) {
    run(
        at ->
            weirJNI.Schema_rule(
                at,
                rules,
                field,
                options.severity().code(),
                options.level().code(),
                options.name(),
                options.hint()));
  }
}
