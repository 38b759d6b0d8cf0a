// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/** Where a rule says what is wrong; good in the rule's thread, until the rule returns. */
public final class Sink {
  private final Thread thread = Thread.currentThread();
  private long pointer;

  Sink(long pointer) {
    this.pointer = pointer;
  }

  private long enter() {
    if (Thread.currentThread() != thread || pointer == 0) {
      throw WeirException.of(
          Status.CLOSED.code(), "what a rule is handed is good during its call only");
    }
    return pointer;
  }

  void end() {
    pointer = 0;
  }

  /**
   * Says what is wrong.
   *
   * @param text in words
   * @return this
   */
  public Sink message(String text) {
    weirJNI.FindingSink_message(enter(), text);
    return this;
  }

  /**
   * Says what to do about it.
   *
   * @param text in words
   * @return this
   */
  public Sink hint(String text) {
    weirJNI.FindingSink_hint(enter(), text);
    return this;
  }

  /**
   * Says where it is.
   *
   * @param field a key of the top level, or a pointer
   * @return this
   */
  public Sink field(String field) {
    weirJNI.FindingSink_field(enter(), field);
    return this;
  }
}
