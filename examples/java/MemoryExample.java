// SPDX-License-Identifier: Apache-2.0
import java.nio.ByteBuffer;
import org.weir.Buffer;
import org.weir.DeviceKind;
import org.weir.MemoryModule;
import org.weir.Runtime;
import org.weir.WeirException;

/** Memory that a budget pays for. */
final class MemoryExample {
  public static void main(String[] arguments) {
    Runtime.Options options = new Runtime.Options(16 << 20, 0, DeviceKind.HOST);
    try (Runtime runtime = new Runtime(options);
        Buffer buffer = runtime.buffer(4 << 20)) {
      ByteBuffer bytes = buffer.bytes();
      bytes.putDouble(0, 1.5);
      System.out.println(bytes.getDouble(0) + ", " + runtime.memoryStats());
      for (MemoryModule module : runtime.memoryModules()) {
        System.out.println(module.name() + ": " + module.usedBytes());
      }
      try (Buffer large = runtime.buffer(1L << 30)) {
        throw new AssertionError("the budget was passed: " + large.size());
      } catch (WeirException error) {
        System.out.println(error.getMessage());
      }
    }
  }
}
