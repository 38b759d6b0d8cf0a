// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.weir.low.weirJNI;

/** Bytes with an owner. */
public final class Buffer extends Handle {
  Buffer(long pointer) {
    super(pointer, weirJNI::delete_Buffer, "Buffer");
  }

  /**
   * Makes a buffer that holds a copy, and belongs to no runtime.
   *
   * @param bytes what is copied
   * @return the buffer
   */
  public static Buffer copyOf(byte[] bytes) {
    return new Buffer(weirJNI.Buffer_copy_of(bytes.clone()));
  }

  /**
   * Tells its size.
   *
   * @return bytes
   */
  public long size() {
    return call(weirJNI::Buffer_size);
  }

  /**
   * Lends its bytes, in this machine's order. The memory ends when this is closed and neither the
   * ByteBuffer nor a slice of it can be reached any more.
   *
   * @return a direct buffer
   */
  public ByteBuffer bytes() {
    return lend(weirJNI::Buffer_bytes);
  }

  /**
   * Copies its bytes as a text.
   *
   * @return the text
   */
  public String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }
}
