// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.weir.low.weirJNI;

/** A LAS file, open for reading. */
public final class Tile extends Handle {
  /**
   * Opens a file.
   *
   * @param runtime the runtime
   * @param path where it is
   */
  public Tile(Runtime runtime, Path path) {
    super(
        runtime.call(at -> weirJNI.new_Tile(at, path.toString())), weirJNI::delete_Tile, "Tile");
  }

  /**
   * Writes a LAS file of a place that does not exist, with the true class of each point.
   *
   * @param path where it goes
   * @param seed another seed, another place
   * @param pointCount 0 is the default
   * @param densityPerM2 0 is the default
   * @param control may be null
   */
  public static void writeSynthetic(
      Path path, long seed, long pointCount, double densityPerM2, Control control) {
    Control.with(
        control,
        c -> {
          weirJNI.synthetic_write(path.toString(), seed, pointCount, densityPerM2, c);
          return null;
        });
  }

  /**
   * Tells what the file says about itself.
   *
   * @return the figures
   */
  public TileInfo info() {
    return call(at -> (TileInfo) weirJNI.Tile_info(at));
  }

  /**
   * Reads one field of some points into a direct buffer, from its position on.
   *
   * @param field which
   * @param first the first point
   * @param count how many points
   * @param into has room for them
   * @return false when the tile's point format lacks the field
   */
  public boolean read(PointField field, long first, long count, ByteBuffer into) {
    if (into.isReadOnly()) {
      throw WeirException.invalid("the buffer is read-only");
    }
    ByteBuffer to = into.slice();
    return call(
        at -> weirJNI.Tile_read_into(at, field.code(), first, count, to, (long) to.capacity()));
  }

  /**
   * Reads one field of all points.
   *
   * @param field which
   * @return a new direct buffer; empty when the tile's point format lacks the field
   */
  public Optional<ByteBuffer> read(PointField field) {
    long count = info().pointCount();
    ByteBuffer into = NdArray.bytes(count, field.bytes());
    return read(field, 0, count, into) ? Optional.of(into) : Optional.empty();
  }

  /**
   * Reads all coordinates.
   *
   * @return x, y, z, x, y, z in a new direct buffer
   */
  public DoubleBuffer xyz() {
    return read(PointField.XYZ).orElseThrow().asDoubleBuffer();
  }

  /**
   * Writes a copy of the file in which each point has the class given for it.
   *
   * @param path where it goes
   * @param classes one byte per point, in a direct buffer
   * @param control may be null
   */
  public void write(Path path, ByteBuffer classes, Control control) {
    ByteBuffer from = classes.slice();
    Control.with(
        control,
        c ->
            call(
                at -> {
                  weirJNI.Tile_write_to(at, path.toString(), from, (long) from.capacity(), c);
                  return null;
                }));
  }
}
