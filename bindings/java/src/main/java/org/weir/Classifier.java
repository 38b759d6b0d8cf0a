// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import org.weir.low.weirJNI;

/** Gives points their class, by rules in common use, and shows them. */
public final class Classifier {
  private final ClassifyOptions options;

  /** Makes one with the library's thresholds. */
  public Classifier() {
    this(ClassifyOptions.DEFAULT);
  }

  /**
   * Makes one.
   *
   * @param options the thresholds
   */
  public Classifier(ClassifyOptions options) {
    this.options = java.util.Objects.requireNonNull(options, "options");
  }

  /**
   * Gives each point a class: the numbers of {@link PointClass}.
   *
   * @param features of the points
   * @param control may be null
   * @return one byte per point, in a direct buffer
   */
  public ByteBuffer classify(Features features, Control control) {
    ByteBuffer classes = NdArray.bytes(features.pointCount(), 1);
    Control.with(
        control,
        c ->
            features.call(
                at -> {
                  weirJNI.Features_classify_into(
                      at, options.numbers(), c, classes, (long) classes.capacity());
                  return null;
                }));
    return classes;
  }

  /**
   * Gives each point a class.
   *
   * @param features of the points
   * @return one byte per point
   */
  public byte[] classify(Features features) {
    ByteBuffer classes = classify(features, null);
    byte[] copy = new byte[classes.capacity()];
    classes.get(0, copy);
    return copy;
  }

  /**
   * Writes a PNG that shows points from above: their height and their classes.
   *
   * @param runtime does the work
   * @param path where it goes
   * @param xyz three doubles per point, in a direct buffer
   * @param classes one byte per point, in a direct buffer
   * @param longestSidePx of each of the two maps; 0 is the default
   * @param info the tile's, for its units; null is metres
   * @param control may be null
   */
  public static void writePicture(
      Runtime runtime,
      Path path,
      DoubleBuffer xyz,
      ByteBuffer classes,
      int longestSidePx,
      TileInfo info,
      Control control) {
    DoubleBuffer points = Points.checked(xyz);
    ByteBuffer each = classes.slice();
    if (each.capacity() != points.capacity() / 3) {
      throw WeirException.invalid(
          each.capacity() + " classes for " + points.capacity() / 3 + " points");
    }
    Control.with(
        control,
        c ->
            runtime.call(
                at -> {
                  weirJNI.picture_write(
                      at,
                      path.toString(),
                      points,
                      each,
                      (long) each.capacity(),
                      longestSidePx,
                      info == null ? 0 : info.unitsPerMetre(),
                      info == null ? 0 : info.zUnitsPerMetre(),
                      c);
                  return null;
                }));
  }
}
