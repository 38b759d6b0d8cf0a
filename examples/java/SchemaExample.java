// SPDX-License-Identifier: Apache-2.0
import org.weir.Finding;
import org.weir.Json;
import org.weir.Report;
import org.weir.ReportStyle;
import org.weir.RuleOptions;
import org.weir.Rules;
import org.weir.Schema;
import org.weir.SchemaOptions;

/** A configuration judged by a JSON Schema, and what is wrong with it. */
final class SchemaExample {
  private static final String SCHEMA =
      "{\"type\": \"object\", \"required\": [\"input\"], \"properties\": {"
          + "\"input\": {\"type\": \"string\"}, \"batch_size\": {\"type\": \"integer\", \"minimum\": 1},"
          + "\"started\": {\"format\": \"date\"}}, \"additionalProperties\": false}";

  public static void main(String[] arguments) {
    try (Schema schema = Schema.compile(SCHEMA, SchemaOptions.DEFAULT.withFormats());
        Rules rules = new Rules()) {
      if (!schema.check("{\"input\": \"a.las\", \"batch_size\": 8}")) {
        throw new AssertionError("this one fits");
      }
      try (Report report = schema.validate("{\"batch_sze\": 8,\n \"started\": \"today\"}")) {
        System.out.println(report.write(ReportStyle.TEXT, ""));
        for (Finding finding : report.findings()) {
          System.out.println(finding.line() + ":" + finding.column() + " " + finding.schema());
        }
        if (report.isValid() || report.count() != 3) {
          throw new AssertionError("three things are wrong");
        }
      }
      rules.schema("", schema, RuleOptions.DEFAULT);
      try (Json config = Json.parse("{\"input\": 1}");
          Report report = rules.validate(config)) {
        if (!report.findings().get(0).pointer().equals("/input")) {
          throw new AssertionError("the input is no text");
        }
      }
    }
  }
}
