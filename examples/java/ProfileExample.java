// SPDX-License-Identifier: Apache-2.0
import org.weir.Profiler;
import org.weir.Runtime;

/** Phases that tell where the time went. */
final class ProfileExample {
  public static void main(String[] arguments) throws InterruptedException {
    try (Runtime runtime = new Runtime();
        Profiler profiler = runtime.profiler()) {
      try (Profiler.Phase pipeline = profiler.phase("pipeline")) {
        for (int batch = 0; batch < 3; batch++) {
          try (Profiler.Phase load = profiler.phase("load")) {
            profiler.metric("points", 1000 + batch);
          }
        }
        long parent = profiler.current();
        Thread worker =
            new Thread(
                () -> {
                  try (Profiler.Phase compute = profiler.phaseUnder(parent, "compute")) {
                    profiler.metric("threads", 1);
                  }
                });
        worker.start();
        worker.join();
      }
      System.out.print(profiler.reportText());
      if (profiler.stats("pipeline/load").orElseThrow().count() != 3) {
        throw new AssertionError("load ran three times");
      }
      if (profiler.stats("pipeline/compute").isEmpty()) {
        throw new AssertionError("compute is not under pipeline");
      }
    }
  }
}
