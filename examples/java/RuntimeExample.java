// SPDX-License-Identifier: Apache-2.0
import org.weir.Device;
import org.weir.Level;
import org.weir.Runtime;
import org.weir.StreamPool;
import org.weir.Weir;

/** What the library found here, and what it has to say. */
final class RuntimeExample {
  public static void main(String[] arguments) {
    System.out.println("weir " + Weir.version());
    try (Runtime runtime = new Runtime()) {
      for (Device device : runtime.devices()) {
        System.out.println(device.kind() + " " + device.name() + " " + device.reason());
      }
      StringBuffer heard = new StringBuffer();
      runtime.onLog(Level.WARNING, line -> heard.append(line.level() + ": " + line.text()));
      try (StreamPool first = runtime.streamPool(2);
          StreamPool second = runtime.streamPool(3)) {
        System.out.println(first.size() + " and " + second.size() + " streams: it is one pool");
      }
      System.out.println(heard);
      if (heard.indexOf("pool") < 0 || runtime.nextLog().isEmpty()) {
        throw new AssertionError("the log says nothing about the other size");
      }
    }
  }
}
