// SPDX-License-Identifier: Apache-2.0
import java.util.concurrent.Callable;
import org.weir.Status;
import org.weir.WeirException;

/** What the tests need and the JDK lacks. */
final class Check {
  private Check() {}

  interface Body {
    void run() throws Exception;
  }

  static void that(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void equal(Object wanted, Object seen) {
    if (!wanted.equals(seen)) {
      throw new AssertionError("wanted " + wanted + ", saw " + seen);
    }
  }

  static void contains(String text, String part) {
    that(text.contains(part), "\"" + part + "\" is not in: " + text);
  }

  /** Runs what has to fail with a status, and gives its exception. */
  static WeirException fails(Status status, Body body) throws Exception {
    try {
      body.run();
    } catch (WeirException error) {
      equal(status, error.status());
      return error;
    }
    throw new AssertionError("nothing failed with " + status);
  }

  /** Waits for what another thread brings about; fails after ten seconds. */
  static void soon(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!holds.call()) {
      that(System.nanoTime() < end, what + " did not come about");
      Thread.sleep(1);
    }
  }
}
