// SPDX-License-Identifier: Apache-2.0
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.weir.Buffer;
import org.weir.DeviceKind;
import org.weir.Json;
import org.weir.Managed;
import org.weir.ManagedPlace;
import org.weir.Priority;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.WeirException;

/** Four times as much data as the budget allows, and all of it comes back. */
final class ManagedExample {
  private static final int COUNT = 64;
  private static final int SIZE = 1 << 20;

  public static void main(String[] args) {
    try (Runtime runtime = new Runtime(new Runtime.Options(16L << 20, 0, DeviceKind.AUTO))) {
      Managed.configure(runtime, Managed.Settings.DEFAULT);
      List<Managed> all = new ArrayList<>();
      byte[] bytes = new byte[SIZE];
      for (int number = 0; number < COUNT; number++) {
        Managed managed = new Managed(runtime, SIZE, Priority.LOW, true, true, 0);
        Arrays.fill(bytes, (byte) number);
        managed.write(0, bytes);
        all.add(managed);
      }
      Json stats = Json.parse(Managed.statsJson(runtime));
      assert stats.getLong("/compressed_count", 0) > 0 : Managed.statsJson(runtime);
      for (int number = 0; number < COUNT; number++) {
        all.get(number).read(0, bytes);
        assert bytes[0] == number && bytes[SIZE - 1] == number;
      }
      try (Buffer pinned = all.get(COUNT - 1).pin()) {
        assert pinned.bytes().get(7) == COUNT - 1;
        assert all.get(COUNT - 1).state().pinCount() == 1;
      }
      try {
        all.get(0).read(SIZE - 1, new byte[2]);
        throw new AssertionError("a byte past the end was read");
      } catch (WeirException refused) {
        assert refused.status() == Status.INVALID : refused;
      }
      assert all.get(COUNT - 1).state().place() == ManagedPlace.IN_MEMORY;
      System.out.println(Managed.statsJson(runtime));
      for (Managed managed : all) {
        managed.close();
      }
      try {
        new Managed(runtime, 64L << 20);
        throw new AssertionError("a budget of 16 MiB gave 64");
      } catch (WeirException refused) {
        assert refused.status() == Status.NO_MEMORY : refused;
      }
    }
  }
}
