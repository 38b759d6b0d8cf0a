// SPDX-License-Identifier: Apache-2.0
import java.time.Duration;
import java.util.Collections;
import org.weir.Control;
import org.weir.DType;
import org.weir.NdArray;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.StreamPool;
import org.weir.Ticket;
import org.weir.WeirException;

/** Progress out, cancel in: work that tells how far it is, and work that is stopped. */
final class TicketExample {
  public static void main(String[] arguments) throws Exception {
    NdArray src = NdArray.allocate(DType.U8, 1 << 16);
    NdArray dst = NdArray.allocate(DType.U8, 1 << 16);
    var pairs = Collections.nCopies(64, new StreamPool.Pair(src, dst));
    try (Runtime runtime = new Runtime();
        StreamPool pool = runtime.streamPool();
        Control control = new Control()) {
      control.onProgress(
          (done, total) -> {
            System.out.println(done + " of " + total);
            return false; // true would stop it
          });
      try (Ticket ticket = pool.batch(pairs, control)) {
        ticket.onDone(status -> System.out.println("over: " + status));
        while (!ticket.await(Duration.ofSeconds(1))) {
          System.out.println("still going: " + ticket.progress());
        }
        System.out.println(ticket.itemCount() + " items, the first " + ticket.itemStatus(0));
      }

      control.cancel(); // from any thread; it stays cancelled, so what is asked next does not begin
      try (Ticket ticket = pool.batch(pairs, control)) {
        ticket.await();
        throw new AssertionError("a cancelled control lets nothing begin");
      } catch (WeirException error) {
        if (error.status() != Status.CANCELLED) {
          throw error;
        }
        System.out.println("stopped: " + error.getMessage());
      }
    }
  }
}
