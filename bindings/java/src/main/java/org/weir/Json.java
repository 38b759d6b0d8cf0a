// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.file.Path;
import org.weir.low.weirJNI;

/** A JSON document, read strictly: {@code weir/json.h} tells what is refused. */
public final class Json extends JsonView implements AutoCloseable {
  private final Held held;
  private final long view;

  private Json(long pointer) {
    super(0);
    held = new Held(pointer);
    view = weirJNI.Json_SWIGUpcast(pointer);
  }

  static Json of(long pointer) {
    return new Json(pointer);
  }

  private static final class Held extends Handle {
    Held(long pointer) {
      super(pointer, weirJNI::delete_Json, "Json");
    }
  }

  /**
   * Reads a text.
   *
   * @param text the JSON
   * @return the document
   */
  public static Json parse(String text) {
    return new Json(weirJNI.Json_parse_text(text));
  }

  /**
   * Reads a text in UTF-8.
   *
   * @param text the JSON
   * @return the document
   */
  public static Json parse(byte[] text) {
    return new Json(weirJNI.Json_parse_bytes(text.clone()));
  }

  /**
   * Reads a file.
   *
   * @param path where it is
   * @return the document
   */
  public static Json readFile(Path path) {
    return new Json(weirJNI.Json_read_file(path.toString()));
  }

  @Override
  long enter() {
    held.enter();
    return view;
  }

  @Override
  void leave() {
    held.leave();
  }

  @Override
  public void close() {
    held.close();
  }
}
