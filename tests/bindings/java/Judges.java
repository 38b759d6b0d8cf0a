// SPDX-License-Identifier: Apache-2.0
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weir.Control;
import org.weir.Judge;
import org.weir.JudgeOptions;
import org.weir.Level;
import org.weir.Report;
import org.weir.RuleOptions;
import org.weir.Rules;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.ValidateLevel;

/** Proves: a judge runs rules on demand, on workers rules written in Java too, and ends well. */
final class Judges {
  public static void main(String[] arguments) throws Exception {
    try (Runtime runtime = new Runtime();
        Rules rules = new Rules()) {
      rules.range("n", 1, 2);
      rules.required("deep", RuleOptions.DEFAULT.withLevel(ValidateLevel.ON_DEMAND).withName("deep"));
      try (Judge judge = new Judge(runtime, rules, JudgeOptions.DEFAULT);
          Control control = new Control()) {
        try (Report report = judge.decide("{\"n\":1}", List.of("deep"), control)) {
          Check.equal(1L, report.count(Level.ERROR));
        }
        Check.fails(Status.PARSE, () -> judge.decide("{"));
        Check.fails(Status.NOT_FOUND, () -> judge.decide("{}", List.of("deeper"), null));
        control.cancel();
        Check.fails(Status.CANCELLED, () -> judge.decide("{}", List.of("deep"), control));
        Check.that(judge.next(Duration.ZERO).isEmpty(), "nothing was left to it");
        rules.custom("odd", (json, sink) -> json.getLong("/n", 0) % 2 == 1);
        for (int k = 0; k < 100; k++) {
          Check.that(judge.submit("{\"n\":" + (k % 2 + 1) + "}"), "there is room");
        }
        judge.cancel();
        int seen = 0;
        for (Optional<Judge.Result> next = judge.next(); next.isPresent(); next = judge.next()) {
          try (Report report = next.get().report()) {
            Check.that(!report.isValid() || next.get().index() % 2 == 0, "odd ones are valid");
          }
          seen++;
        }
        Check.equal(100, seen);
      }
    }
  }
}
