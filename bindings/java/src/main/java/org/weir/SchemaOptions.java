// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * How a schema is compiled.
 *
 * @param draft of a schema that does not name its own
 * @param formats whether "format" has to hold
 * @param strict whether unknown keywords are refused
 * @param maxFindings of one validation; 0 for 100
 * @param uri where the schema comes from, perhaps ""
 * @param documents the text of {"URI": schema, ...} that may be referred to, perhaps ""
 */
public record SchemaOptions(
    SchemaDraft draft,
    boolean formats,
    boolean strict,
    int maxFindings,
    String uri,
    String documents) {
  /** What a schema is compiled with when nothing is said. */
  public static final SchemaOptions DEFAULT =
      new SchemaOptions(SchemaDraft.DRAFT_2020_12, false, false, 0, "", "");

  /**
   * The same with formats that have to hold.
   *
   * @return other options
   */
  public SchemaOptions withFormats() {
    return new SchemaOptions(draft, true, strict, maxFindings, uri, documents);
  }

  /**
   * The same with unknown keywords refused.
   *
   * @return other options
   */
  public SchemaOptions withStrict() {
    return new SchemaOptions(draft, formats, true, maxFindings, uri, documents);
  }

  /**
   * The same with documents that may be referred to.
   *
   * @param texts the text of {"URI": schema, ...}
   * @return other options
   */
  public SchemaOptions withDocuments(String texts) {
    return new SchemaOptions(draft, formats, strict, maxFindings, uri, texts);
  }

  int flags() {
    return (formats ? 1 : 0) | (strict ? 2 : 0);
  }
}
