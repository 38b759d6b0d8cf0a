// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * The thresholds of the classifier; 0 is the library's default everywhere.
 *
 * @param aloneM the fifth neighbour is farther: alone
 * @param belowM this deep under the ground: noise
 * @param mediumFromM medium vegetation begins
 * @param highFromM high vegetation begins
 * @param buildingFromM roofs begin
 * @param buildingRoughnessM roofs are this smooth
 * @param buildingAreaM2 roofs are this large, connected
 */
public record ClassifyOptions(
    double aloneM,
    double belowM,
    double mediumFromM,
    double highFromM,
    double buildingFromM,
    double buildingRoughnessM,
    double buildingAreaM2) {
  /** All defaults. */
  public static final ClassifyOptions DEFAULT = new ClassifyOptions(0, 0, 0, 0, 0, 0, 0);

  double[] numbers() {
    return new double[] {
      aloneM, belowM, mediumFromM, highFromM, buildingFromM, buildingRoughnessM, buildingAreaM2
    };
  }
}
