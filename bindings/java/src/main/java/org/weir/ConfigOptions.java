// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where a configuration comes from. What is JSON is given as text; "" is nothing. */
public final class ConfigOptions {
  String defaults = "";
  final List<String> files = new ArrayList<>();
  String prefix = "";
  String variables = "";
  String merge = "";
  String secrets = "";
  Rules rules;
  Schema schema;
  int flags;
  int history;
  long debounceNs;
  long pollNs;

  /**
   * The lowest layer.
   *
   * @param json an object
   * @return this
   */
  public ConfigOptions defaults(String json) {
    defaults = json;
    return this;
  }

  /**
   * A file, above those named before.
   *
   * @param path of a JSON file
   * @return this
   */
  public ConfigOptions file(Path path) {
    files.add(path.toString());
    return this;
  }

  /**
   * A file that is missing says nothing.
   *
   * @return this
   */
  public ConfigOptions filesOptional() {
    flags |= 1;
    return this;
  }

  /**
   * Files are read again when they change.
   *
   * @param debounce quiet for so long before reading; zero for 50 ms
   * @param poll looks without an event; zero for 5 s
   * @return this
   */
  public ConfigOptions watch(Duration debounce, Duration poll) {
    flags |= 2;
    debounceNs = debounce.toNanos();
    pollNs = poll.toNanos();
    return this;
  }

  /**
   * Variables PREFIX_A__B speak about /a/b.
   *
   * @param value the prefix
   * @return this
   */
  public ConfigOptions prefix(String value) {
    prefix = value;
    return this;
  }

  /**
   * Variables with places of their own.
   *
   * @param json as {"APP_WORKERS": "/pool/workers"}
   * @return this
   */
  public ConfigOptions variables(String json) {
    variables = json;
    return this;
  }

  /**
   * What happens where several layers speak.
   *
   * @param json as {"/plugins": "append"}
   * @return this
   */
  public ConfigOptions merge(String json) {
    merge = json;
    return this;
  }

  /**
   * Values that are never shown.
   *
   * @param json as ["/db/password"]
   * @return this
   */
  public ConfigOptions secrets(String json) {
    secrets = json;
    return this;
  }

  /**
   * Rules that judge every change.
   *
   * @param value the rules
   * @return this
   */
  public ConfigOptions rules(Rules value) {
    rules = value;
    return this;
  }

  /**
   * A schema that judges every change.
   *
   * @param value the schema
   * @return this
   */
  public ConfigOptions schema(Schema value) {
    schema = value;
    return this;
  }

  /**
   * Generations kept for going back.
   *
   * @param value how many; 0 for 8
   * @return this
   */
  public ConfigOptions history(int value) {
    history = value;
    return this;
  }
}
