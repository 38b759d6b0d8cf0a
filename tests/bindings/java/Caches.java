// SPDX-License-Identifier: Apache-2.0
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.weir.Buffer;
import org.weir.Cache;
import org.weir.Runtime;
import org.weir.Status;
import org.weir.WeirException;

/** Proves: caches in Java keep bytes under keys within their bounds, by name and alone. */
final class Caches {
  public static void main(String[] arguments) throws Exception {
    values();
    boundsAndNames();
    functions();
    computing();
    invalidating();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void values() throws Exception {
    Runtime runtime = new Runtime();
    Cache cache = runtime.cache("");
    Check.that(cache.get(bytes("a")).isEmpty(), "something under a");
    byte[] large = new byte[10_000];
    Arrays.fill(large, (byte) 7);
    for (byte[] value : List.of(new byte[0], bytes("one"), large)) {
      cache.put(bytes("a"), value);
      Check.that(Arrays.equals(value, cache.get(bytes("a")).get()), "another value");
    }
    Buffer pin = cache.pin(bytes("a")).get();
    Check.that(cache.remove(bytes("a")) && !cache.remove(bytes("a")), "removed once");
    Check.that(cache.pin(bytes("a")).isEmpty(), "something to pin");
    cache.putAll(List.of(bytes("x"), new byte[0]), List.of(bytes("1"), bytes("22")), null);
    List<byte[]> got = cache.getAll(List.of(new byte[0], bytes("?"), bytes("x")));
    Check.equal("22", new String(got.get(0)));
    Check.that(got.get(1) == null, "something under ?");
    Check.equal("1", new String(got.get(2)));
    Check.equal(2L, cache.stats().entryCount());
    Check.that(cache.stats().pinnedBytes() > 10_000, "pinned bytes are counted");
    Check.equal(2L, cache.clear(false));
    cache.close();
    runtime.close();
    Check.equal((byte) 7, pin.bytes().get(9_999));
    pin.close();
    Check.fails(Status.CLOSED, () -> cache.get(bytes("a")));
  }

  private static void boundsAndNames() throws Exception {
    try (Runtime runtime = new Runtime();
        Cache cache = runtime.cache("results", Cache.Options.of(10, Duration.ofHours(1)))) {
      Thread[] threads = new Thread[4];
      AtomicInteger wrong = new AtomicInteger();
      for (int t = 0; t < threads.length; t++) {
        int number = t;
        threads[t] =
            new Thread(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    byte[] key = bytes(number + " " + i % 20);
                    cache.put(key, key);
                    if (cache.get(key).filter(value -> !Arrays.equals(value, key)).isPresent()) {
                      wrong.incrementAndGet();
                    }
                  }
                });
        threads[t].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      Check.equal(0, wrong.get());
      Check.that(cache.stats().entryCount() <= 10, "the bound holds");
      Check.that(cache.stats().evictionCount() > 0, "some had to go");
      try (Cache same = runtime.cache("results")) {
        Check.that(same.stats().entryCount() > 0, "the same cache");
      }
      Check.contains(runtime.cachesJson(), "\"_global\":{\"total_caches\":1,");
      Check.contains(cache.statsJson(), "\"max_size\":10,");
      Check.equal(0L, runtime.clearCaches(true));
      Check.that(runtime.clearCaches(false) > 0, "nothing was cleared");
      Check.that(runtime.removeCache("results") && !runtime.removeCache("results"), "once");
      cache.put(bytes("s"), bytes("1"), Duration.ofSeconds(9), true);
      try (Cache small = runtime.cache("", new Cache.Options(1 << 16, 0, null, false, false, 0, null))) {
        Check.fails(Status.LIMIT, () -> small.put(bytes("large"), new byte[1 << 17]));
      }
      Check.fails(Status.INVALID, () -> cache.put(null, bytes("1")));
      Check.fails(Status.INVALID, () -> cache.put(bytes("k"), null));
      Check.fails(Status.INVALID, () -> cache.put(bytes("k"), bytes("1"), Duration.ZERO, false));
      Check.fails(Status.INVALID, () -> cache.putAll(List.of(bytes("k")), List.of(), null));
      Check.fails(
          Status.INVALID,
          () -> runtime.cache("t", new Cache.Options(0, 0, null, false, true, 3, null)));
    }
  }

  private static void functions() throws Exception {
    try (Runtime runtime = new Runtime();
        Cache cache = runtime.cache("")) {
      int[] count = {0};
      UnaryOperator<byte[]> twice =
          cache.cached(
              key -> {
                count[0]++;
                if (key.length == 0) {
                  throw new IllegalArgumentException("nothing to double");
                }
                return bytes(new String(key) + new String(key));
              });
      for (int i = 0; i < 3; i++) {
        Check.equal("abab", new String(twice.apply(bytes("ab"))));
        try {
          twice.apply(new byte[0]);
          throw new AssertionError("an exception was kept");
        } catch (IllegalArgumentException error) {
          Check.equal("nothing to double", error.getMessage());
        }
      }
      Check.equal(4, count[0]);
      runtime.shutdown();
      Check.equal("abab", new String(twice.apply(bytes("ab"))));
      Check.equal(5, count[0]);
    }
  }

  /** E-070, C-034: one computes for all; what fails is told; what is stale is computed elsewhere. */
  private static void computing() throws Exception {
    try (Runtime runtime = new Runtime();
        Cache cache =
            runtime.cache(
                "", new Cache.Options(0, 0, null, false, false, 0, Duration.ofNanos(1)))) {
      AtomicInteger computed = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(4);
      AtomicInteger wrong = new AtomicInteger();
      Cache.Computing lasting =
          new Cache.Computing(null, Duration.ofHours(1), null, null, null, null, null);
      Thread[] threads = new Thread[4];
      for (int t = 0; t < threads.length; t++) {
        threads[t] =
            new Thread(
                () -> {
                  try {
                    together.await();
                  } catch (Exception error) {
                    wrong.incrementAndGet();
                  }
                  Optional<byte[]> got =
                      cache.getOrCompute(
                          bytes("k"), key -> bytes("value " + computed.incrementAndGet()), lasting);
                  if (!new String(got.get()).equals("value 1")) {
                    wrong.incrementAndGet();
                  }
                });
        threads[t].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      Check.equal(0, wrong.get());
      Check.equal(1L, cache.stats().loadCount());
      Check.that(cache.getOrCompute(bytes("none"), key -> null).isEmpty(), "something of nothing");
      Check.fails(
          Status.INVALID,
          () ->
              cache.getOrCompute(
                  bytes("self"), key -> cache.getOrCompute(key, same -> same).orElseThrow()));
      try {
        cache.getOrCompute(
            bytes("bad"),
            key -> {
              throw new IllegalStateException("on purpose");
            },
            new Cache.Computing(null, null, null, Duration.ofHours(1), null, null, null));
        throw new AssertionError("it did not throw");
      } catch (IllegalStateException error) {
        Check.equal("on purpose", error.getMessage());
      }
      try {
        cache.getOrCompute(bytes("bad"), key -> key);
        throw new AssertionError("the failure was not remembered");
      } catch (WeirException error) {
        Check.equal(Status.CALLBACK, error.status());
        Check.contains(error.getMessage(), "on purpose");
      }
      cache.put(bytes("s"), bytes("old"));
      List<Runnable> later = new ArrayList<>();
      Cache.Computing elsewhere = new Cache.Computing(null, null, null, null, null, later::add, null);
      while (later.isEmpty()) { // until the coarse clock has moved
        Check.equal(
            "old",
            new String(cache.getOrCompute(bytes("s"), key -> bytes("new"), elsewhere).get()));
      }
      later.get(0).run();
      Check.equal("new", new String(cache.get(bytes("s")).get()));
    }
  }

  /** E-031, E-032: what depends on what was changed goes; what leaves is told. */
  private static void invalidating() throws Exception {
    try (Runtime runtime = new Runtime();
        Cache cache = runtime.cache("")) {
      cache.watch(Set.of(Cache.Left.INVALIDATED, Cache.Left.REPLACED));
      cache.put(
          bytes("statistics"),
          bytes("1"),
          null,
          false,
          List.of(bytes("project 7"), bytes("tag")));
      cache.getOrCompute(
          bytes("page"),
          key -> bytes("22"),
          new Cache.Computing(null, null, null, null, null, null, List.of(bytes("statistics"))));
      cache.put(bytes("user:1"), bytes("1"));
      cache.put(bytes("user:2"), bytes("2"));
      Check.equal(2L, cache.invalidate(bytes("project 7")));
      Cache.Event event = cache.nextEvent().get();
      Check.equal(Cache.Left.INVALIDATED, event.why());
      Check.equal("statistics", new String(event.key()));
      Check.equal(2L, cache.nextEvent().get().valueSize());
      Check.that(cache.nextEvent().isEmpty(), "one event too many");
      Check.equal(1L, cache.invalidatePrefix(bytes("user:1")));
      Check.equal(
          1L, cache.invalidateIf((key, value) -> Arrays.equals(bytes("user:2"), key)));
      cache.put(bytes("a"), bytes("1"));
      try {
        cache.invalidateIf(
            (key, value) -> {
              throw new IllegalStateException("on purpose");
            });
        throw new AssertionError("it did not throw");
      } catch (IllegalStateException error) {
        Check.equal("on purpose", error.getMessage());
      }
      cache.invalidateAll();
      Check.that(cache.get(bytes("a")).isEmpty(), "something is left");
      Check.equal(5L, cache.stats().invalidationCount());
      Check.fails(Status.INVALID, () -> cache.watch(Set.of(Cache.Left.LOST)));
      cache.watch(Set.of());
    }
  }
}
