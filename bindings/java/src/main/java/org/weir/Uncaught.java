// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** What a callback threw on a thread where nobody could catch it. */
final class Uncaught {
  private Uncaught() {}

  static void tell(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable again) {
      // As the JVM does: what a handler throws is ignored.
    }
  }
}
