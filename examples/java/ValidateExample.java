// SPDX-License-Identifier: Apache-2.0
import java.util.Set;
import org.weir.Allow;
import org.weir.Finding;
import org.weir.Json;
import org.weir.Report;
import org.weir.RuleOptions;
import org.weir.Rules;

/** Rules for a configuration, one of them our own. */
final class ValidateExample {
  public static void main(String[] arguments) {
    try (Rules rules = new Rules();
        Json config = Json.parse("{\"batch_size\": 33, \"lod_level\": \"LOD9\"}")) {
      rules
          .required("input")
          .range("batch_size", 1, 512)
          .lod(RuleOptions.DEFAULT)
          .type("name", Set.of(Allow.STRING, Allow.NULL), RuleOptions.DEFAULT)
          .custom(
              "even",
              (json, sink) -> {
                if (json.getLong("/batch_size", 0) % 2 == 0) {
                  return true;
                }
                sink.message("batch_size is odd").hint("use an even size").field("batch_size");
                return false;
              });
      // Rules written as data: a ready-made set, and when a rule of it is asked.
      try (Rules ready = new Rules();
          Json order = Json.parse("{\"workers\": {\"level\": \"thorough\"}}")) {
        try (Report report = ready.load("lidar").arrange(order).validate(config)) {
          System.out.print(report.summary());
        }
      }
      try (Report report = rules.validate(config)) {
        System.out.print(report.summary());
        for (Finding finding : report.findings()) {
          System.out.println(finding.rule() + " at " + finding.pointer());
        }
        if (report.isValid() || report.count() != 3) {
          throw new AssertionError("three things are wrong");
        }
      }
    }
  }
}
