// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weir.low.weirJNI;

/** Where the time and the memory went: phases that nest, each thread with a stack of its own. */
public final class Profiler extends Handle {
  /** Track peaks of resident memory. */
  public static final int TRACK_MEMORY = 1;

  /** Track peaks of device memory, where there is a device. */
  public static final int TRACK_GPU = 2;

  /**
   * Makes a profiler of its own in a runtime.
   *
   * @param runtime pays for it
   * @param flags TRACK_MEMORY, TRACK_GPU, or 0
   */
  public Profiler(Runtime runtime, int flags) {
    this(runtime.call(at -> weirJNI.new_Profiler(at, flags)));
  }

  Profiler(long pointer) {
    super(pointer, weirJNI::delete_Profiler, "Profiler");
  }

  /**
   * Makes one that belongs to no runtime.
   *
   * @param flags as above
   * @return the profiler
   */
  public static Profiler alone(int flags) {
    return new Profiler(weirJNI.Profiler_alone(flags));
  }

  /**
   * Changes what is tracked, for phases that start from now on.
   *
   * @param flags TRACK_MEMORY, TRACK_GPU, or 0
   * @param phaseLimit distinct phases; 0 is the default
   * @param metricLimit distinct metrics of one thread; 0 is the default
   */
  public void configure(int flags, int phaseLimit, int metricLimit) {
    run(at -> weirJNI.Profiler_configure(at, flags, phaseLimit, metricLimit));
  }

  /** Forgets everything. */
  public void reset() {
    run(weirJNI::Profiler_reset);
  }

  /** A phase that lasts until it is closed, in the thread that began it. */
  public final class Phase implements AutoCloseable {
    private final String name;
    private final Thread thread = Thread.currentThread();
    private boolean open = true;

    private Phase(String name) {
      this.name = name;
    }

    /** Ends it, and what an exception left open inside. Again does nothing. */
    @Override
    public void close() {
      if (Thread.currentThread() != thread) {
        throw new IllegalStateException(
            "phase " + name + " began in " + thread + ": end it there");
      }
      if (open && !isClosed()) {
        open = false;
        endPhase(name);
      }
    }
  }

  /**
   * Begins a phase, for try-with-resources.
   *
   * @param name its name
   * @return the phase
   */
  public Phase phase(String name) {
    startPhase(name);
    return new Phase(name);
  }

  /**
   * Begins a phase inside one that another thread has open.
   *
   * @param parent {@link #current()} of that thread
   * @param name its name
   * @return the phase
   */
  public Phase phaseUnder(long parent, String name) {
    run(at -> weirJNI.Profiler_start_phase_under(at, parent, name));
    return new Phase(name);
  }

  /**
   * Begins a phase; {@link #endPhase()} ends it.
   *
   * @param name its name
   */
  public void startPhase(String name) {
    long at = enter();
    try {
      weirJNI.Profiler_start_phase(at, name);
    } finally {
      leave();
    }
  }

  /**
   * Ends this thread's innermost open phase.
   *
   * @return false when none is open
   */
  public boolean endPhase() {
    long at = enter();
    try {
      return weirJNI.Profiler_end_phase(at);
    } finally {
      leave();
    }
  }

  /**
   * Ends this thread's innermost open phase of that name, and every phase inside it.
   *
   * @param name its name
   * @return false when none is open
   */
  public boolean endPhase(String name) {
    long at = enter();
    try {
      return weirJNI.Profiler_end_phase_named(at, name);
    } finally {
      leave();
    }
  }

  /**
   * Tells this thread's innermost open phase.
   *
   * @return its number; 0 when there is none
   */
  public long current() {
    long at = enter();
    try {
      return weirJNI.Profiler_current(at);
    } finally {
      leave();
    }
  }

  /**
   * Records a value in this thread's innermost open phase.
   *
   * @param name the metric
   * @param value the value
   */
  public void metric(String name, double value) {
    long at = enter();
    try {
      weirJNI.Profiler_record_metric(at, name, value);
    } finally {
      leave();
    }
  }

  /**
   * Tells the whole.
   *
   * @return the figures
   */
  public ProfileSummary summary() {
    return call(at -> (ProfileSummary) weirJNI.Profiler_summary(at));
  }

  /**
   * Tells one phase.
   *
   * @param phase its path, or its last name when that is unique
   * @return the figures; empty when there is no such phase
   */
  public Optional<PhaseStats> stats(String phase) {
    return call(
        at -> Optional.ofNullable((PhaseStats) weirJNI.Profiler_stats_of_phase(at, phase)));
  }

  /**
   * Tells one metric of one phase.
   *
   * @param phase as above; "": outside of any
   * @param metric its name
   * @return the figures; empty when there is no such metric
   */
  public Optional<MetricStats> metricStats(String phase, String metric) {
    return call(
        at ->
            Optional.ofNullable((MetricStats) weirJNI.Profiler_stats_of_metric(at, phase, metric)));
  }

  /**
   * Tells one metric over all phases.
   *
   * @param metric its name
   * @return the figures; empty when there is no such metric
   */
  public Optional<MetricStats> metricStats(String metric) {
    return call(
        at ->
            Optional.ofNullable((MetricStats) weirJNI.Profiler_stats_of_metric_anywhere(at, metric)));
  }

  /**
   * Gives all phases, in the order of their first start.
   *
   * @return the phases
   */
  public List<NamedPhase> phases() {
    return call(
        at -> {
          long count = weirJNI.Profiler_phase_count(at);
          List<NamedPhase> phases = new ArrayList<>();
          for (long index = 0; index < count; index++) {
            NamedPhase phase = (NamedPhase) weirJNI.Profiler_phase_number(at, index);
            if (phase != null) {
              phases.add(phase);
            }
          }
          return phases;
        });
  }

  /**
   * Gives the metrics of a phase, by name.
   *
   * @param phase "": outside of any
   * @return the metrics
   */
  public List<NamedMetric> metrics(String phase) {
    return call(
        at -> {
          List<NamedMetric> metrics = new ArrayList<>();
          for (long index = 0; ; index++) {
            NamedMetric metric = (NamedMetric) weirJNI.Profiler_metric_number(at, phase, index);
            if (metric == null) {
              return metrics;
            }
            metrics.add(metric);
          }
        });
  }

  /**
   * Writes a report for programs.
   *
   * @return JSON
   */
  public String reportJson() {
    return call(at -> weirJNI.Profiler_report(at, 1));
  }

  /**
   * Writes a report for people.
   *
   * @return a tree with shares, counts and percentiles
   */
  public String reportText() {
    return call(at -> weirJNI.Profiler_report(at, 2));
  }
}
