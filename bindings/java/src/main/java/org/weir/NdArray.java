// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.weir.low.weirJNI;

/**
 * An array of any shape and strides in a direct buffer, which it describes and does not copy. A
 * buffer counts from its position to its limit, as they were when it was handed in.
 */
public final class NdArray {
  private static final int MAX_DIMENSIONS = 32;

  private final Buffer data;
  private final DType dtype;
  private final long offsetBytes;
  private final long[] shape;
  private final long[] strides;
  private final long[] words;

  private NdArray(Buffer data, DType dtype, long offset, long[] shape, long[] strides) {
    this.data = data;
    this.dtype = dtype;
    this.offsetBytes = offset;
    this.shape = shape;
    this.strides = strides;
    checkWithin();
    words = describe();
  }

  private void checkWithin() {
    if (shape.length > MAX_DIMENSIONS || strides.length != shape.length) {
      throw WeirException.invalid(
          shape.length + " extents and " + strides.length + " strides: at most "
              + MAX_DIMENSIONS + ", and as many of both");
    }
    long low = offsetBytes;
    long high = offsetBytes;
    try {
      for (int k = 0; k < shape.length; k++) {
        if (shape[k] < 0) {
          throw WeirException.invalid("an extent is negative: " + Arrays.toString(shape));
        }
        long reach = Math.multiplyExact(Math.max(shape[k] - 1, 0), strides[k]);
        low = Math.addExact(low, Math.min(reach, 0));
        high = Math.addExact(high, Math.max(reach, 0));
      }
      high = Math.addExact(high, dtype.bytes());
    } catch (ArithmeticException error) {
      throw WeirException.invalid("extents and strides are out of range");
    }
    long bytes = (long) data.capacity() * unit(data);
    boolean none = Arrays.stream(shape).anyMatch(extent -> extent == 0);
    if (!none && (low < 0 || high > bytes)) {
      throw WeirException.invalid(
          "shape " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides)
              + " reaches bytes " + low + " to " + high + " of a buffer of " + bytes);
    }
  }

  private static int unit(Buffer data) {
    if (data instanceof DoubleBuffer || data instanceof LongBuffer) {
      return 8;
    }
    if (data instanceof FloatBuffer || data instanceof IntBuffer) {
      return 4;
    }
    return data instanceof ByteBuffer ? 1 : 2;
  }

  private static Buffer checked(Buffer data, ByteOrder order) {
    if (!data.isDirect()) {
      throw WeirException.invalid(
          "a direct buffer is needed: NdArray.copyOf(array), or ByteBuffer.allocateDirect(...)");
    }
    if (order != ByteOrder.nativeOrder() && unit(data) > 1) {
      throw WeirException.invalid(
          "the buffer's bytes are not in this machine's order: "
              + "allocateDirect(n).order(ByteOrder.nativeOrder())");
    }
    return data.slice();
  }

  private static NdArray dense(Buffer data, ByteOrder order, DType dtype, long[] shape) {
    Buffer slice = checked(data, order);
    long[] extents =
        shape.length > 0
            ? shape.clone()
            : new long[] {(long) slice.capacity() * unit(slice) / dtype.bytes()};
    return new NdArray(slice, dtype, 0, extents, rows(extents, dtype));
  }

  private static long[] rows(long[] shape, DType dtype) {
    long[] strides = new long[shape.length];
    long step = dtype.bytes();
    for (int k = shape.length - 1; k >= 0; k--) {
      strides[k] = step;
      try {
        step = Math.multiplyExact(step, Math.max(shape[k], 1));
      } catch (ArithmeticException error) {
        throw WeirException.invalid("extents are out of range: " + Arrays.toString(shape));
      }
    }
    return strides;
  }

  /**
   * Describes doubles.
   *
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(DoubleBuffer data, long... shape) {
    return dense(data, data.order(), DType.F64, shape);
  }

  /**
   * Describes floats.
   *
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(FloatBuffer data, long... shape) {
    return dense(data, data.order(), DType.F32, shape);
  }

  /**
   * Describes longs.
   *
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(LongBuffer data, long... shape) {
    return dense(data, data.order(), DType.I64, shape);
  }

  /**
   * Describes ints.
   *
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(IntBuffer data, long... shape) {
    return dense(data, data.order(), DType.I32, shape);
  }

  /**
   * Describes shorts.
   *
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(ShortBuffer data, long... shape) {
    return dense(data, data.order(), DType.I16, shape);
  }

  /**
   * Describes chars, which are unsigned.
   *
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(CharBuffer data, long... shape) {
    return dense(data, data.order(), DType.U16, shape);
  }

  /**
   * Describes elements of any type, which lie one after another.
   *
   * @param dtype what they are
   * @param data a direct buffer
   * @param shape the extents; none: one dimension, the whole buffer
   * @return the array
   */
  public static NdArray of(DType dtype, ByteBuffer data, long... shape) {
    return dense(data, ByteOrder.nativeOrder(), dtype, shape);
  }

  /**
   * Makes an array with new memory, all zero.
   *
   * @param dtype what it holds
   * @param shape the extents
   * @return the array
   */
  public static NdArray allocate(DType dtype, long... shape) {
    long[] extents = shape.clone();
    boolean none = false;
    long bytes = dtype.bytes();
    for (long extent : extents) {
      none |= Counts.require("an extent", extent) == 0;
      bytes = Math.min(bytes, 1L << 31) * Math.min(Math.max(extent, 1), 1L << 31);
    }
    if (!none && bytes > Integer.MAX_VALUE) {
      throw WeirException.of(
          Status.LIMIT.code(),
          "a ByteBuffer holds 2 GiB at most: " + dtype + Arrays.toString(shape) + " needs more");
    }
    ByteBuffer data = ByteBuffer.allocateDirect(none ? 0 : (int) bytes);
    return new NdArray(data, dtype, 0, extents, rows(extents, dtype));
  }

  /**
   * Copies doubles into a new array.
   *
   * @param values the doubles
   * @param shape the extents; none: one dimension
   * @return the array
   */
  public static NdArray copyOf(double[] values, long... shape) {
    return of(bytes(values.length, 8).asDoubleBuffer().put(values).flip(), shape);
  }

  /**
   * Copies floats into a new array.
   *
   * @param values the floats
   * @param shape the extents; none: one dimension
   * @return the array
   */
  public static NdArray copyOf(float[] values, long... shape) {
    return of(bytes(values.length, 4).asFloatBuffer().put(values).flip(), shape);
  }

  /**
   * Copies longs into a new array.
   *
   * @param values the longs
   * @param shape the extents; none: one dimension
   * @return the array
   */
  public static NdArray copyOf(long[] values, long... shape) {
    return of(bytes(values.length, 8).asLongBuffer().put(values).flip(), shape);
  }

  /**
   * Copies ints into a new array.
   *
   * @param values the ints
   * @param shape the extents; none: one dimension
   * @return the array
   */
  public static NdArray copyOf(int[] values, long... shape) {
    return of(bytes(values.length, 4).asIntBuffer().put(values).flip(), shape);
  }

  /**
   * Copies shorts into a new array.
   *
   * @param values the shorts
   * @param shape the extents; none: one dimension
   * @return the array
   */
  public static NdArray copyOf(short[] values, long... shape) {
    return of(bytes(values.length, 2).asShortBuffer().put(values).flip(), shape);
  }

  /**
   * Copies bytes into a new array of signed ones.
   *
   * @param values the bytes
   * @param shape the extents; none: one dimension
   * @return the array
   */
  public static NdArray copyOf(byte[] values, long... shape) {
    return of(DType.I8, bytes(values.length, 1).put(values).flip(), shape);
  }

  static ByteBuffer bytes(long count, int size) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(count, size)))
        .order(ByteOrder.nativeOrder());
  }

  /**
   * A part of it along one axis, without a copy: {@code slice(0, 9, 5, -2)} is every second
   * element backwards from the tenth.
   *
   * @param axis which dimension
   * @param from the first index
   * @param count how many
   * @param step how far apart; may be negative or 0
   * @return the part
   */
  public NdArray slice(int axis, long from, long count, long step) {
    if (axis < 0 || axis >= shape.length) {
      throw WeirException.invalid("there is no axis " + axis + " of " + shape.length);
    }
    long last = from + (count - 1) * step;
    if (count < 0
        || (count > 0 && (from < 0 || from >= shape[axis] || last < 0 || last >= shape[axis]))) {
      throw WeirException.invalid(
          count + " items from " + from + " by " + step + " are not within " + shape[axis]);
    }
    long[] extents = shape.clone();
    long[] steps = strides.clone();
    extents[axis] = count;
    steps[axis] *= step;
    long start = count == 0 ? offsetBytes : offsetBytes + from * strides[axis];
    return new NdArray(data, dtype, start, extents, steps);
  }

  /**
   * The same elements with the axes in reverse order, without a copy.
   *
   * @return the transposed array
   */
  public NdArray transpose() {
    int n = shape.length;
    long[] extents = new long[n];
    long[] steps = new long[n];
    for (int k = 0; k < n; k++) {
      extents[k] = shape[n - 1 - k];
      steps[k] = strides[n - 1 - k];
    }
    return new NdArray(data, dtype, offsetBytes, extents, steps);
  }

  /**
   * The same memory seen with another shape and other strides.
   *
   * @param offset bytes from the buffer's beginning to the first element
   * @param extents the shape
   * @param steps bytes from one element to the next, for each dimension
   * @return the view
   */
  public NdArray view(long offset, long[] extents, long[] steps) {
    return new NdArray(data, dtype, offset, extents.clone(), steps.clone());
  }

  /**
   * Tells what it holds.
   *
   * @return the type
   */
  public DType dtype() {
    return dtype;
  }

  /**
   * Tells its extents.
   *
   * @return a copy
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * Tells its strides.
   *
   * @return a copy, in bytes
   */
  public long[] stridesBytes() {
    return strides.clone();
  }

  /**
   * Gives the memory, from the beginning of the buffer, whatever this array's offset.
   *
   * @return a buffer of the kind that was handed in, with a position of its own
   */
  public Buffer data() {
    return data.duplicate();
  }

  /**
   * Gives the memory of an array that was allocated here, or described as bytes.
   *
   * @return its bytes, in this machine's order
   */
  public ByteBuffer bytes() {
    if (data instanceof ByteBuffer raw) {
      return raw.duplicate().order(ByteOrder.nativeOrder());
    }
    throw WeirException.invalid("its memory was handed in as a " + data.getClass().getSimpleName());
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(shape);
  }

  Buffer buffer() {
    return data;
  }

  Buffer target() {
    if (data.isReadOnly()) {
      throw WeirException.invalid("the destination's buffer is read-only");
    }
    return data;
  }

  // As arrays.hpp reads it. The library has the least to look at when it is told of no strides.
  private long[] describe() {
    int n = shape.length;
    boolean dense = Arrays.equals(strides, rows(shape, dtype));
    long[] told = new long[4 + (dense ? n : 2 * n)];
    told[0] = dtype.code();
    told[1] = weirJNI.address_of(data) + offsetBytes;
    told[2] = n;
    told[3] = dense ? 0 : 1;
    System.arraycopy(shape, 0, told, 4, n);
    if (!dense) {
      System.arraycopy(strides, 0, told, 4 + n, n);
    }
    return told;
  }

  /** How it is told to the native half; nobody changes it. */
  long[] words() {
    return words;
  }
}
