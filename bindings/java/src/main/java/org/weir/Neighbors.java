// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.weir.low.weirJNI;

/** Points, ready to be asked who is near. Any number of threads may ask at once. */
public final class Neighbors extends Handle {
  /**
   * What was found: k values for each query, nearest first. Where there are fewer points than k, the
   * rest is -1, infinitely far.
   *
   * @param indices of points
   * @param distances in the points' own units
   */
  public record Found(long[] indices, double[] distances) {}

  private Neighbors(long pointer) {
    super(pointer, weirJNI::delete_Neighbors, "Neighbors");
  }

  /**
   * Makes an index of points.
   *
   * @param runtime pays for it
   * @param xyz three doubles per point, in a direct buffer
   * @param control may be null
   * @return the index
   */
  public static Neighbors of(Runtime runtime, DoubleBuffer xyz, Control control) {
    DoubleBuffer from = Points.checked(xyz);
    return new Neighbors(
        Control.with(
            control,
            c -> runtime.call(at -> weirJNI.Neighbors_of(at, from, from.capacity() / 3, c))));
  }

  /**
   * Makes an index of points.
   *
   * @param runtime pays for it
   * @param xyz three doubles per point
   * @return the index
   */
  public static Neighbors of(Runtime runtime, double[] xyz) {
    return of(runtime, Points.direct(xyz), null);
  }

  /**
   * Finds the k nearest points of each query, exactly.
   *
   * @param queries three doubles per query, in a direct buffer
   * @param k how many
   * @param control may be null
   * @return what was found
   */
  public Found nearest(DoubleBuffer queries, int k, Control control) {
    DoubleBuffer from = Points.checked(queries);
    long count = from.capacity() / 3;
    if (k < 1 || k > 4096) {
      throw WeirException.invalid("k is " + k + ": 1 to 4096");
    }
    ByteBuffer indices = NdArray.bytes(count * k, 8);
    ByteBuffer distances = NdArray.bytes(count * k, 8);
    Control.with(
        control,
        c ->
            call(
                at -> {
                  weirJNI.Neighbors_nearest_into(at, from, count, k, c, indices, distances);
                  return null;
                }));
    Found found = new Found(new long[(int) (count * k)], new double[(int) (count * k)]);
    indices.asLongBuffer().get(found.indices());
    distances.asDoubleBuffer().get(found.distances());
    return found;
  }

  /**
   * Finds the k nearest points of each query, exactly.
   *
   * @param queries three doubles per query
   * @param k how many
   * @return what was found
   */
  public Found nearest(double[] queries, int k) {
    return nearest(Points.direct(queries), k, null);
  }
}
