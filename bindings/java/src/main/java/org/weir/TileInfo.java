// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * What a LAS file says about itself.
 *
 * @param versionMinor of LAS 1.x
 * @param pointFormat 0 to 10
 * @param recordBytes of one point in the file
 * @param pointCount may be 0
 * @param fileBytes the file's size
 * @param scale a coordinate is an integer times this plus offset
 * @param offset as above
 * @param minimum as the header says
 * @param maximum as above
 * @param unitsPerMetre of x and y; 0 when they are angles
 * @param zUnitsPerMetre of z
 * @param unitSource WEIR_UNIT_* of {@code weir/points.h}
 * @param maxClass the greatest class the point format can hold
 */
public record TileInfo(
    int versionMinor,
    int pointFormat,
    int recordBytes,
    long pointCount,
    long fileBytes,
    double[] scale,
    double[] offset,
    double[] minimum,
    double[] maximum,
    double unitsPerMetre,
    double zUnitsPerMetre,
    int unitSource,
    int maxClass) {}
