// SPDX-License-Identifier: Apache-2.0
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.weir.Cache;
import org.weir.Runtime;

/** Results that are expensive to make, kept by name, within a bound, for ten minutes. */
final class CacheExample {
  private static int computed;

  private static byte[] expensive(byte[] item) {
    computed++;
    return ("result " + new String(item, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  public static void main(String[] arguments) {
    Cache.Options options = Cache.Options.of(500, Duration.ofMinutes(10));
    try (Runtime runtime = new Runtime();
        Cache cache = runtime.cache("results", options)) {
      UnaryOperator<byte[]> result = cache.cached(CacheExample::expensive);
      for (int round = 0; round < 3; round++) {
        for (int item = 0; item < 100; item++) {
          result.apply(Integer.toString(item).getBytes(StandardCharsets.UTF_8));
        }
      }
      System.out.println("300 results, " + computed + " of them computed");
      System.out.println(cache.statsJson());
      if (computed != 100) {
        throw new AssertionError("computed again");
      }
    }
  }
}
