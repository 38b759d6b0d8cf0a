// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.Optional;
import java.util.Set;
import org.weir.low.weirJNI;

/**
 * A set of rules for configurations. A field is a key of the top level ("batch_size"), a pointer
 * ("/hardware/threads"), or "" for the whole.
 */
public final class Rules extends Handle {
  /** Makes an empty set. */
  public Rules() {
    this(weirJNI.new_Rules());
  }

  private Rules(long pointer) {
    super(pointer, weirJNI::delete_Rules, "Rules");
  }

  /**
   * Gives a hold on the process's one shared set.
   *
   * @return the set
   */
  public static Rules process() {
    return new Rules(weirJNI.Rules_process());
  }

  /** Removes every rule. */
  public void clear() {
    run(weirJNI::Rules_clear);
  }

  /**
   * Counts the rules.
   *
   * @return how many
   */
  public long count() {
    return call(weirJNI::Rules_count);
  }

  private interface Adder {
    void add(long rules, int severity, int level, String name, String hint);
  }

  private Rules add(RuleOptions options, Adder adder) {
    run(
        at ->
            adder.add(
                at,
                options.severity().code(),
                options.level().code(),
                options.name(),
                options.hint()));
    return this;
  }

  /**
   * lod_level is one of LOD2, LOD3, ASPRS, MINIMAL, FULL.
   *
   * @param options what every rule can be given
   * @return this
   */
  public Rules lod(RuleOptions options) {
    return add(options, weirJNI::Rules_lod_rule);
  }

  /**
   * gpu_memory_fraction is above 0 and at most 1.
   *
   * @param options what every rule can be given
   * @return this
   */
  public Rules gpu(RuleOptions options) {
    return add(options, weirJNI::Rules_gpu_rule);
  }

  /**
   * The field is there, if only as null.
   *
   * @param field the field
   * @return this
   */
  public Rules required(String field) {
    return required(field, RuleOptions.DEFAULT);
  }

  /**
   * The field is there, if only as null.
   *
   * @param field the field
   * @param options what every rule can be given
   * @return this
   */
  public Rules required(String field, RuleOptions options) {
    return add(options, (at, s, l, n, h) -> weirJNI.Rules_required_rule(at, field, s, l, n, h));
  }

  /**
   * The field is a number from low to high, both included.
   *
   * @param field the field
   * @param low may be infinite
   * @param high may be infinite
   * @return this
   */
  public Rules range(String field, double low, double high) {
    return range(field, low, high, RuleOptions.DEFAULT);
  }

  /**
   * The field is a number from low to high, both included.
   *
   * @param field the field
   * @param low may be infinite
   * @param high may be infinite
   * @param options what every rule can be given
   * @return this
   */
  public Rules range(String field, double low, double high, RuleOptions options) {
    return add(
        options, (at, s, l, n, h) -> weirJNI.Rules_range_rule(at, field, low, high, s, l, n, h));
  }

  /**
   * The value at the field fits a schema, which may be closed afterwards.
   *
   * @param field the field
   * @param schema the schema
   * @param options what every rule can be given
   * @return this
   */
  public Rules schema(String field, Schema schema, RuleOptions options) {
    run(at -> schema.addTo(at, field, options));
    return this;
  }

  private static int bits(Set<? extends Coded> flags) {
    return flags.stream().mapToInt(Coded::code).reduce(0, (a, b) -> a | b);
  }

  /**
   * The field has one of these types.
   *
   * @param field the field
   * @param allowed the types
   * @param options what every rule can be given
   * @return this
   */
  public Rules type(String field, Set<Allow> allowed, RuleOptions options) {
    int bits = bits(allowed);
    return add(options, (at, s, l, n, h) -> weirJNI.Rules_type_rule(at, field, bits, s, l, n, h));
  }

  /**
   * The field is one of these texts.
   *
   * @param field the field
   * @param options what every rule can be given
   * @param choices the texts
   * @return this
   */
  public Rules choice(String field, RuleOptions options, String... choices) {
    Object[] texts = choices.clone();
    return add(
        options, (at, s, l, n, h) -> weirJNI.Rules_choice_rule(at, field, texts, s, l, n, h));
  }

  /**
   * The field is a text in which the pattern (RE2) is found.
   *
   * @param field the field
   * @param pattern the pattern
   * @param options what every rule can be given
   * @return this
   */
  public Rules pattern(String field, String pattern, RuleOptions options) {
    return add(
        options, (at, s, l, n, h) -> weirJNI.Rules_pattern_rule(at, field, pattern, s, l, n, h));
  }

  /**
   * The field is a path.
   *
   * @param field the field
   * @param checks what is asked of it
   * @param options what every rule can be given
   * @return this
   */
  public Rules path(String field, Set<PathCheck> checks, RuleOptions options) {
    int bits = bits(checks);
    return add(options, (at, s, l, n, h) -> weirJNI.Rules_path_rule(at, field, bits, s, l, n, h));
  }

  /**
   * Adds the rules of a document, all or none.
   *
   * @param document as {@code weir/validate.h} tells
   * @return this
   */
  public Rules addDocument(JsonView document) {
    run(
        at -> {
          long read = document.enter();
          try {
            weirJNI.Rules_add_document(at, read);
          } finally {
            document.leave();
          }
        });
    return this;
  }

  /**
   * Adds a ready-made set, or the rules of a file when the name has a / or a . in it.
   *
   * @param name such as "phi_analysis"
   * @return this
   */
  public Rules load(String name) {
    run(at -> weirJNI.Rules_load(at, name));
    return this;
  }

  /**
   * Tells rules by name when they run, all or none.
   *
   * @param document as {@code weir/rule_files.h} tells
   * @return this
   */
  public Rules arrange(JsonView document) {
    run(
        at -> {
          long read = document.enter();
          try {
            weirJNI.Rules_arrange(at, read);
          } finally {
            document.leave();
          }
        });
    return this;
  }

  /**
   * A rule of the caller's own.
   *
   * @param name its name
   * @param rule the rule
   * @return this
   */
  public Rules custom(String name, Rule rule) {
    return custom(name, rule, RuleOptions.DEFAULT);
  }

  /**
   * A rule of the caller's own.
   *
   * @param name its name
   * @param rule the rule
   * @param options what every rule can be given, but for the name
   * @return this
   */
  public Rules custom(String name, Rule rule, RuleOptions options) {
    Texts.require("the rule's name", name);
    Texts.require("the rule's hint", options.hint());
    java.util.Objects.requireNonNull(rule, "rule");
    run(
        at ->
            weirJNI.Rules_custom_rule(
                at,
                name,
                new RuleBridge(name, rule),
                options.severity().code(),
                options.level().code(),
                options.hint()));
    return this;
  }

  /**
   * Runs the rules of level STANDARD and reports what they find.
   *
   * @param config the configuration
   * @return the report
   */
  public Report validate(JsonView config) {
    return validate(config, ValidateLevel.STANDARD, false);
  }

  /**
   * Runs the rules of a level and reports what they find.
   *
   * @param config the configuration
   * @param level how thorough
   * @param strict whether keys that no rule names are warnings
   * @return the report
   */
  public Report validate(JsonView config, ValidateLevel level, boolean strict) {
    return RuleBridge.validating(
        thrown ->
            call(
                at -> {
                  long read = config.enter();
                  try {
                    long report = weirJNI.Rules_validate(at, read, level.code(), strict);
                    return new Report(report, thrown);
                  } finally {
                    config.leave();
                  }
                }));
  }

  /**
   * Runs the quick rules until the first error: the short way.
   *
   * @param config the configuration
   * @return the first error in words; empty when there is none
   */
  public Optional<String> check(JsonView config) {
    long at = enter();
    try {
      long read = config.enter();
      try {
        return Optional.ofNullable((String) weirJNI.Rules_first_error(at, read));
      } finally {
        config.leave();
      }
    } finally {
      leave();
    }
  }

  /**
   * As {@link #check}, but an invalid configuration is an exception with {@link Status#REJECTED},
   * whose cause is what a rule of the caller's own threw, if one did.
   *
   * @param config the configuration
   */
  public void require(JsonView config) {
    RuleBridge.validating(
        thrown -> {
          check(config)
              .ifPresent(
                  text -> {
                    throw WeirException.of(Status.REJECTED.code(), text)
                        .because(thrown.isEmpty() ? null : thrown.get(thrown.size() - 1).what());
                  });
          return null;
        });
  }
}
