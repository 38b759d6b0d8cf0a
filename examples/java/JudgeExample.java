// SPDX-License-Identifier: Apache-2.0
import java.util.Optional;
import org.weir.Judge;
import org.weir.JudgeOptions;
import org.weir.Report;
import org.weir.Rules;
import org.weir.Runtime;

/** Many configurations judged on the workers, in order, and one of them judged again. */
final class JudgeExample {
  public static void main(String[] arguments) {
    String[] texts = {"{\"RSR_CACHE_TTL\": 3600}", "{\"RSR_CACHE_TTL\": 0}", "{\"RSR_CACHE_TTL\": "};
    try (Runtime runtime = new Runtime();
        Rules rules = new Rules().load("cache");
        Judge judge = new Judge(runtime, rules, JudgeOptions.DEFAULT.withOrdered(true))) {
      for (String text : texts) {
        judge.submit(text);
      }
      int valid = 0;
      Optional<Judge.Result> result;
      while ((result = judge.next()).isPresent()) {
        try (Report report = result.get().report()) {
          System.out.println(result.get().index() + ": " + report.summary());
          valid += report.isValid() ? 1 : 0;
        }
      }
      try (Report again = judge.decide(texts[0])) {
        if (valid != 1 || !again.isValid() || !judge.stats().contains("\"hits\":1")) {
          throw new AssertionError(judge.stats());
        }
      }
    }
  }
}
