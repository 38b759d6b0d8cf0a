// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** The outcome of a call: what to decide by. Negative codes are errors. */
public enum Status {
  /** Done. */
  OK(0),
  /** Nothing there under this name: an answer. */
  MISS(1),
  /** Not yet: time ran out, or the work is still running. */
  AGAIN(2),
  /** No more of them. */
  END(3),
  /** Examined, and not valid: the report says why. */
  REJECTED(4),
  /** An argument is wrong; nothing was done. */
  INVALID(-1),
  /** The budget or the machine has no more memory. */
  NO_MEMORY(-2),
  /** Closed or shut down. */
  CLOSED(-3),
  /** This build, version or device cannot do it. */
  UNSUPPORTED(-4),
  /** A file, pipe or disk said no. */
  IO(-5),
  /** The data does not follow its format. */
  PARSE(-6),
  /** A file or a thing that had to be there is not. */
  NOT_FOUND(-7),
  /** The caller's buffer is too small. */
  TOO_SMALL(-8),
  /** Stopped because the caller asked. */
  CANCELLED(-9),
  /** The caller's callback failed or threw. */
  CALLBACK(-10),
  /** The device failed. */
  DEVICE(-11),
  /** A stated limit was passed. */
  LIMIT(-12),
  /** Some items failed: ask each item's status. */
  PARTIAL(-13),
  /** A defect in the library: please report it. */
  INTERNAL(-14),
  /** A status that a later library made; see {@link WeirException#code()}. */
  UNKNOWN(Integer.MIN_VALUE);

  private final int code;

  Status(int code) {
    this.code = code;
  }

  /**
   * Tells the number that the C interface uses.
   *
   * @return the number
   */
  public int code() {
    return code;
  }

  /**
   * Tells whether it is an error, and not an answer.
   *
   * @return true for an error
   */
  public boolean isError() {
    return code < 0;
  }

  static Status of(int code) {
    for (Status status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    return code < 0 ? UNKNOWN : OK;
  }
}
