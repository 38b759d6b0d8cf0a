// SPDX-License-Identifier: Apache-2.0
import java.util.List;
import org.weir.DType;
import org.weir.NdArray;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.StreamPool;
import org.weir.Ticket;

/** Copies arrays, of any shape, while the program does something else. */
final class StreamExample {
  public static void main(String[] arguments) throws Exception {
    NdArray src = NdArray.copyOf(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    NdArray turned = NdArray.allocate(DType.F32, 3, 2);
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool()) {
      try (Ticket ticket = pool.transfer(src.transpose(), turned)) {
        ticket.await();
      }
      System.out.println(turned.bytes().getFloat(4) + " follows 1.0 when turned");

      NdArray all = NdArray.allocate(DType.F32, 2, 3);
      List<StreamPool.Pair> pairs =
          List.of(new StreamPool.Pair(src, all), new StreamPool.Pair(src, turned));
      try (Ticket ticket = pool.batch(pairs)) {
        ticket
            .toFuture()
            .handle(
                (done, error) -> {
                  System.out.println(error == null ? "all copied" : error.getMessage());
                  return null;
                })
            .get();
        if (ticket.itemStatus(0) != Status.OK || ticket.itemStatus(1) != Status.INVALID) {
          throw new AssertionError("the second pair does not fit, and only it");
        }
        System.out.println(ticket.itemError(1));
      }
      System.out.println(pool.stats());
    }
  }
}
