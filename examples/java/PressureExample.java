// SPDX-License-Identifier: Apache-2.0
import java.time.Duration;
import org.weir.Buffer;
import org.weir.DeviceKind;
import org.weir.Json;
import org.weir.MemoryPool;
import org.weir.MemoryScope;
import org.weir.Pressure;
import org.weir.PressureLevel;
import org.weir.Priority;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.WeirException;

/** How full memory is, and what is let go before it is too full. */
final class PressureExample {
  // Bounds that only the budget of this example can reach.
  private static final Pressure.Options BOUNDS =
      new Pressure.Options(false, 0.995, 0.996, 0.997, 0.998, 1_000_000);

  public static void main(String[] args) throws Exception {
    try (Runtime runtime = new Runtime(new Runtime.Options(64L << 20, 0, DeviceKind.AUTO));
        MemoryPool pool = MemoryPool.of(runtime);
        Pressure pressure = new Pressure(runtime, BOUNDS)) {
      runtime.inMemoryScope(
          "frames", () -> pool.block(20L << 20, Priority.HIGH, false, 0).close());
      for (MemoryScope scope : runtime.memoryScopes()) {
        assert scope.path().equals("frames") && scope.peakBytes() >= 20L << 20 : scope;
        System.out.println(scope);
      }
      try (Buffer held = runtime.buffer((64L << 20) - runtime.memoryStats().usedBytes())) {
        assert held.size() > 0;
        // One look with its relief; start() would do it in a thread of its own.
        PressureLevel level = pressure.await(PressureLevel.NORMAL, Duration.ZERO);
        assert level == PressureLevel.CRITICAL : level;
      }
      Json stats = Json.parse(pressure.statsJson());
      assert stats.getLong("/freed_bytes", 0) >= 20L << 20 : pressure.statsJson();

      java.util.concurrent.CountDownLatch heard = new java.util.concurrent.CountDownLatch(1);
      try (Pressure other = new Pressure(runtime, BOUNDS);
          Buffer full = runtime.buffer((64L << 20) - runtime.memoryStats().usedBytes())) {
        other.start(
            (level, text) -> {
              System.out.println(level + ": " + text);
              heard.countDown();
            });
        heard.await();
        other.stop();
        assert full.size() > 0;
      }
      System.out.println(pressure.optimize(PressureLevel.NORMAL) + " bytes more on demand");
      try {
        new Pressure(runtime, new Pressure.Options(false, 0, 0, 0, 2, 0));
        throw new AssertionError("a bound of 200 % was taken");
      } catch (WeirException refused) {
        assert refused.status() == Status.INVALID : refused;
      }
    }
  }
}
