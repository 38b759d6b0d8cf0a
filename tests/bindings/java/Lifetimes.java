// SPDX-License-Identifier: Apache-2.0
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.weir.Buffer;
import org.weir.Control;
import org.weir.DType;
import org.weir.Json;
import org.weir.JsonView;
import org.weir.NdArray;
import org.weir.Profiler;
import org.weir.Rules;
import org.weir.Runtime;
import org.weir.Sink;
import org.weir.Status;
import org.weir.StreamPool;
import org.weir.Ticket;
import org.weir.WeirException;

/**
 * Proves: closing twice, in any order, from several threads and while calls are under way is fine;
 * what is used after that says so; nothing that the library works on or lends goes away; a million
 * calls leave the memory flat.
 */
final class Lifetimes {
  public static void main(String[] arguments) throws Exception {
    refused();
    closedTwice();
    closedWhileUsed();
    lentMemoryStays();
    buffersStayUntilDone();
    rulesAreLetGo();
    handedThingsEndWithTheRule();
    aMillionCalls();
  }

  /** What the library refuses to make is an exception, and never the end of the program. */
  private static void refused() throws Exception {
    try (Runtime runtime = new Runtime()) {
      Check.fails(
          Status.INVALID, () -> new StreamPool(runtime, StreamPool.Options.ofSize(1000)).close());
      Check.fails(
          Status.INVALID,
          () -> new Runtime(new Runtime.Options(0, 1 << 20, org.weir.DeviceKind.HOST)).close());
      // Without a sign -1 would be the largest number there is.
      Check.fails(
          Status.INVALID, () -> new Runtime(new Runtime.Options(-1, 0, org.weir.DeviceKind.HOST)));
      WeirException error =
          Check.fails(
              Status.INVALID, () -> new StreamPool(runtime, StreamPool.Options.ofSize(-1)));
      Check.contains(error.getMessage(), "size is -1");
      Check.fails(Status.INVALID, () -> runtime.setMemoryBudget(-1));
      Check.fails(Status.INVALID, () -> runtime.buffer(-1));
      Check.fails(Status.INVALID, () -> NdArray.allocate(DType.F64, 3, -1));
      Check.fails(Status.LIMIT, () -> NdArray.allocate(DType.F64, 1L << 40, 1L << 40));
      Check.equal(0, NdArray.allocate(DType.F64, 1L << 40, 0).bytes().capacity());
    }
  }

  private static void closedTwice() throws Exception {
    Json json = Json.parse("{}");
    json.close();
    json.close();
    Check.fails(Status.CLOSED, () -> json.has("/a"));
    Rules rules = new Rules();
    rules.close();
    rules.close();
    Check.that(rules.isClosed(), "open after close()");
    Check.contains(Check.fails(Status.CLOSED, rules::count).getMessage(), "Rules");
    Runtime runtime = new Runtime();
    Profiler profiler = runtime.profiler();
    Profiler.Phase phase = profiler.phase("left open");
    profiler.close();
    phase.close();
    runtime.close();
    Check.fails(Status.CLOSED, runtime::info);
    Check.fails(Status.CLOSED, () -> profiler.metric("a", 1));
  }

  private static void closedWhileUsed() throws Exception {
    for (int round = 0; round < 200; round++) {
      Json json = Json.parse("{\"a\": 1}");
      AtomicLong calls = new AtomicLong();
      Thread[] users = new Thread[2];
      Throwable[] ends = new Throwable[users.length];
      for (int k = 0; k < users.length; k++) {
        int index = k;
        users[k] =
            new Thread(
                () -> {
                  try {
                    while (true) {
                      Check.equal(1L, json.getLong("/a", 0));
                      calls.incrementAndGet();
                    }
                  } catch (Throwable end) {
                    ends[index] = end;
                  }
                });
        users[k].start();
      }
      Check.soon("a call", () -> calls.get() > 0);
      json.close();
      for (int k = 0; k < users.length; k++) {
        users[k].join();
        Throwable end = ends[k];
        Check.fails(Status.CLOSED, () -> rethrow(end));
      }
    }
  }

  private static void rethrow(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }

  private static void lentMemoryStays() throws Exception {
    try (Runtime runtime = new Runtime()) {
      Buffer buffer = runtime.buffer(1 << 20);
      ByteBuffer part = buffer.bytes().position(1000).slice();
      buffer.close();
      System.gc();
      part.put(0, (byte) 5);
      Check.equal((byte) 5, part.get(0));
      Check.that(runtime.memoryStats().usedBytes() >= 1 << 20, "lent memory was ended");
      part = null;
      Check.soon(
          "the end of lent memory",
          () -> {
            System.gc();
            return runtime.memoryStats().usedBytes() < 1 << 20;
          });
      Buffer plain = runtime.buffer(1 << 20);
      plain.close();
      Check.that(runtime.memoryStats().usedBytes() < 1 << 20, "close() did not end the buffer");
    }
  }

  private static void buffersStayUntilDone() throws Exception {
    try (Runtime runtime = new Runtime(new Runtime.Options(0, 1, org.weir.DeviceKind.HOST));
        StreamPool pool = new StreamPool(runtime, StreamPool.Options.ofSize(1))) {
      // The pool's only thread is kept busy by a completion that waits for the latch.
      CountDownLatch hold = new CountDownLatch(1);
      NdArray one = NdArray.allocate(DType.U8, 1 << 20);
      Thread self = Thread.currentThread();
      boolean[] here = {true};
      while (here[0]) { // a transfer that is over already calls from this thread
        CountDownLatch held = new CountDownLatch(1);
        pool.transfer(one, NdArray.allocate(DType.U8, 1 << 20))
            .onDone(
                status -> {
                  here[0] = Thread.currentThread() == self;
                  held.countDown();
                  if (!here[0]) {
                    awaitQuietly(hold);
                  }
                });
        held.await();
      }
      WeakReference<?>[] weak = new WeakReference<?>[1];
      Ticket second;
      try {
        second = queued(pool, weak);
        for (int k = 0; k < 3; k++) {
          System.gc();
        }
        Check.that(!second.isDone(), "the queue did not wait");
        Check.that(weak[0].get() != null, "a buffer in flight was collected");
      } finally {
        hold.countDown(); // or the pool could not end
      }
      second.await();
      Check.soon(
          "the end of the buffers",
          () -> {
            System.gc();
            return weak[0].get() == null;
          });
    }
  }

  private static Ticket queued(StreamPool pool, WeakReference<?>[] weak) {
    // Views keep the buffer whose memory it is, and the array here is the only one who holds a view.
    ByteBuffer memory = ByteBuffer.allocateDirect(8000).order(ByteOrder.nativeOrder());
    weak[0] = new WeakReference<>(memory);
    return pool.transfer(NdArray.of(memory.asDoubleBuffer()), NdArray.allocate(DType.F64, 1000));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rulesAreLetGo() throws Exception {
    Rules rules = new Rules();
    WeakReference<Object> held = addRule(rules);
    System.gc();
    try (Json config = Json.parse("{}")) {
      Check.that(rules.check(config).isEmpty(), "the rule does not hold");
    }
    Check.that(held.get() != null, "a rule in use was collected");
    rules.clear();
    Check.soon(
        "the end of the rule",
        () -> {
          System.gc();
          return held.get() == null;
        });
    rules.close();
  }

  private static WeakReference<Object> addRule(Rules rules) {
    Object captured = new Object();
    rules.custom("captures", (json, sink) -> captured != null);
    return new WeakReference<>(captured);
  }

  private static void handedThingsEndWithTheRule() throws Exception {
    JsonView[] kept = new JsonView[1];
    Sink[] sunk = new Sink[1];
    try (Rules rules = new Rules();
        Json config = Json.parse("{}")) {
      rules.custom(
          "keeps",
          (json, sink) -> {
            kept[0] = json;
            sunk[0] = sink;
            return true;
          });
      Check.that(rules.check(config).isEmpty(), "the rule does not hold");
    }
    Check.fails(Status.CLOSED, () -> kept[0].has("/a"));
    Check.fails(Status.CLOSED, () -> sunk[0].message("late"));
  }

  private static long residentKb() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("no VmRSS in /proc/self/status");
  }

  private static void work(int rounds) throws Exception {
    NdArray src = NdArray.copyOf(new double[] {1, 2, 3});
    NdArray dst = NdArray.allocate(DType.F64, 3);
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool(1);
        Rules rules = new Rules().custom("fails", (json, sink) -> false);
        Json json = Json.parse("{\"a\": 1, \"b\": \"text\"}");
        Control control = new Control();
        Profiler profiler = runtime.profiler()) {
      for (int k = 0; k < rounds; k++) {
        Check.equal("text", json.getString("/b", ""));
        Check.fails(Status.INVALID, () -> json.getLong("/b", 0));
        Check.that(rules.check(json).isPresent(), "the rule holds");
        profiler.startPhase("phase");
        profiler.endPhase();
        try (Ticket ticket = pool.transfer(src, dst)) {
          ticket.onDone(status -> {});
          ticket.await();
        }
        try (Ticket ticket = pool.batch(List.of(new StreamPool.Pair(src, dst)), control);
            Buffer buffer = runtime.buffer(4096);
            Json other = Json.parse("{}")) {
          ticket.await();
          Check.that(buffer.size() == 4096 && !other.has("/a"), "a buffer and a document");
        }
        try (StreamPool again = runtime.streamPool()) {
          Check.equal(1, again.size());
        }
      }
    }
  }

  // A round makes some 20 calls of the library.
  private static void aMillionCalls() throws Exception {
    work(5_000);
    System.gc();
    long before = residentKb();
    work(50_000);
    System.gc();
    long grown = residentKb() - before;
    Check.that(grown < 48 << 10, "a million calls grew memory by " + grown + " KiB");
  }
}
