// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.ArrayList;
import java.util.List;

/** A rule as the native half calls it. */
final class RuleBridge {
  /** What a rule threw in the validation that this thread is in the middle of. */
  record Thrown(String rule, Throwable what) {}

  static final ThreadLocal<List<Thrown>> VALIDATION = new ThreadLocal<>();

  private final String name;
  private final Rule rule;

  RuleBridge(String name, Rule rule) {
    this.name = name;
    this.rule = rule;
  }

  boolean check(long config, long sink) {
    JsonView view = new JsonView(config);
    Sink says = new Sink(sink);
    try {
      return rule.check(view, says);
    } catch (Throwable thrown) {
      List<Thrown> validation = VALIDATION.get();
      if (validation != null) {
        validation.add(new Thrown(name, thrown));
      }
      throw RuleBridge.<RuntimeException>sneaky(thrown);
    } finally {
      view.end();
      says.end();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  interface Body<R> {
    R run(List<Thrown> thrown);
  }

  /** Runs a validation and collects what its rules throw. */
  static <R> R validating(Body<R> body) {
    List<Thrown> outer = VALIDATION.get();
    List<Thrown> thrown = new ArrayList<>(0);
    VALIDATION.set(thrown);
    try {
      return body.run(thrown);
    } finally {
      if (outer == null) {
        VALIDATION.remove();
      } else {
        VALIDATION.set(outer);
      }
    }
  }
}
