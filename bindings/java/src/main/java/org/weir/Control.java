// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.weir.low.weirJNI;

/** Handed to calls that can take long: hears how far they are, and stops them, from any thread. */
public final class Control extends Handle {
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();

  /** Makes a control. */
  public Control() {
    super(weirJNI.new_Control(), weirJNI::delete_Control, "Control");
  }

  /** As the native half calls it. */
  private static final class Bridge {
    private final ProgressListener listener;
    private final AtomicReference<Throwable> thrown;

    Bridge(ProgressListener listener, AtomicReference<Throwable> thrown) {
      this.listener = listener;
      this.thrown = thrown;
    }

    boolean progress(long done, long total) {
      try {
        return listener.onProgress(done, total);
      } catch (Throwable error) {
        thrown.set(error);
        return true;
      }
    }
  }

  /**
   * Sets who hears of progress.
   *
   * @param listener the listener; null takes it away
   * @return this
   */
  public Control onProgress(ProgressListener listener) {
    run(
        at ->
            weirJNI.Control_on_progress(
                at, listener == null ? null : new Bridge(listener, thrown)));
    return this;
  }

  /** Asks the work to stop: it ends soon, with {@link Status#CANCELLED}. */
  public void cancel() {
    run(weirJNI::Control_cancel);
  }

  /**
   * Tells how far the work is.
   *
   * @return steps over, and all
   */
  public Progress progress() {
    return call(at -> (Progress) weirJNI.Control_how_far(at));
  }

  AtomicReference<Throwable> thrown() {
    return thrown;
  }

  /** Runs a long call with a control, which may be null. */
  static <R> R with(Control control, LongFunction<R> body) {
    long at = enter(control);
    try {
      return body.apply(at);
    } catch (WeirException error) {
      throw control == null ? error : error.because(control.thrown.getAndSet(null));
    } finally {
      leave(control);
    }
  }
}
