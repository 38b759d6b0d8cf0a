// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weir.low.weirJNI;

/**
 * Judges many configurations at once, and the same one again for the price of a look. Any number of
 * threads may use one.
 */
public final class Judge extends Handle {
  /**
   * A text's number and what was found in it. Close the report.
   *
   * @param index the first text is number 0
   * @param report what was found
   */
  public record Result(long index, Report report) {}

  /**
   * Makes a judge.
   *
   * @param runtime whose workers judge
   * @param rules by which
   * @param options how
   */
  public Judge(Runtime runtime, Rules rules, JudgeOptions options) {
    super(
        runtime.call(
            at ->
                rules.call(
                    set ->
                        weirJNI.Judge_make(
                            at,
                            set,
                            options.flags(),
                            options.level().code(),
                            options.workers(),
                            options.queueSize(),
                            options.cacheBytes(),
                            options.profile()))),
        weirJNI::delete_Judge,
        "Judge");
  }

  /**
   * Judges a text here and now.
   *
   * @param text JSON
   * @return what was found
   */
  public Report decide(String text) {
    return decide(text, List.of(), null);
  }

  /**
   * Judges a text here and now, by some rules only.
   *
   * @param text JSON
   * @param only these rules, whatever their level, and those they come after; empty: the level's
   * @param control hears of it, rule by rule, and stops it; may be null
   * @return what was found
   */
  public Report decide(String text, List<String> only, Control control) {
    String names = String.join(",", only);
    return new Report(
        Control.with(control, c -> call(at -> weirJNI.Judge_verdict(at, text, names, c))),
        List.of());
  }

  /**
   * Leaves a text to the workers.
   *
   * @param text JSON
   * @return false when results have to be taken first
   */
  public boolean submit(String text) {
    return call(at -> weirJNI.Judge_give(at, text));
  }

  /**
   * Takes a result, waiting for it.
   *
   * @return empty when all were taken
   */
  public Optional<Result> next() {
    return take(-1);
  }

  /**
   * Takes a result, waiting no longer than that.
   *
   * @param timeout how long
   * @return empty when there was none in that time, or when all were taken
   */
  public Optional<Result> next(Duration timeout) {
    return take(timeout.toNanos());
  }

  private Optional<Result> take(long timeout) {
    long[] answer = new long[1];
    long report = call(at -> weirJNI.Judge_take(at, timeout, answer));
    return report == 0
        ? Optional.empty()
        : Optional.of(new Result(answer[0], new Report(report, List.of())));
  }

  /** Ends what has not begun: its results say so. */
  public void cancel() {
    run(weirJNI::Judge_cancel);
  }

  /**
   * Tells how it goes.
   *
   * @return JSON, as {@code weir/judge.h} tells
   */
  public String stats() {
    return call(weirJNI::Judge_stats);
  }
}
