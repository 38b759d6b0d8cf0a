// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.time.Duration;
import org.weir.low.weirJNI;

/**
 * A monitor of a runtime's memory: how full it is, and its relief before it is too full. It has a
 * thread only between {@link #start} and {@link #stop}.
 */
public final class Pressure extends Handle {
  /**
   * What a monitor is made with; 0 is the library's default.
   *
   * @param watchOnly tell, and relieve nothing
   * @param risingAt where RISING begins: above 0, up to 1, never falling from level to level
   * @param highAt where HIGH begins
   * @param severeAt where SEVERE begins
   * @param criticalAt where CRITICAL begins
   * @param intervalNanos between two looks
   */
  public record Options(
      boolean watchOnly,
      double risingAt,
      double highAt,
      double severeAt,
      double criticalAt,
      long intervalNanos) {
    /** All defaults. */
    public static final Options DEFAULT = new Options(false, 0, 0, 0, 0, 0);
  }

  /**
   * Makes a monitor. It does nothing until it is asked.
   *
   * @param runtime whose memory
   * @param options what it is made with
   */
  public Pressure(Runtime runtime, Options options) {
    super(
        runtime.call(
            at ->
                weirJNI.new_Pressure(
                    at,
                    options.watchOnly() ? 1 : 0,
                    options.risingAt(),
                    options.highAt(),
                    options.severeAt(),
                    options.criticalAt(),
                    options.intervalNanos())),
        weirJNI::delete_Pressure,
        "Pressure");
  }

  /**
   * Watches and relieves in a thread of its own, from now on.
   *
   * @param listener hears of each change of the level; null: relief alone
   */
  public void start(PressureListener listener) {
    // The same bridge as the log's: a number and a text.
    run(
        at ->
            weirJNI.Pressure_start(
                at,
                listener == null
                    ? null
                    : new Runtime.Bridge(
                        (text, level) -> listener.onLevel(PressureLevel.of(level), text))));
  }

  /** Ends the thread; the listener is called no more when this returns. */
  public void stop() {
    run(weirJNI::Pressure_stop);
  }

  /**
   * Waits until the level is another one. Without a thread that watches, the caller looks and
   * relieves; a timeout of zero is one look with its relief.
   *
   * @param known the level that is known
   * @param timeout how long; null: as long as it takes
   * @return the level, which is still the known one when the time is over
   */
  public PressureLevel await(PressureLevel known, Duration timeout) {
    long nanos = timeout == null ? -1 : Math.max(0, timeout.toNanos());
    return PressureLevel.of(call(at -> weirJNI.Pressure_wait(at, known.code(), nanos)));
  }

  /**
   * Lets go, however full memory is, all that is let go at a level.
   *
   * @param level NORMAL means SEVERE: everything but cached entries that could still be used
   * @return how many bytes the budget got back
   */
  public long optimize(PressureLevel level) {
    return call(at -> weirJNI.Pressure_optimize(at, level.code()));
  }

  /**
   * Looks at memory now, and relieves nothing.
   *
   * @return JSON: the figures, the last looks, and what each step has let go
   */
  public String statsJson() {
    return call(weirJNI::Pressure_json);
  }
}
