// SPDX-License-Identifier: Apache-2.0
import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.weir.DType;
import org.weir.Json;
import org.weir.NdArray;
import org.weir.Rules;
import org.weir.Runtime;
import org.weir.StreamPool;
import org.weir.Ticket;

/**
 * Java's rows of the table of languages: Weir, JNI by hand and JNA (direct mapping) over the same C
 * functions. One line of JSON per figure; rounds in turns, the best of each. Arguments: libweir.so, the
 * library of plain_jni.c.
 */
final class LanguageBench {
  private static final String TEXT = "{\"a\": {\"b\": 5}}";
  private static final int RULES = 100;
  private static final int HEARD = 5000;

  interface Rule {
    boolean holds();
  }

  interface Done {
    void done(int status);
  }

  static native long rules();

  static native long count(long rules);

  static native long parse(String text);

  static native long number(long json, String pointer);

  static native void addRule(long rules, Rule rule);

  static native int check(long rules, long json);

  static native long pool();

  static native long transfer(long pool, long bytes);

  static native void onDone(long ticket, Done done);

  static native void await(long pool);

  /** JNA's direct mapping. */
  static final class Mapped {
    interface RuleFunction extends Callback {
      int holds(Pointer user, Pointer config, Pointer sink);
    }

    interface DoneFunction extends Callback {
      void done(Pointer user, int status);
    }

    static native long weir_rules_count(Pointer rules);

    static native int weir_json_get_int64(Pointer json, String pointer, LongByReference value);

    static native int weir_rules_check(Pointer rules, Pointer json);

    static native int weir_rules_add_custom(
        Pointer rules, String name, RuleFunction rule, Pointer user, Pointer free, Pointer options);

    static native int weir_ticket_on_done(
        Pointer ticket, DoneFunction done, Pointer user, Pointer free);
  }

  /** What the callbacks of JNA need to stay. */
  private static final List<Object> KEPT = new ArrayList<>();

  private static long sum;

  private static double timed(Runnable call, int count) {
    long begin = System.nanoTime();
    for (int k = 0; k < count; k++) {
      call.run();
    }
    return (double) (System.nanoTime() - begin) / count;
  }

  private static void tell(String what, String who, double ns) {
    System.out.printf(
        java.util.Locale.ROOT,
        "{\"language\": \"Java\", \"what\": \"%s\", \"who\": \"%s\", \"ns\": %.1f}%n",
        what,
        who,
        ns);
  }

  private static void inTurns(String what, Map<String, Runnable> calls, int count, int per) {
    Map<String, Double> best = new LinkedHashMap<>();
    for (int round = 0; round < 15; round++) {
      calls.forEach((who, call) -> best.merge(who, timed(call, count), Math::min));
    }
    best.forEach((who, ns) -> tell(what, who, ns / per));
  }

  private interface Way {
    /** Leaves a function on the next ticket. */
    void listen(Done done);
  }

  /** Holds the only stream up, leaves the listeners, lets go. Between the first and the last. */
  private static double heard(Runnable hold, Runnable next, Way way, Runnable wait, CountDownLatch go)
      throws Exception {
    hold.run();
    next.run();
    long[] marks = new long[2];
    CountDownLatch over = new CountDownLatch(1);
    way.listen(status -> marks[0] = System.nanoTime());
    for (int k = 0; k < HEARD; k++) {
      way.listen(status -> sum += status);
    }
    way.listen(
        status -> {
          marks[1] = System.nanoTime();
          over.countDown();
        });
    go.countDown();
    over.await();
    wait.run();
    return (double) (marks[1] - marks[0]) / HEARD;
  }

  private static boolean elsewhere(Thread asker, CountDownLatch entered, CountDownLatch go) {
    boolean other = Thread.currentThread() != asker;
    entered.countDown();
    try {
      if (other) {
        go.await();
      }
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
    return other;
  }

  private static double raw(boolean jna) throws Exception {
    long pool = pool();
    CountDownLatch go = new CountDownLatch(1);
    long[] ticket = {0};
    Way way =
        done -> {
          if (jna) {
            Mapped.DoneFunction function = (user, status) -> done.done(status);
            KEPT.add(function);
            Mapped.weir_ticket_on_done(new Pointer(ticket[0]), function, null, null);
          } else {
            onDone(ticket[0], done);
          }
        };
    Thread self = Thread.currentThread();
    Runnable hold =
        () -> {
          boolean[] held = {false};
          while (!held[0]) {
            CountDownLatch entered = new CountDownLatch(1);
            ticket[0] = transfer(pool, 1 << 20);
            way.listen(status -> held[0] = inside(held, self, entered, go));
            quietly(entered);
          }
        };
    return heard(hold, () -> ticket[0] = transfer(pool, 1), way, () -> await(pool), go);
  }

  private static boolean inside(boolean[] held, Thread self, CountDownLatch entered, CountDownLatch go) {
    held[0] = Thread.currentThread() != self;
    return elsewhere(self, entered, go);
  }

  private static void quietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }

  private static double ours() throws Exception {
    try (Runtime runtime = new Runtime();
        StreamPool pool = new StreamPool(runtime, StreamPool.Options.ofSize(1))) {
      CountDownLatch go = new CountDownLatch(1);
      Ticket[] ticket = {null};
      Thread self = Thread.currentThread();
      NdArray large = NdArray.allocate(DType.U8, 1 << 20);
      NdArray small = NdArray.allocate(DType.U8, 1);
      Runnable hold =
          () -> {
            boolean[] held = {false};
            while (!held[0]) {
              CountDownLatch entered = new CountDownLatch(1);
              pool.transfer(large, NdArray.allocate(DType.U8, 1 << 20))
                  .onDone(status -> held[0] = inside(held, self, entered, go));
              quietly(entered);
            }
          };
      Runnable next = () -> ticket[0] = pool.transfer(small, NdArray.allocate(DType.U8, 1));
      Way way = done -> ticket[0].onDone(status -> done.done(status.code()));
      return heard(hold, next, way, pool::waitAll, go);
    }
  }

  private static void batches() {
    try (Runtime runtime = new Runtime();
        StreamPool pool = new StreamPool(runtime, StreamPool.Options.ofSize(4))) {
      List<StreamPool.Pair> pairs = new ArrayList<>();
      List<DoubleBuffer[]> buffers = new ArrayList<>();
      for (int k = 0; k < 1000; k++) {
        DoubleBuffer[] both = new DoubleBuffer[2];
        for (int side = 0; side < 2; side++) {
          both[side] =
              java.nio.ByteBuffer.allocateDirect(12000)
                  .order(java.nio.ByteOrder.nativeOrder())
                  .asDoubleBuffer();
        }
        buffers.add(both);
        pairs.add(new StreamPool.Pair(NdArray.of(both[0], 500, 3), NdArray.of(both[1], 500, 3)));
      }
      Map<String, Runnable> calls = new LinkedHashMap<>();
      calls.put(
          "Weir",
          () -> {
            try (Ticket ticket = pool.batch(pairs)) {
              ticket.await();
            }
          });
      calls.put(
          "DoubleBuffer.put, one by one",
          () -> {
            for (DoubleBuffer[] both : buffers) {
              both[1].clear().put(both[0].clear());
            }
          });
      inTurns("batch of 1000 x 12 kB", calls, 5, 1);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Native.register(Mapped.class, arguments[0]);
    System.load(arguments[1]);
    Rules mine = new Rules();
    Json json = Json.parse(TEXT);
    long theirs = rules();
    long parsed = parse(TEXT);
    Pointer jnaRules = new Pointer(theirs);
    Pointer jnaJson = new Pointer(parsed);
    LongByReference value = new LongByReference();
    Map<String, Runnable> calls = new LinkedHashMap<>();
    calls.put("Weir", () -> sum += mine.count());
    calls.put("JNI by hand", () -> sum += count(theirs));
    calls.put("JNA", () -> sum += Mapped.weir_rules_count(jnaRules));
    inTurns("trivial call", calls, 200000, 1);
    calls.clear();
    calls.put("Weir", () -> sum += json.getLong("/a/b", 0));
    calls.put("JNI by hand", () -> sum += number(parsed, "/a/b"));
    calls.put("JNA", () -> Mapped.weir_json_get_int64(jnaJson, "/a/b", value));
    inTurns("a value by pointer", calls, 50000, 1);

    long byHand = rules();
    Pointer byJna = new Pointer(rules());
    Mapped.RuleFunction holds = (user, config, sink) -> 1;
    KEPT.add(holds);
    for (int k = 0; k < RULES; k++) {
      mine.custom("r", (config, sink) -> true);
      addRule(byHand, () -> true);
      Mapped.weir_rules_add_custom(byJna, "r", holds, null, null, null);
    }
    calls.clear();
    calls.put("Weir", () -> sum += mine.check(json).isPresent() ? 1 : 0);
    calls.put("JNI by hand", () -> sum += check(byHand, parsed));
    calls.put("JNA", () -> sum += Mapped.weir_rules_check(byJna, jnaJson));
    inTurns("callback, this thread", calls, 300, RULES);

    double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    for (int round = 0; round < 9; round++) {
      best[0] = Math.min(best[0], ours());
      best[1] = Math.min(best[1], raw(false));
      best[2] = Math.min(best[2], raw(true));
    }
    String[] who = {"Weir", "JNI by hand", "JNA"};
    for (int k = 0; k < 3; k++) {
      tell("callback, a thread of the library's", who[k], best[k]);
    }
    batches();
    LongConsumer sink = any -> {};
    sink.accept(sum);
  }
}
