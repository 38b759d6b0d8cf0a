// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/**
 * An array in the device's memory, its rows one after another. Closing it gives the memory back; it
 * keeps its pool until then.
 */
public final class DeviceArray extends Handle {
  private final long size;

  DeviceArray(long pointer, long size) {
    super(pointer, weirJNI::delete_DeviceBlock, "DeviceArray");
    this.size = size;
  }

  /**
   * Tells its size.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * Tells where it lies: on the device, or in the host's memory where that is the device. For calls
   * of other libraries, until it is closed.
   *
   * @return the address
   */
  public long address() {
    return call(weirJNI::DeviceBlock_address);
  }

  /**
   * Copies an array that is not larger into it, and waits.
   *
   * @param stream copies it
   * @param src what to copy
   */
  public void write(Stream stream, NdArray src) {
    run(at -> stream.run(on -> weirJNI.DeviceBlock_copy(at, on, src.buffer(), src.words(), true)));
  }

  /**
   * Copies it into an array that is not larger, and waits.
   *
   * @param stream copies it
   * @param dst where to
   */
  public void read(Stream stream, NdArray dst) {
    run(at -> stream.run(on -> weirJNI.DeviceBlock_copy(at, on, dst.target(), dst.words(), false)));
  }
}
