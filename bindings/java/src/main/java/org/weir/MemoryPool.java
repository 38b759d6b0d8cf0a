// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/** Blocks of memory that are used again. Any number of threads may use one. */
public final class MemoryPool extends Handle {
  /**
   * What a pool is made with; 0 is the library's default.
   *
   * @param debug find blocks that are written to after they were given back
   * @param capacityBytes never hold more
   * @param reserveBytes for CRITICAL requests
   * @param idleNanos LOW blocks idle for longer go back to the machine
   */
  public record Options(boolean debug, long capacityBytes, long reserveBytes, long idleNanos) {
    /** All defaults. */
    public static final Options DEFAULT = new Options(false, 0, 0, 0);

    Options checked() {
      Counts.require("capacityBytes", capacityBytes);
      Counts.require("reserveBytes", reserveBytes);
      Counts.require("idleNanos", idleNanos);
      return this;
    }
  }

  private MemoryPool(long pointer) {
    super(pointer, weirJNI::delete_MemoryPool, "MemoryPool");
  }

  /**
   * Makes a pool of its own.
   *
   * @param runtime pays for it
   * @param options what it is made with
   */
  public MemoryPool(Runtime runtime, Options options) {
    this(
        runtime.call(
            at ->
                weirJNI.new_MemoryPool(
                    at,
                    options.checked().debug() ? 1 : 0,
                    options.capacityBytes(),
                    options.reserveBytes(),
                    options.idleNanos())));
  }

  /**
   * The pool that the runtime's parts share.
   *
   * @param runtime whose
   * @return a hold on it
   */
  public static MemoryPool of(Runtime runtime) {
    return new MemoryPool(runtime.call(weirJNI::MemoryPool_shared));
  }

  /**
   * Hands out a block. It is back in the pool once the buffer is closed and its bytes cannot be
   * reached any more.
   *
   * @param size bytes
   * @param priority how much it matters
   * @param zeroed all bytes zero; else they are not set
   * @param alignment a power of two up to 2 MiB; 0: 64
   * @return the block
   */
  public Buffer block(long size, Priority priority, boolean zeroed, int alignment) {
    if (size < 0 || alignment < 0) {
      throw WeirException.of(
          Status.INVALID.code(), "a block's size and alignment cannot be negative");
    }
    return new Buffer(
        call(at -> weirJNI.MemoryPool_block(at, size, priority.code(), zeroed ? 1 : 0, alignment)));
  }

  /**
   * Hands out a block of MEDIUM priority, all zeros.
   *
   * @param size bytes
   * @return the block
   */
  public Buffer block(long size) {
    return block(size, Priority.MEDIUM, true, 0);
  }

  /**
   * Gives idle memory back to the machine until no more than that is idle.
   *
   * @param keepBytes what may stay
   * @return how many bytes went
   */
  public long trim(long keepBytes) {
    return call(at -> weirJNI.MemoryPool_trim(at, keepBytes));
  }

  /**
   * Tells what the pool holds and how often blocks were used again.
   *
   * @return JSON
   */
  public String statsJson() {
    return call(weirJNI::MemoryPool_stats_json);
  }
}
