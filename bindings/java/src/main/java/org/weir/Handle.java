// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Something of the library's that is held until it is closed.
 *
 * <p>{@link #close()} may be called again, from any thread, and while calls are under way in other
 * threads: those end first, later ones throw a {@link WeirException} with {@link Status#CLOSED}.
 * Things may be closed in any order. What is forgotten is closed when the garbage collector finds
 * it, which may be late.
 */
public abstract class Handle implements AutoCloseable {
  static final Cleaner CLEANER = Cleaner.create();

  private final State state;
  private final Cleaner.Cleanable cleanable;

  Handle(long pointer, LongConsumer free, String what) {
    state = new State(pointer, free, what);
    cleanable = CLEANER.register(this, state);
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /**
   * Tells whether {@link #close()} was called.
   *
   * @return true once it was
   */
  public final boolean isClosed() {
    return state.closed();
  }

  /** Begins a call: gives the address, which stays good until {@link #leave()}. */
  final long enter() {
    return state.enter();
  }

  final void leave() {
    state.leave();
  }

  final <R> R call(LongFunction<R> body) {
    long pointer = state.enter();
    try {
      return body.apply(pointer);
    } finally {
      state.leave();
    }
  }

  final void run(LongConsumer body) {
    long pointer = state.enter();
    try {
      body.accept(pointer);
    } finally {
      state.leave();
    }
  }

  /**
   * Lends memory of this thing's: it ends when this is closed and nobody can reach the buffer, or a
   * slice of it, any more.
   */
  final ByteBuffer lend(LongFunction<Object> bytes) {
    long pointer = state.enter();
    boolean lent = false;
    try {
      ByteBuffer buffer = (ByteBuffer) bytes.apply(pointer);
      if (buffer == null) {
        return null;
      }
      State owner = state;
      CLEANER.register(buffer, owner::leave);
      lent = true;
      // A slice or view keeps the buffer it was made from reachable.
      return buffer.order(java.nio.ByteOrder.nativeOrder());
    } finally {
      if (!lent) {
        state.leave();
      }
    }
  }

  /** The address of a thing that need not be there; {@link #leave(Handle)} ends it. */
  static long enter(Handle handle) {
    return handle == null ? 0 : handle.enter();
  }

  static void leave(Handle handle) {
    if (handle != null) {
      handle.leave();
    }
  }

  /** Knows nothing of the handle, so that the garbage collector can find the handle. */
  private static final class State implements Runnable {
    private static final VarHandle COUNT;
    private static final VarHandle POINTER;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        COUNT = lookup.findVarHandle(State.class, "count", int.class);
        POINTER = lookup.findVarHandle(State.class, "pointer", long.class);
      } catch (ReflectiveOperationException error) {
        throw new ExceptionInInitializerError(error);
      }
    }

    private final LongConsumer free;
    private final String what;
    private volatile long pointer;
    // Twice the calls under way, and one more when it is closed.
    private volatile int count;

    State(long pointer, LongConsumer free, String what) {
      this.pointer = pointer;
      this.free = free;
      this.what = what;
    }

    boolean closed() {
      return (count & 1) != 0;
    }

    long enter() {
      if (((int) COUNT.getAndAdd(this, 2) & 1) != 0) {
        leave();
        throw WeirException.of(Status.CLOSED.code(), "this " + what + " was closed");
      }
      return (long) POINTER.get(this);
    }

    void leave() {
      if ((int) COUNT.getAndAdd(this, -2) == 3) {
        end();
      }
    }

    @Override
    public void run() {
      if ((int) COUNT.getAndBitwiseOr(this, 1) == 0) {
        end();
      }
    }

    // A late enter() of a closed handle may bring a second thread here.
    private void end() {
      long last = (long) POINTER.getAndSet(this, 0L);
      if (last != 0) {
        free.accept(last);
      }
    }
  }
}
