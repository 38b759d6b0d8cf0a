// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.weir.low.weirJNI;

/**
 * Reads a JSON value, by RFC 6901 pointers: "" is the whole, "/a/0/b" a member inside. What a rule
 * is handed is good in the rule's thread, until the rule returns.
 */
public class JsonView {
  private final Thread thread;
  private long pointer;

  JsonView(long pointer) {
    this.pointer = pointer;
    this.thread = Thread.currentThread();
  }

  long enter() {
    if (Thread.currentThread() != thread || pointer == 0) {
      throw WeirException.of(
          Status.CLOSED.code(), "what a rule is handed is good during its call only");
    }
    return pointer;
  }

  void leave() {}

  final void end() {
    pointer = 0;
  }

  private interface Body<R> {
    R apply(long pointer);
  }

  private <R> R call(Body<R> body) {
    long at = enter();
    try {
      return body.apply(at);
    } finally {
      leave();
    }
  }

  /**
   * Tells whether something is there, if only null.
   *
   * @param pointer where
   * @return true when it is
   */
  public final boolean has(String pointer) {
    return call(at -> weirJNI.JsonView_has(at, pointer));
  }

  /**
   * Tells what is there.
   *
   * @param pointer where
   * @return its type; empty when nothing is there
   */
  public final Optional<JsonType> type(String pointer) {
    int code = call(at -> weirJNI.JsonView_type(at, pointer));
    return code == 0 ? Optional.empty() : Optional.of(Coded.of(JsonType.class, code));
  }

  /**
   * Gets a boolean.
   *
   * @param pointer where
   * @return it; empty when nothing is there
   */
  public final Optional<Boolean> getBoolean(String pointer) {
    return call(
        at ->
            weirJNI.JsonView_has(at, pointer)
                ? Optional.of(weirJNI.JsonView_get_bool(at, pointer, false))
                : Optional.empty());
  }

  /**
   * Gets a whole number, exactly.
   *
   * @param pointer where
   * @return it; empty when nothing is there
   */
  public final OptionalLong getLong(String pointer) {
    return call(
        at ->
            weirJNI.JsonView_has(at, pointer)
                ? OptionalLong.of(weirJNI.JsonView_get_int64(at, pointer, 0))
                : OptionalLong.empty());
  }

  /**
   * Gets a number.
   *
   * @param pointer where
   * @return it; empty when nothing is there
   */
  public final OptionalDouble getDouble(String pointer) {
    return call(
        at ->
            weirJNI.JsonView_has(at, pointer)
                ? OptionalDouble.of(weirJNI.JsonView_get_double(at, pointer, 0))
                : OptionalDouble.empty());
  }

  /**
   * Gets a text.
   *
   * @param pointer where
   * @return it; empty when nothing is there
   */
  public final Optional<String> getString(String pointer) {
    return call(
        at ->
            weirJNI.JsonView_has(at, pointer)
                ? Optional.of(weirJNI.JsonView_get_string(at, pointer, ""))
                : Optional.empty());
  }

  /**
   * Gets a boolean, or something else when nothing is there.
   *
   * @param pointer where
   * @param otherwise for when nothing is there
   * @return it
   */
  public final boolean getBoolean(String pointer, boolean otherwise) {
    return call(at -> weirJNI.JsonView_get_bool(at, pointer, otherwise));
  }

  /**
   * Gets a whole number, or something else when nothing is there.
   *
   * @param pointer where
   * @param otherwise for when nothing is there
   * @return it
   */
  public final long getLong(String pointer, long otherwise) {
    long at = enter();
    try {
      return weirJNI.JsonView_get_int64(at, pointer, otherwise);
    } finally {
      leave();
    }
  }

  /**
   * Gets a number, or something else when nothing is there.
   *
   * @param pointer where
   * @param otherwise for when nothing is there
   * @return it
   */
  public final double getDouble(String pointer, double otherwise) {
    long at = enter();
    try {
      return weirJNI.JsonView_get_double(at, pointer, otherwise);
    } finally {
      leave();
    }
  }

  /**
   * Gets a text, or something else when nothing is there.
   *
   * @param pointer where
   * @param otherwise for when nothing is there
   * @return it
   */
  public final String getString(String pointer, String otherwise) {
    return call(at -> weirJNI.JsonView_get_string(at, pointer, otherwise));
  }

  /**
   * Counts the items of an array or the members of an object.
   *
   * @param pointer where
   * @return how many; 0 also when nothing is there
   */
  public final long count(String pointer) {
    return call(at -> weirJNI.JsonView_count(at, pointer));
  }

  /**
   * Tells the name of an object's member.
   *
   * @param pointer where the object is
   * @param index from 0, in the order of the text
   * @return the name, "" past the last
   */
  public final String key(String pointer, long index) {
    return call(at -> weirJNI.JsonView_key(at, pointer, index));
  }

  /**
   * Writes what is there as JSON.
   *
   * @param pointer where
   * @param style how
   * @return the text
   */
  public final String write(String pointer, JsonStyle style) {
    return call(at -> weirJNI.JsonView_write(at, pointer, style.code()));
  }

  @Override
  public String toString() {
    return write("", JsonStyle.COMPACT);
  }
}
