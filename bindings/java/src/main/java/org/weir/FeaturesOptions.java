// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * How features are computed; 0 is the library's default everywhere.
 *
 * @param lod the level of detail
 * @param neighborCount k, the point itself included
 * @param unitsPerMetre of x and y
 * @param zUnitsPerMetre of z
 * @param groundCellM of the ground grid
 * @param groundSlope rise over run that ground may have
 * @param groundWindowM half the width of the largest building
 * @param groundThresholdM ground points lie this near to the surface
 */
public record FeaturesOptions(
    Lod lod,
    int neighborCount,
    double unitsPerMetre,
    double zUnitsPerMetre,
    double groundCellM,
    double groundSlope,
    double groundWindowM,
    double groundThresholdM) {
  /** All defaults. */
  public static final FeaturesOptions DEFAULT = of(Lod.DEFAULT);

  /**
   * The defaults for one level of detail.
   *
   * @param lod the level
   * @return new options
   */
  public static FeaturesOptions of(Lod lod) {
    return new FeaturesOptions(lod, 0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * The same, in a tile's units.
   *
   * @param info the tile's
   * @return new options
   */
  public FeaturesOptions in(TileInfo info) {
    return new FeaturesOptions(
        lod,
        neighborCount,
        info.unitsPerMetre(),
        info.zUnitsPerMetre(),
        groundCellM,
        groundSlope,
        groundWindowM,
        groundThresholdM);
  }

  double[] numbers() {
    return new double[] {
      unitsPerMetre, zUnitsPerMetre, groundCellM, groundSlope, groundWindowM, groundThresholdM
    };
  }
}
