// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.ArrayList;
import java.util.List;
import org.weir.low.weirJNI;

/** What a validation found. */
public final class Report extends Handle {
  private final List<RuleBridge.Thrown> thrown;

  Report(long pointer, List<RuleBridge.Thrown> thrown) {
    super(pointer, weirJNI::delete_Report, "Report");
    this.thrown = List.copyOf(thrown);
  }

  /**
   * Tells whether no error is in it.
   *
   * @return true when none is
   */
  public boolean isValid() {
    return call(weirJNI::Report_valid);
  }

  /**
   * Counts the findings.
   *
   * @return how many
   */
  public long count() {
    return call(at -> weirJNI.Report_count(at, 0));
  }

  /**
   * Counts the findings of a severity.
   *
   * @param severity the severity
   * @return how many
   */
  public long count(Level severity) {
    return call(at -> weirJNI.Report_count(at, severity.code()));
  }

  /**
   * Gives the findings: rules in the order they were added, then unknown keys. What a rule threw is
   * its finding's cause.
   *
   * @return the findings
   */
  public List<Finding> findings() {
    return call(
        at -> {
          long count = weirJNI.Report_count(at, 0);
          List<Finding> findings = new ArrayList<>();
          int next = 0;
          for (long index = 0; index < count; index++) {
            Finding finding = (Finding) weirJNI.Report_finding(at, index);
            if (next < thrown.size()
                && finding.rule().equals(thrown.get(next).rule())
                && finding.message().contains(Texts.shown(thrown.get(next).what()))) {
              finding = finding.because(thrown.get(next++).what());
            }
            findings.add(finding);
          }
          return List.copyOf(findings);
        });
  }

  /**
   * Adds a finding of the caller's own. Not while others read the report.
   *
   * @param severity how much it matters
   * @param rule who says so
   * @param field where, "" for the whole
   * @param message what is wrong
   * @param hint what to do about it, perhaps ""
   * @return this
   */
  public Report add(Level severity, String rule, String field, String message, String hint) {
    run(at -> weirJNI.Report_add(at, severity.code(), rule, field, message, hint));
    return this;
  }

  /**
   * Writes it for people.
   *
   * @return PASSED or FAILED, and a line for each finding
   */
  public String summary() {
    return call(weirJNI::Report_summary);
  }

  /** The summary; of what is closed, that it is. */
  @Override
  public String toString() {
    return isClosed() ? "closed Report" : summary();
  }

  /**
   * Writes it as JSON.
   *
   * @return the text
   */
  public String json() {
    return call(weirJNI::Report_json);
  }

  /**
   * Writes it in a style.
   *
   * @param style the style
   * @param source what was judged, such as a path; perhaps ""
   * @return the text
   */
  public String write(ReportStyle style, String source) {
    return call(at -> weirJNI.Report_write(at, style.code(), source));
  }
}
