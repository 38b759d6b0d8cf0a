// SPDX-License-Identifier: Apache-2.0
import org.weir.DType;
import org.weir.DeviceArray;
import org.weir.DevicePool;
import org.weir.Json;
import org.weir.NdArray;
import org.weir.Priority;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.Stream;
import org.weir.StreamPool;
import org.weir.WeirException;

/** Arrays in the device's memory, and what happens when there is not enough of it. */
final class DeviceMemoryExample {
  public static void main(String[] arguments) {
    try (Runtime runtime = new Runtime(Runtime.Options.DEFAULT);
        StreamPool streams = new StreamPool(runtime, StreamPool.Options.DEFAULT);
        Stream stream = streams.stream(0);
        DevicePool pool = new DevicePool(runtime, new DevicePool.Options(16 << 20, 0, 0))) {
      double[] values = new double[3000];
      for (int round = 0; round < 10; round++) {
        values[round] = round;
        NdArray back = NdArray.allocate(DType.F64, 3000);
        try (DeviceArray there = pool.upload(stream, NdArray.copyOf(values), Priority.HIGH)) {
          there.read(stream, back);
          check(there.size() == 24000 && there.address() % 256 == 0, "size and address");
          try {
            there.read(stream, NdArray.copyOf(new double[3001]));
            throw new AssertionError("more was read than there is");
          } catch (WeirException error) {
            check(error.status() == Status.INVALID, error.getMessage());
          }
        }
        check(back.bytes().getDouble(8 * round) == round, "what came back");
      }
      byte[] large = new byte[15 << 20];
      try (DeviceArray none = pool.upload(stream, NdArray.copyOf(large), Priority.LOW)) {
        throw new AssertionError("the capacity was passed: " + none.size());
      } catch (WeirException error) {
        check(error.status() == Status.NO_MEMORY, error.getMessage());
        System.out.println(error.getMessage());
      }
      try (Json stats = Json.parse(pool.statsJson())) {
        check(stats.getLong("/reuse_count").getAsLong() == 9, stats.toString());
        System.out.println(stats.getLong("/hint_bytes").getAsLong() + " bytes would have fitted");
      }
      System.out.println(pool.trim(0) + " bytes given back");
      DeviceArray kept = pool.upload(stream, NdArray.copyOf(values), Priority.CRITICAL);
      pool.close();
      kept.write(stream, NdArray.copyOf(values)); // it keeps its pool
      kept.close();
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
