// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** A call that failed: the {@link #status()} to decide by, the message to explain with. */
public final class WeirException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** As in the C headers. */
  private final int code;

  private WeirException(int code, String text, Throwable cause) {
    super(text, cause);
    this.code = code;
  }

  static WeirException of(int code, String text) {
    return new WeirException(code, text, null);
  }

  static WeirException invalid(String text) {
    return of(Status.INVALID.code(), text);
  }

  /** The same failure, with what the caller's own code threw as its cause. */
  WeirException because(Throwable cause) {
    if (cause == null) {
      return this;
    }
    WeirException error = new WeirException(code, getMessage(), cause);
    error.setStackTrace(getStackTrace());
    return error;
  }

  /**
   * Tells what kind of failure it is.
   *
   * @return the status
   */
  public Status status() {
    return Status.of(code);
  }

  /**
   * Tells the status as the C interface numbers it, also one that this class does not know.
   *
   * @return the number
   */
  public int code() {
    return code;
  }

  @Override
  public String toString() {
    return getClass().getName() + ": " + status() + ": " + getMessage();
  }
}
