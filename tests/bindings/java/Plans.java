// SPDX-License-Identifier: Apache-2.0
import java.util.ArrayList;
import java.util.List;
import org.weir.Control;
import org.weir.DType;
import org.weir.DeviceKind;
import org.weir.NdArray;
import org.weir.Plan;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.Stream;
import org.weir.StreamPool;
import org.weir.Ticket;

/** Proves: plans run again and again, keep their buffers, and refuse by number; streams wait. */
final class Plans {
  public static void main(String[] arguments) throws Exception {
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool()) {
      runs(pool);
      refusals(pool);
      streams(pool);
    }
  }

  private static List<StreamPool.Pair> pairs(int count) {
    List<StreamPool.Pair> pairs = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      pairs.add(
          new StreamPool.Pair(
              NdArray.allocate(DType.I32, 100), NdArray.allocate(DType.I32, 100)));
    }
    return pairs;
  }

  private static void runs(StreamPool pool) throws Exception {
    List<StreamPool.Pair> pairs = pairs(50);
    NdArray src = pairs.get(49).src();
    NdArray dst = pairs.get(49).dst();
    Plan plan = pool.plan(pairs);
    pairs = null;
    System.gc(); // the plan keeps the other buffers
    for (int turn = 1; turn < 5; turn++) {
      src.bytes().putInt(396, turn);
      try (Ticket ticket = plan.run()) {
        ticket.await();
        Check.equal(50L, ticket.itemCount());
      }
      Check.equal(turn, dst.bytes().getInt(396));
    }
    src.bytes().putInt(396, 99);
    Ticket last = plan.run();
    plan.close(); // the run goes on
    last.await();
    last.close();
    Check.equal(99, dst.bytes().getInt(396));
    Check.fails(Status.CLOSED, plan::run);
  }

  private static void refusals(StreamPool pool) throws Exception {
    List<StreamPool.Pair> pairs = pairs(3);
    pairs.set(
        2,
        new StreamPool.Pair(NdArray.allocate(DType.I32, 7), NdArray.allocate(DType.I32, 8)));
    Check.contains(
        Check.fails(Status.INVALID, () -> pool.plan(pairs)).getMessage(), "pair 2 of the plan");
    try (Plan plan = pool.plan(List.of());
        Ticket ticket = plan.run()) {
      ticket.await();
    }
    try (Plan plan = pool.plan(pairs(2));
        Control control = new Control()) {
      control.cancel();
      Check.fails(Status.CANCELLED, () -> plan.run(control));
    }
  }

  private static void streams(StreamPool pool) throws Exception {
    NdArray first = NdArray.allocate(DType.I64, 100_000);
    NdArray middle = NdArray.allocate(DType.I64, 100_000);
    NdArray last = NdArray.allocate(DType.I64, 100_000);
    try (Stream one = pool.stream(0);
        Stream two = pool.stream(1)) {
      for (long turn = 1; turn < 10; turn++) {
        first.bytes().putLong(799_992, turn);
        one.transfer(first, middle).close();
        try (Ticket mark = one.record()) {
          two.waitFor(mark);
        }
        try (Ticket ticket = two.transfer(middle, last)) {
          ticket.await();
        }
        Check.equal(turn, last.bytes().getLong(799_992));
      }
    }
    boolean host = pool.stats() != null && !System.getenv().containsKey("WEIR_DEVICE_PLUGIN");
    if (host) {
      Check.fails(Status.UNSUPPORTED, () -> pool.wrap(4096L));
    }
  }
}
