// SPDX-License-Identifier: Apache-2.0
import java.util.ArrayList;
import java.util.List;
import org.weir.DType;
import org.weir.NdArray;
import org.weir.Plan;
import org.weir.Runtime;
import org.weir.Stream;
import org.weir.StreamPool;
import org.weir.Ticket;

/** The same batch of arrays many times over: described once, then run; and streams that wait. */
final class PlanExample {
  public static void main(String[] arguments) throws Exception {
    List<StreamPool.Pair> pairs = new ArrayList<>();
    for (int k = 0; k < 200; k++) {
      pairs.add(
          new StreamPool.Pair(
              NdArray.allocate(DType.F64, 500, 3), NdArray.allocate(DType.F64, 500, 3)));
    }
    NdArray src = pairs.get(7).src();
    NdArray dst = pairs.get(7).dst();
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool();
        Plan plan = pool.plan(pairs)) {
      for (int turn = 0; turn < 10; turn++) {
        src.bytes().putDouble(0, turn); // each run copies what lies there then
        try (Ticket ticket = plan.run()) {
          ticket.await();
        }
        if (dst.bytes().getDouble(0) != turn) {
          throw new AssertionError("an old copy");
        }
      }
      System.out.println(pool.stats().transferCount() + " arrays");

      // One stream after another, without waiting in between.
      NdArray end = NdArray.allocate(DType.F64, 500, 3);
      try (Stream first = pool.stream(0);
          Stream second = pool.stream(1)) {
        first.transfer(src, dst).close();
        try (Ticket mark = first.record()) {
          second.waitFor(mark);
        }
        try (Ticket ticket = second.transfer(dst, end)) {
          ticket.await();
        }
      }
      System.out.println(end.bytes().getDouble(0));
    }
  }
}
