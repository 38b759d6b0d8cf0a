// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/**
 * Memory of the runtime's device, which is the host's where that is the device. Any number of threads
 * may use one.
 */
public final class DevicePool extends Handle {
  /**
   * What a pool is made with; 0 is the library's default.
   *
   * @param capacityBytes never hold more
   * @param reserveBytes for CRITICAL requests
   * @param waitNanos the longest that a request waits for streams
   */
  public record Options(long capacityBytes, long reserveBytes, long waitNanos) {
    /** All defaults. */
    public static final Options DEFAULT = new Options(0, 0, 0);
  }

  /**
   * Makes a pool. The device is started by the first array.
   *
   * @param runtime whose device
   * @param options what it is made with
   */
  public DevicePool(Runtime runtime, Options options) {
    super(
        runtime.call(
            at ->
                weirJNI.new_DevicePool(
                    at, options.capacityBytes(), options.reserveBytes(), options.waitNanos())),
        weirJNI::delete_DevicePool,
        "DevicePool");
  }

  /**
   * Takes memory for an array like this one and copies it there; waits until it is there.
   *
   * @param stream copies it
   * @param src what to copy
   * @param priority how much it matters
   * @return the array on the device, its rows one after another
   */
  public DeviceArray upload(Stream stream, NdArray src, Priority priority) {
    long bytes = src.dtype().bytes();
    for (long extent : src.shape()) {
      bytes = Math.multiplyExact(bytes, extent);
    }
    long size = bytes;
    DeviceArray made =
        new DeviceArray(call(at -> weirJNI.DevicePool_block(at, size, priority.code(), 0)), size);
    try {
      made.write(stream, src);
      return made;
    } catch (RuntimeException error) {
      made.close();
      throw error;
    }
  }

  /**
   * Gives idle memory back to the device until no more than that is idle.
   *
   * @param keepBytes what may stay
   * @return how many bytes went
   */
  public long trim(long keepBytes) {
    return call(at -> weirJNI.DevicePool_trim(at, keepBytes));
  }

  /**
   * Tells what the pool holds, how often memory was used again, and how requests were served.
   *
   * @return JSON
   */
  public String statsJson() {
    return call(weirJNI::DevicePool_stats_json);
  }
}
