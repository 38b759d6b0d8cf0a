// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.time.Duration;
import org.weir.low.weirJNI;

/** One stream of a pool: it copies one thing after another, in the order it was asked. */
public final class Stream extends Handle {
  Stream(long pointer) {
    super(pointer, weirJNI::delete_Stream, "Stream");
  }

  /**
   * Copies one array into another, after all this stream was asked before.
   *
   * @param src from
   * @param dst to: of the same type and shape
   * @return the work
   */
  public Ticket transfer(NdArray src, NdArray dst) {
    long at = enter();
    try {
      return new Ticket(
          weirJNI.Stream_copy(at, src.buffer(), src.words(), dst.target(), dst.words()), null);
    } finally {
      leave();
    }
  }

  /** Waits until all it was asked before is over. Throws a failure nobody was told of yet. */
  public void synchronize() {
    run(at -> weirJNI.Stream_synchronize(at, -1L));
  }

  /**
   * Waits until all it was asked before is over, or until the time is.
   *
   * @param timeout how long at most
   * @return false when the time was over first
   */
  public boolean synchronize(Duration timeout) {
    return call(at -> weirJNI.Stream_synchronize(at, Ticket.nanos(timeout)));
  }

  /**
   * Marks how far this stream has come.
   *
   * @return done when all that was asked of this stream before is over, however it ended
   */
  public Ticket record() {
    return new Ticket(call(weirJNI::Stream_record), null);
  }

  /**
   * Lets what is asked of this stream from now on begin when some work is over. Returns at once.
   *
   * @param ticket the work, of whatever stream or pool
   */
  public void waitFor(Ticket ticket) {
    ticket.run(other -> run(at -> weirJNI.Stream_wait_for(at, other)));
  }

  /**
   * Tells its counts.
   *
   * @return the counts
   */
  public StreamStats stats() {
    return call(at -> (StreamStats) weirJNI.Stream_stats(at));
  }

  /**
   * Tells the text of its last failure, whoever was told.
   *
   * @return the text, "" when there was none
   */
  public String lastError() {
    return call(weirJNI::Stream_last_error);
  }

  /**
   * Tells its number in its pool.
   *
   * @return from 0
   */
  public int index() {
    long at = enter();
    try {
      return weirJNI.Stream_index(at);
    } finally {
      leave();
    }
  }
}
