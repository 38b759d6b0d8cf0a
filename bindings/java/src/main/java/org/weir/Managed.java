// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/**
 * A buffer that makes room for others while nobody has it pinned: compressed, then spilled to a
 * file, and as it was when it is pinned again.
 */
public final class Managed extends Handle {
  /**
   * How all managed buffers of a runtime are kept; 0 and "" are the library's defaults.
   *
   * @param compress whether what is idle may be compressed
   * @param spill whether it may be spilled
   * @param compressAt how full the budget is when compressing begins, above 0 and up to 1
   * @param spillLimitBytes the most that lies in the file at once
   * @param spillDirectory where the file is
   */
  public record Settings(
      boolean compress,
      boolean spill,
      double compressAt,
      long spillLimitBytes,
      String spillDirectory) {
    /** All defaults. */
    public static final Settings DEFAULT = new Settings(true, true, 0, 0, "");
  }

  private static int flags(boolean compress, boolean spill) {
    return (compress ? 0 : 1) | (spill ? 0 : 2);
  }

  /**
   * Chooses how a runtime's managed buffers are kept, from now on.
   *
   * @param runtime whose
   * @param settings how
   */
  public static void configure(Runtime runtime, Settings settings) {
    runtime.run(
        at ->
            weirJNI.Managed_set_up(
                at,
                flags(settings.compress(), settings.spill()),
                settings.compressAt(),
                settings.spillLimitBytes(),
                settings.spillDirectory()));
  }

  /**
   * Makes a buffer of MEDIUM priority, all zeros, that nobody has pinned yet.
   *
   * @param runtime pays for it
   * @param size bytes
   */
  public Managed(Runtime runtime, long size) {
    this(runtime, size, Priority.MEDIUM, true, true, 0);
  }

  /**
   * Makes a buffer, all zeros, that nobody has pinned yet.
   *
   * @param runtime pays for it
   * @param size bytes
   * @param priority LOW gives way first
   * @param compress whether it may be compressed
   * @param spill whether it may be spilled
   * @param alignment a power of two up to 2 MiB; 0: 64
   */
  public Managed(
      Runtime runtime,
      long size,
      Priority priority,
      boolean compress,
      boolean spill,
      int alignment) {
    super(
        runtime.call(
            at -> {
              if (size < 0 || alignment < 0) {
                throw WeirException.of(
                    Status.INVALID.code(), "a buffer's size and alignment cannot be negative");
              }
              return weirJNI.new_Managed(
                  at, size, priority.code(), flags(compress, spill), alignment);
            }),
        weirJNI::delete_Managed,
        "Managed");
  }

  /**
   * Pins it: its bytes are in memory, and stay where they are, until the buffer is closed and its
   * bytes cannot be reached any more.
   *
   * @return the bytes
   */
  public Buffer pin() {
    return new Buffer(call(weirJNI::Managed_pin));
  }

  /**
   * Copies bytes out of it. It is pinned for the call alone, so this is for those who want its room
   * back at once: what {@link #pin()} gives stays pinned until the garbage collector has found it.
   *
   * @param from where they begin
   * @param into as many as this holds
   */
  public void read(long from, byte[] into) {
    run(at -> weirJNI.Managed_read_bytes(at, from, into));
  }

  /**
   * Copies bytes into it; it is pinned for the call alone.
   *
   * @param to where they begin
   * @param bytes all of these
   */
  public void write(long to, byte[] bytes) {
    run(at -> weirJNI.Managed_write_bytes(at, to, bytes));
  }

  /**
   * Tells how it is now, without bringing it back.
   *
   * @return where it is and what it takes there
   */
  public ManagedState state() {
    return call(at -> (ManagedState) weirJNI.Managed_state(at));
  }

  /**
   * Tells what all managed buffers of a runtime look like.
   *
   * @param runtime whose
   * @return JSON
   */
  public static String statsJson(Runtime runtime) {
    return runtime.call(weirJNI::Managed_stats_json);
  }
}
