// SPDX-License-Identifier: Apache-2.0
import org.weir.Buffer;
import org.weir.DeviceKind;
import org.weir.Json;
import org.weir.MemoryPool;
import org.weir.Priority;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.WeirException;

/** Blocks that are used again, by priority. */
final class MemoryPoolExample {
  public static void main(String[] arguments) {
    try (Runtime runtime = new Runtime(new Runtime.Options(64 << 20, 0, DeviceKind.HOST));
        MemoryPool pool = new MemoryPool(runtime, MemoryPool.Options.DEFAULT)) {
      for (int frame = 0; frame < 100; ++frame) {
        try (Buffer block = pool.block(640 * 480)) {
          if (block.size() != 640 * 480) {
            throw new AssertionError("a block of another size: " + block.size());
          }
        }
      }
      try (Json stats = Json.parse(pool.statsJson())) {
        long got = stats.getLong("/get_count").getAsLong();
        long reused = stats.getLong("/reuse_count").getAsLong();
        System.out.println(reused + " of " + got + " blocks were used again");
        if (got != 100 || reused != 99) {
          throw new AssertionError("blocks were not used again: " + stats);
        }
      }
      try (Buffer large = pool.block(63 << 20, Priority.LOW, false, 0)) {
        throw new AssertionError("the budget was passed: " + large.size());
      } catch (WeirException error) {
        if (error.status() != Status.NO_MEMORY) {
          throw error;
        }
        System.out.println(error.getMessage());
      }
      System.out.println(pool.trim(0) + " bytes given back");
      try (MemoryPool shared = MemoryPool.of(runtime);
          Buffer block = shared.block(100, Priority.CRITICAL, true, 4096)) {
        System.out.println(block.bytes().get(99));
      }
    }
  }
}
