// SPDX-License-Identifier: Apache-2.0
import org.weir.Json;
import org.weir.Level;
import org.weir.Report;
import org.weir.RuleOptions;
import org.weir.Rules;
import org.weir.Status;
import org.weir.ValidateLevel;

/** Proves: rules written as data are loaded, and rules are told when they run. */
final class RuleFiles {
  public static void main(String[] arguments) throws Exception {
    try (Rules rules = new Rules()) {
      rules.load("cache");
      Check.fails(Status.NOT_FOUND, () -> rules.load("cachee"));
      rules.required("id", RuleOptions.DEFAULT.withName("id").withSeverity(Level.SUGGESTION));
      rules.range("id", 1, 2, RuleOptions.DEFAULT.withLevel(ValidateLevel.ON_DEMAND));
      try (Json circle = Json.parse("{\"id\":{\"after\":[\"range\"]},\"range\":{\"after\":[\"id\"]}}");
          Json order = Json.parse("{\"range\":{\"after\":[\"id\"],\"level\":\"fast\"}}");
          Json config = Json.parse("{}")) {
        Check.fails(Status.INVALID, () -> rules.arrange(circle));
        rules.arrange(order);
        try (Report report = rules.validate(config)) {
          Check.that(report.isValid(), "a suggestion does not reject");
          Check.that(report.count(Level.SUGGESTION) == 1, "one suggestion");
          Check.that(
              report.summary().contains("skipped: rule range, as id did not hold"), "skipped");
        }
      }
    }
  }
}
