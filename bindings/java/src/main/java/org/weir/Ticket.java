// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.weir.low.weirJNI;

/**
 * Work that goes on by itself: one item, or many with an outcome each. Closing it does not stop the
 * work, and the buffers it works on stay reachable until it is done.
 */
public final class Ticket extends Handle {
  private final AtomicReference<Throwable> thrown;

  Ticket(long pointer, Control control) {
    super(pointer, weirJNI::delete_Ticket, "Ticket");
    thrown = control == null ? new AtomicReference<>() : control.thrown();
  }

  /** Waits until the work is done. Throws the work's own failure; not interruptible. */
  public void await() {
    await(-1L);
  }

  /**
   * Waits until the work is done, or until the time is over.
   *
   * @param timeout how long at most
   * @return false when the time was over first
   */
  public boolean await(Duration timeout) {
    return await(nanos(timeout));
  }

  private boolean await(long nanos) {
    long at = enter();
    try {
      return weirJNI.Ticket_wait(at, nanos);
    } catch (WeirException error) {
      throw error.because(thrown.get());
    } finally {
      leave();
    }
  }

  /** As an unsigned number of nanoseconds, whose largest is for ever. */
  static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    try {
      return timeout.toNanos();
    } catch (ArithmeticException error) {
      return -1L;
    }
  }

  /**
   * Tells whether the work is over, well or not.
   *
   * @return true when it is
   */
  public boolean isDone() {
    return status() != Status.AGAIN;
  }

  /**
   * Tells how the work stands, and throws nothing.
   *
   * @return AGAIN while it goes on, else how it ended
   */
  public Status status() {
    return Status.of(call(weirJNI::Ticket_poll));
  }

  /**
   * Tells what went wrong.
   *
   * @return the text; empty while the work goes on, and when it went well
   */
  public String error() {
    return call(weirJNI::Ticket_error);
  }

  /** Asks the work to stop: what has not begun never will. */
  public void cancel() {
    run(weirJNI::Ticket_cancel);
  }

  /**
   * Tells how many items are over.
   *
   * @return items over, and all
   */
  public Progress progress() {
    return call(at -> (Progress) weirJNI.Ticket_how_far(at));
  }

  /**
   * Tells how many items there are.
   *
   * @return 1, or the pairs of a batch
   */
  public long itemCount() {
    return call(weirJNI::Ticket_item_count);
  }

  /**
   * Tells how one item stands.
   *
   * @param index from 0
   * @return AGAIN while it is not over
   */
  public Status itemStatus(long index) {
    return Status.of(call(at -> weirJNI.Ticket_item_status(at, index)));
  }

  /**
   * Tells what went wrong with one item.
   *
   * @param index from 0
   * @return the text, "" when nothing did
   */
  public String itemError(long index) {
    return call(at -> weirJNI.Ticket_item_error(at, index));
  }

  /** As the native half calls it. */
  private static final class Bridge {
    private final Consumer<Status> listener;

    Bridge(Consumer<Status> listener) {
      this.listener = listener;
    }

    void done(int status) {
      try {
        listener.accept(Status.of(status));
      } catch (Throwable thrown) {
        Uncaught.tell(thrown);
      }
    }
  }

  /**
   * Leaves a function to be called once, when the work is done; here and now when it is. It runs in
   * the thread that finishes the work, so it should be quick, and must not wait for other work.
   * What it throws goes to that thread's uncaught exception handler.
   *
   * @param listener hears how it ended
   */
  public void onDone(Consumer<Status> listener) {
    java.util.Objects.requireNonNull(listener, "listener");
    run(at -> weirJNI.Ticket_on_done(at, new Bridge(listener)));
  }

  /**
   * Gives a future that is done when the work is, with this ticket, or with a {@link
   * WeirException}. Cancelling it cancels the work. Functions left on it run in the thread that
   * finishes the work: use the {@code ...Async} ones for anything that waits or takes long.
   *
   * @return the future
   */
  public CompletableFuture<Ticket> toFuture() {
    CompletableFuture<Ticket> future =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            if (cancelled && !isClosed()) {
              Ticket.this.cancel();
            }
            return cancelled;
          }
        };
    onDone(
        status -> {
          if (!status.isError()) {
            future.complete(this);
          } else {
            String text = isClosed() ? "its ticket was closed meanwhile" : error();
            future.completeExceptionally(
                WeirException.of(status.code(), text).because(thrown.get()));
          }
        });
    return future;
  }
}
