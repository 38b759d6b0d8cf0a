// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** What is asked of a path in a configuration. */
public enum PathCheck implements Coded {
  /** Something has to be there. */
  EXISTS(1),
  /** If something is there, it is a regular file. */
  FILE(2),
  /** If something is there, it is a directory. */
  DIRECTORY(4),
  /** A missing directory is made; with FILE, the file's directory. */
  CREATE(8),
  /** It can be written, or made where it is missing. */
  WRITABLE(16);

  private final int code;

  PathCheck(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
