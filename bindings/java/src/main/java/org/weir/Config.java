// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.file.Path;
import java.time.Duration;
import org.weir.low.weirJNI;

/**
 * A configuration in layers: defaults below files below the environment below the program. What
 * rules or a schema refuse throws with {@link Status#REJECTED} and leaves everything as it was.
 */
public final class Config extends Handle {
  private Config(long pointer) {
    super(pointer, weirJNI::delete_Config, "Config");
  }

  /**
   * Reads all layers.
   *
   * @param options where from
   * @return the configuration
   */
  public static Config create(ConfigOptions options) {
    StringBuilder files = new StringBuilder("[");
    for (String file : options.files) {
      files.append(files.length() > 1 ? "," : "").append(quoted(file));
    }
    String list = files.append(']').toString();
    return with(
        options.rules,
        rules ->
            with(
                options.schema,
                schema ->
                    new Config(
                        weirJNI.Config_make(
                            options.flags,
                            options.defaults,
                            list,
                            options.prefix,
                            options.variables,
                            options.merge,
                            options.secrets,
                            rules,
                            schema,
                            options.debounceNs,
                            options.pollNs,
                            options.history))));
  }

  private interface Maker {
    Config make(long pointer);
  }

  private static Config with(Handle handle, Maker maker) {
    return handle == null ? maker.make(0) : handle.call(maker::make);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /**
   * The configuration of now; it never changes.
   *
   * @return a document to be closed
   */
  public Json snapshot() {
    return call(at -> Json.of(weirJNI.Config_snapshot(at)));
  }

  /**
   * The number of the snapshot of now.
   *
   * @return 1 at first, one more with each change
   */
  public long generation() {
    return call(weirJNI::Config_generation);
  }

  /**
   * Waits until a generation past one is there.
   *
   * @param seen that one
   * @param timeout how long at most
   * @return false when the time ran out first
   */
  public boolean await(long seen, Duration timeout) {
    return call(at -> weirJNI.Config_wait(at, seen, timeout.toNanos()));
  }

  /**
   * Changes values in the program's layer: all of it, or nothing.
   *
   * @param values an object; a null takes a value away
   * @return whether anything became different
   */
  public boolean update(Json values) {
    return call(
        at -> {
          long view = values.enter();
          try {
            return weirJNI.Config_update(at, view);
          } finally {
            values.leave();
          }
        });
  }

  /**
   * Reads files and environment again.
   *
   * @return whether anything became different
   */
  public boolean reload() {
    return call(weirJNI::Config_reload);
  }

  /**
   * Goes back to a generation that is kept.
   *
   * @param generation its number
   * @return whether anything became different
   */
  public boolean rollback(long generation) {
    return call(at -> weirJNI.Config_rollback(at, generation));
  }

  /**
   * Tells where a value comes from.
   *
   * @param pointer its place
   * @return JSON
   */
  public String explain(String pointer) {
    return call(at -> weirJNI.Config_explain(at, pointer));
  }

  /**
   * Tells how things stand.
   *
   * @return JSON
   */
  public String summary() {
    return call(weirJNI::Config_summary);
  }

  /**
   * Writes the configuration of now.
   *
   * @param path where to
   * @param secrets whether secrets too
   */
  public void save(Path path, boolean secrets) {
    run(at -> weirJNI.Config_save(at, path.toString(), secrets));
  }
}
