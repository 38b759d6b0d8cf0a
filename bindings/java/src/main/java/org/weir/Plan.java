// SPDX-License-Identifier: Apache-2.0
package org.weir;

import org.weir.low.weirJNI;

/** A batch that is asked for again and again: described and checked once, then run. */
public final class Plan extends Handle {
  private final Object[] buffers; // stay reachable while this is, and while a run goes on

  Plan(long pointer, Object[] buffers) {
    super(pointer, weirJNI::delete_Plan, "Plan");
    this.buffers = buffers;
  }

  /**
   * Copies every pair: what lies in its source now.
   *
   * @return the work
   */
  public Ticket run() {
    return run((Control) null);
  }

  /**
   * Copies every pair: what lies in its source now.
   *
   * @param control hears of it and stops it; may be null
   * @return the work
   */
  public Ticket run(Control control) {
    return new Ticket(
        Control.with(control, c -> call(at -> weirJNI.Plan_run_held(at, buffers, c))), control);
  }
}
