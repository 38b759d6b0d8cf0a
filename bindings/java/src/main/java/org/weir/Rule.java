// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** A rule of the caller's own. */
@FunctionalInterface
public interface Rule {
  /**
   * Looks at a configuration. What it throws makes it one failed rule, with the exception as the
   * finding's cause; the other rules still run.
   *
   * @param config the whole configuration, good during this call only
   * @param sink where it says what is wrong, good during this call only
   * @return true when it holds
   * @throws Exception whatever the rule likes
   */
  boolean check(JsonView config, Sink sink) throws Exception;
}
