// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.weir.low.weirJNI;

/** The features of every point of a set. Any number of threads may read. */
public final class Features extends Handle {
  private final long pointCount;

  private Features(long pointer, long pointCount) {
    super(pointer, weirJNI::delete_Features, "Features");
    this.pointCount = pointCount;
  }

  /**
   * Computes the features of points.
   *
   * @param runtime does the work
   * @param xyz three doubles per point, in a direct buffer
   * @param options how
   * @param control may be null
   * @return the features
   */
  public static Features of(
      Runtime runtime, DoubleBuffer xyz, FeaturesOptions options, Control control) {
    DoubleBuffer from = Points.checked(xyz);
    long count = from.capacity() / 3;
    long pointer =
        Control.with(
            control,
            c ->
                runtime.call(
                    at ->
                        weirJNI.Features_of(
                            at,
                            from,
                            count,
                            options.lod().code(),
                            options.neighborCount(),
                            options.numbers(),
                            c)));
    return new Features(pointer, count);
  }

  /**
   * Computes the features of points.
   *
   * @param runtime does the work
   * @param xyz three doubles per point
   * @param options how
   * @return the features
   */
  public static Features of(Runtime runtime, double[] xyz, FeaturesOptions options) {
    return of(runtime, Points.direct(xyz), options, null);
  }

  /**
   * Tells how many points there are.
   *
   * @return how many
   */
  public long pointCount() {
    return pointCount;
  }

  /**
   * Lends one feature of all points, to be read. The memory ends when this is closed and the buffer
   * cannot be reached any more.
   *
   * @param feature which
   * @return one float per point; empty when this level of detail does not make it
   */
  public Optional<FloatBuffer> column(Feature feature) {
    ByteBuffer bytes = lend(at -> weirJNI.Features_column_bytes(at, feature.code()));
    return bytes == null
        ? Optional.empty()
        : Optional.of(bytes.asFloatBuffer().asReadOnlyBuffer());
  }
}
