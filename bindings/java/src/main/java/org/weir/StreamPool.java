// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.time.Duration;
import java.util.List;
import org.weir.low.weirJNI;

/** Streams that copy arrays while the program does something else. */
public final class StreamPool extends Handle {
  /**
   * What a pool is made with; 0 is the library's default.
   *
   * @param size streams
   * @param autoSync transfers and batches are over when their call returns
   * @param profiling times are taken
   * @param retry what fails for a passing reason is tried again
   * @param priority -20 to 19, lower goes first
   * @param maxBatchBytes in flight at once
   * @param retries more tries
   */
  public record Options(
      int size,
      boolean autoSync,
      boolean profiling,
      boolean retry,
      int priority,
      long maxBatchBytes,
      int retries) {
    /** All defaults. */
    public static final Options DEFAULT = ofSize(0);

    Options checked() {
      Counts.require("size", size);
      Counts.require("maxBatchBytes", maxBatchBytes);
      Counts.require("retries", retries);
      return this;
    }

    /**
     * The defaults, but for the size.
     *
     * @param size streams
     * @return new options
     */
    public static Options ofSize(int size) {
      return new Options(size, false, true, true, 0, 0, 0);
    }

    int flags() {
      return (autoSync ? 1 : 0) | (profiling ? 0 : 2) | (retry ? 0 : 4);
    }
  }

  /**
   * What is copied where, in a batch.
   *
   * @param src from
   * @param dst to
   */
  public record Pair(NdArray src, NdArray dst) {}

  /**
   * Makes a pool of its own.
   *
   * @param runtime pays for it
   * @param options what it is made with
   */
  public StreamPool(Runtime runtime, Options options) {
    this(
        runtime.call(
            at ->
                weirJNI.new_StreamPool(
                    at,
                    options.checked().size(),
                    options.flags(),
                    options.priority(),
                    options.maxBatchBytes(),
                    options.retries())));
  }

  StreamPool(long pointer) {
    super(pointer, weirJNI::delete_StreamPool, "StreamPool");
  }

  /**
   * Changes it while it is in use; a size, maxBatchBytes or retries of 0 stays as it is.
   *
   * @param options what it is to be
   */
  public void configure(Options options) {
    run(
        at ->
            weirJNI.StreamPool_set(
                at,
                options.checked().size(),
                options.flags(),
                options.priority(),
                options.maxBatchBytes(),
                options.retries()));
  }

  /**
   * Tells how many streams it has.
   *
   * @return how many
   */
  public int size() {
    return call(weirJNI::StreamPool_size);
  }

  /**
   * Gives one stream.
   *
   * @param index from 0
   * @return the stream
   */
  public Stream stream(int index) {
    return new Stream(call(at -> weirJNI.StreamPool_stream(at, index)));
  }

  /**
   * Gives the stream that is free first.
   *
   * @return the stream
   */
  public Stream next() {
    return new Stream(call(weirJNI::StreamPool_next));
  }

  /**
   * Copies one array into another on the stream that is free first.
   *
   * @param src from
   * @param dst to: of the same type and shape
   * @return the work
   */
  public Ticket transfer(NdArray src, NdArray dst) {
    long at = enter();
    try {
      return new Ticket(
          weirJNI.StreamPool_copy(at, src.buffer(), src.words(), dst.target(), dst.words()), null);
    } finally {
      leave();
    }
  }

  /**
   * Copies every pair, in no particular order, on all streams. Each pair has an outcome of its own.
   *
   * @param pairs what is copied where
   * @return the work
   */
  public Ticket batch(List<Pair> pairs) {
    return batch(pairs, null);
  }

  /**
   * Copies every pair, in no particular order, on all streams. Each pair has an outcome of its own.
   *
   * @param pairs what is copied where
   * @param control hears of it and stops it; may be null
   * @return the work
   */
  public Ticket batch(List<Pair> pairs, Control control) {
    Packed packed = new Packed(pairs);
    return new Ticket(
        Control.with(
            control,
            c ->
                call(at -> weirJNI.StreamPool_copy_all(at, packed.buffers, packed.words, c))),
        control);
  }

  /**
   * Makes a batch ready that is to be run many times.
   *
   * @param pairs what is copied where; every pair has to fit
   * @return the plan
   */
  public Plan plan(List<Pair> pairs) {
    Packed packed = new Packed(pairs);
    return new Plan(
        call(at -> weirJNI.StreamPool_make_plan(at, packed.buffers, packed.words)),
        packed.buffers);
  }

  /**
   * Gives a stream that queues on a device stream of the caller's own.
   *
   * @param nativeStream a cudaStream_t, which stays until this pool has ended
   * @return the stream
   */
  public Stream wrap(long nativeStream) {
    return new Stream(call(at -> weirJNI.StreamPool_wrap_native(at, nativeStream)));
  }

  /** The buffers of pairs, and what lies in them, as the native half wants them. */
  private static final class Packed {
    final Object[] buffers;
    final long[] words;

    Packed(List<Pair> pairs) {
      buffers = new Object[2 * pairs.size()];
      long[][] each = new long[buffers.length][];
      int total = 0;
      for (int k = 0; k < pairs.size(); k++) {
        Pair pair = pairs.get(k);
        buffers[2 * k] = pair.src().buffer();
        buffers[2 * k + 1] = pair.dst().target();
        each[2 * k] = pair.src().words();
        each[2 * k + 1] = pair.dst().words();
        total += each[2 * k].length + each[2 * k + 1].length;
      }
      words = new long[total];
      int to = 0;
      for (long[] one : each) {
        System.arraycopy(one, 0, words, to, one.length);
        to += one.length;
      }
    }
  }

  /** Waits until all it was asked before is over. Throws a failure nobody was told of yet. */
  public void waitAll() {
    run(at -> weirJNI.StreamPool_wait_all(at, -1L));
  }

  /**
   * Waits until all it was asked before is over, or until the time is.
   *
   * @param timeout how long at most
   * @return false when the time was over first
   */
  public boolean waitAll(Duration timeout) {
    return call(at -> weirJNI.StreamPool_wait_all(at, Ticket.nanos(timeout)));
  }

  /**
   * Tells its counts.
   *
   * @return the counts
   */
  public StreamPoolStats stats() {
    return call(at -> (StreamPoolStats) weirJNI.StreamPool_stats(at));
  }

  /**
   * Tells its counts and those of its streams.
   *
   * @return JSON
   */
  public String statsJson() {
    return call(weirJNI::StreamPool_stats_json);
  }
}
