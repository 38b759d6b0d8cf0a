// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * How a {@link Judge} judges. Start from {@link #DEFAULT}.
 *
 * @param level how thorough
 * @param strict whether keys that no rule names are warnings
 * @param ordered whether results come in the order of the texts
 * @param keep whether verdicts are kept
 * @param workers at most so many at once; 0 is all of the runtime
 * @param queueSize texts whose results were not taken; 0 is 4096
 * @param cacheBytes of kept verdicts and their texts; 0 is 16 MiB
 * @param profile rules of other profiles do not run
 */
public record JudgeOptions(
    ValidateLevel level,
    boolean strict,
    boolean ordered,
    boolean keep,
    int workers,
    long queueSize,
    long cacheBytes,
    String profile) {
  /** STANDARD, results as they are ready, verdicts kept. */
  public static final JudgeOptions DEFAULT =
      new JudgeOptions(ValidateLevel.STANDARD, false, false, true, 0, 0, 0, "");

  /**
   * The same at another level.
   *
   * @param other the level
   * @return new options
   */
  public JudgeOptions withLevel(ValidateLevel other) {
    return new JudgeOptions(
        other, strict, ordered, keep, workers, queueSize, cacheBytes, profile);
  }

  /**
   * The same with results in the order of the texts, or as they are ready.
   *
   * @param other whether in order
   * @return new options
   */
  public JudgeOptions withOrdered(boolean other) {
    return new JudgeOptions(level, strict, other, keep, workers, queueSize, cacheBytes, profile);
  }

  int flags() {
    return (strict ? 1 : 0) | (ordered ? 2 : 0) | (keep ? 0 : 4);
  }
}
