// SPDX-License-Identifier: Apache-2.0
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.weir.Buffer;
import org.weir.Device;
import org.weir.DeviceKind;
import org.weir.Finding;
import org.weir.Json;
import org.weir.Level;
import org.weir.NdArray;
import org.weir.Profiler;
import org.weir.Report;
import org.weir.Rules;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.Stream;
import org.weir.StreamPool;
import org.weir.Ticket;
import org.weir.ValidateLevel;
import org.weir.WeirException;

/** Proves: the scenario of tests/bindings/scenario.md holds in Java. */
final class Scenario {
  private static final String CONFIG =
      "{\"batch_size\": 33, \"name\": \"tile\", \"deep\": {\"list\": [1, 2.5, null]}}";

  public static void main(String[] arguments) throws Exception {
    json();
    rules();
    buffer();
    transfers();
    completion();
    phases();
    log();
    closing();
    // 15. A JVM cannot fork: there is no such step in Java.
    device();
  }

  private static void json() throws Exception {
    // 1. A configuration that does not parse.
    WeirException error =
        Check.fails(Status.PARSE, () -> Json.parse("{\"batch_size\": 32,\n \"name\": }"));
    Check.contains(error.getMessage(), "line 2");
    Check.contains(error.getMessage(), "column");
    // 2. Reading values.
    try (Json config = Json.parse(CONFIG)) {
      Check.equal(33L, config.getLong("/batch_size").getAsLong());
      Check.equal("tile", config.getString("/name").get());
      Check.equal(2.5, config.getDouble("/deep/list/1").getAsDouble());
      Check.that(config.getLong("/none").isEmpty(), "something at /none");
      Check.fails(Status.INVALID, () -> config.getLong("/name"));
    }
  }

  private static void rules() throws Exception {
    // 3. Rules.
    IllegalStateException thrown = new IllegalStateException("\0on purpose \ud83d\ude00\ud800");
    try (Rules rules = new Rules();
        Json config = Json.parse(CONFIG)) {
      rules
          .required("input")
          .range("batch_size", 1, 512)
          .custom(
              "even",
              (json, sink) -> {
                boolean even = json.getLong("/batch_size", 0) % 2 == 0;
                if (!even) {
                  sink.message("batch_size is odd").hint("use an even size");
                }
                return even;
              })
          .custom(
              "broken",
              (json, sink) -> {
                throw thrown;
              });
      try (Report report = rules.validate(config)) {
        Check.that(!report.isValid(), "a broken configuration is valid");
        Check.equal(3L, report.count(Level.ERROR));
        List<Finding> findings = report.findings();
        Check.equal("required", findings.get(0).rule());
        Check.equal("even", findings.get(1).rule());
        Check.equal("batch_size is odd", findings.get(1).message());
        Check.equal("use an even size", findings.get(1).hint());
        Check.equal("broken", findings.get(2).rule());
        Check.contains(findings.get(2).message(), "\ufffdon purpose \ud83d\ude00\ufffd");
        Check.that(findings.get(2).cause() == thrown, "the rule's own exception is not the cause");
        Check.that(findings.get(1).cause() == null, "a cause where nothing was thrown");
      }
      // 4. The short way and strictness.
      Check.contains(rules.check(config).get(), "input");
      Check.contains(
          Check.fails(Status.REJECTED, () -> rules.require(config)).getMessage(), "input");
    }
    try (Rules rules = new Rules().required("input").range("batch_size", 1, 512);
        Json config = Json.parse("{\"input\": \"a\", \"batch_siz\": 2}");
        Report report = rules.validate(config, ValidateLevel.STANDARD, true)) {
      Check.that(report.isValid(), report.summary());
      Check.equal(1L, report.count(Level.WARNING));
      Finding finding = report.findings().get(0);
      Check.contains(finding.message() + finding.hint(), "batch_size");
      // 5. A finding of your own.
      report.add(Level.ERROR, "quota", "", "the quota is used up", "");
      Check.that(!report.isValid(), "valid with an error");
      Check.contains(report.json(), "quota");
    }
  }

  private static void buffer() throws Exception {
    // 6. A buffer.
    Runtime.Options small = new Runtime.Options(64 << 20, 1, org.weir.DeviceKind.HOST);
    try (Runtime runtime = new Runtime(small);
        Buffer buffer = runtime.buffer(1 << 20)) {
      Check.equal(1L << 20, buffer.size());
      Check.that(runtime.memoryStats().usedBytes() >= 1 << 20, "the budget does not know of it");
      ByteBuffer bytes = buffer.bytes();
      bytes.put(0, (byte) 7).put((1 << 20) - 1, (byte) 9);
      Check.fails(Status.NO_MEMORY, () -> runtime.buffer(1L << 30));
      runtime.shutdown();
      Check.equal((byte) 7, bytes.get(0));
      Check.equal((byte) 9, buffer.bytes().get((1 << 20) - 1));
    }
  }

  static DoubleBuffer doubles(int count) {
    return ByteBuffer.allocateDirect(8 * count).order(ByteOrder.nativeOrder()).asDoubleBuffer();
  }

  private static DoubleBuffer counting(int count) {
    DoubleBuffer made = doubles(count);
    for (int k = 0; k < count; k++) {
      made.put(k, k);
    }
    return made;
  }

  private static void transfers() throws Exception {
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool()) {
      // 7. A transfer.
      long before = pool.stats().bytesTransferred();
      DoubleBuffer src = counting(100_000);
      DoubleBuffer dst = doubles(100_000);
      try (Ticket ticket = pool.transfer(NdArray.of(src), NdArray.of(dst))) {
        ticket.await();
        Check.equal(Status.OK, ticket.status());
      }
      Check.equal(src, dst);
      Check.equal(before + 800_000, pool.stats().bytesTransferred());
      // 8. Strides.
      DoubleBuffer odd = doubles(5);
      try (Stream stream = pool.next();
          Ticket ticket =
              stream.transfer(NdArray.of(counting(10)).slice(0, 9, 5, -2), NdArray.of(odd))) {
        ticket.await();
      }
      double[] seen = new double[5];
      odd.get(seen);
      Check.that(java.util.Arrays.equals(new double[] {9, 7, 5, 3, 1}, seen), "strides");
      // 9. A batch with one bad pair.
      List<StreamPool.Pair> pairs = new ArrayList<>();
      List<DoubleBuffer> to = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        to.add(doubles(12));
        long[] shape = k == 1 ? new long[] {3, 4} : new long[] {4, 3};
        pairs.add(
            new StreamPool.Pair(NdArray.of(counting(12), 4, 3), NdArray.of(to.get(k), shape)));
      }
      try (Ticket ticket = pool.batch(pairs)) {
        Check.fails(Status.PARTIAL, ticket::await);
        Check.equal(3L, ticket.itemCount());
        Check.equal(Status.OK, ticket.itemStatus(0));
        Check.equal(Status.INVALID, ticket.itemStatus(1));
        Check.equal(Status.OK, ticket.itemStatus(2));
        Check.contains(ticket.itemError(1), "4, 3");
        Check.contains(ticket.itemError(1), "3, 4");
        Check.equal(counting(12), to.get(0));
        Check.equal(counting(12), to.get(2));
      }
    }
  }

  private static void completion() throws Exception {
    // 10. Completion.
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch uncaught = new CountDownLatch(1);
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.countDown());
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool();
        Ticket ticket =
            pool.transfer(NdArray.of(counting(1000)), NdArray.of(doubles(1000)))) {
      ticket.onDone(
          status -> {
            Check.equal(Status.OK, status);
            calls.incrementAndGet();
            throw new IllegalStateException("on purpose");
          });
      Check.that(ticket.toFuture().get(10, TimeUnit.SECONDS) == ticket, "the future's ticket");
      Check.that(uncaught.await(10, TimeUnit.SECONDS), "what it threw was lost");
      pool.waitAll();
    }
    Check.equal(1, calls.get());
  }

  private static void phases() {
    // 11. Phases.
    try (Runtime runtime = new Runtime();
        Profiler profiler = runtime.profiler()) {
      try (Profiler.Phase pipeline = profiler.phase("pipeline")) {
        try (Profiler.Phase load = profiler.phase("load")) {
          Check.that(load != null, "no phase");
        }
        try (Profiler.Phase load = profiler.phase("load")) {
          profiler.metric("points", 7);
        }
        Check.that(profiler.current() != 0, "no phase is open");
      }
      Check.equal(2L, profiler.stats("pipeline/load").get().count());
      Check.equal(7.0, profiler.metricStats("pipeline/load", "points").get().last());
      Check.that(!profiler.endPhase(), "ended what was not open");
    }
  }

  private static void log() {
    // 12. The log.
    try (Runtime runtime = new Runtime();
        StreamPool first = runtime.streamPool(2);
        StreamPool second = runtime.streamPool(3)) {
      Check.equal(2, second.size());
      Check.equal(Level.WARNING, runtime.nextLog().get().level());
    }
  }

  private static void closing() throws Exception {
    // 13. Shut down, then used.
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool()) {
      runtime.shutdown();
      runtime.shutdown();
      Check.fails(Status.CLOSED, () -> runtime.buffer(10));
      Check.fails(
          Status.CLOSED, () -> pool.transfer(NdArray.of(counting(3)), NdArray.of(doubles(3))));
    }
    // 14. Freed in any order.
    for (int order = 0; order < 2; order++) {
      Runtime runtime = new Runtime();
      StreamPool pool = runtime.streamPool();
      Stream stream = pool.next();
      Ticket ticket = stream.transfer(NdArray.of(counting(3)), NdArray.of(doubles(3)));
      Profiler profiler = runtime.profiler();
      List<AutoCloseable> all = new ArrayList<>(List.of(runtime, pool, stream, ticket, profiler));
      if (order == 1) {
        java.util.Collections.reverse(all);
      }
      for (AutoCloseable one : all) {
        one.close();
      }
    }
  }

  private static void device() throws Exception {
    // 16. A device that is insisted on.
    Runtime.Options cuda = new Runtime.Options(0, 0, DeviceKind.CUDA);
    try (Runtime runtime = new Runtime()) {
      Device gpu = runtime.devices().get(1);
      if (gpu.available()) {
        new Runtime(cuda).close();
      } else {
        WeirException error = Check.fails(Status.UNSUPPORTED, () -> new Runtime(cuda));
        Check.contains(error.getMessage(), gpu.reason());
      }
    }
  }
}
