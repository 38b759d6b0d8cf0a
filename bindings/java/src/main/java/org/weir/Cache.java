// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.weir.low.weirJNI;

/**
 * Bytes under keys of bytes, within bounds, outside of Java's heap. A cache lets those entries go
 * first that are least likely to be wanted again. It forgets; it is not a store.
 */
public final class Cache extends Handle {
  private static final int SLIDING = 1;
  private static final int LRU = 2;
  private static final int ALL = 1;
  private static final int EXPIRED = 2;
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  /**
   * What a cache is made with; 0 and null are the library's defaults.
   *
   * @param capacityBytes keys and bookkeeping included; 0 is 64 MiB
   * @param maxEntries 0 is as many as fit
   * @param ttl of entries put without one; null: they do not expire
   * @param sliding whether times to live begin anew with each get
   * @param lru whether the least recently used goes first, always
   * @param shardCount a power of two; 0 is by size and processors
   * @param softTtl from when on entries are stale, and {@link #getOrCompute} has them computed
   *     anew; null: never
   */
  public record Options(
      long capacityBytes,
      long maxEntries,
      Duration ttl,
      boolean sliding,
      boolean lru,
      int shardCount,
      Duration softTtl) {
    /** All defaults. */
    public static final Options DEFAULT = new Options(0, 0, null, false, false, 0, null);

    Options checked() {
      Counts.require("capacityBytes", capacityBytes);
      Counts.require("shardCount", shardCount);
      return this;
    }

    /**
     * Bounds in entries and time.
     *
     * @param maxEntries 0 is as many as fit
     * @param ttl null: entries do not expire
     * @return the options
     */
    public static Options of(long maxEntries, Duration ttl) {
      return new Options(0, maxEntries, ttl, false, false, 0, null);
    }
  }

  private Cache(long pointer) {
    super(pointer, weirJNI::delete_Cache, "Cache");
  }

  static Cache named(Runtime runtime, String name) {
    return new Cache(runtime.call(at -> weirJNI.Cache_named(at, name)));
  }

  static Cache of(Runtime runtime, String name, Options options) {
    int flags = (options.sliding() ? SLIDING : 0) | (options.lru() ? LRU : 0);
    return new Cache(
        runtime.call(
            at ->
                weirJNI.Cache_of(
                    at,
                    name,
                    options.checked().capacityBytes(),
                    options.maxEntries(),
                    nanos(options.ttl()),
                    flags,
                    options.shardCount(),
                    nanos(options.softTtl()))));
  }

  static boolean removeNamed(Runtime runtime, String name) {
    return runtime.call(at -> weirJNI.Cache_remove_named(at, name));
  }

  static long clearNamed(Runtime runtime, boolean expiredOnly) {
    return runtime.call(at -> weirJNI.Cache_clear_named(at, expiredOnly ? EXPIRED : ALL));
  }

  static String namedJson(Runtime runtime) {
    return runtime.call(weirJNI::Cache_named_json);
  }

  private static long nanos(Duration ttl) {
    if (ttl == null) {
      return 0;
    }
    if (ttl.isNegative() || ttl.isZero()) {
      throw WeirException.of(Status.INVALID.code(), "a time to live has to be above 0: " + ttl);
    }
    return ttl.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : ttl.toNanos();
  }

  /**
   * Keeps a copy of a value, in the place of what was there.
   *
   * @param key any bytes
   * @param value any bytes
   */
  public void put(byte[] key, byte[] value) {
    put(key, value, null, false);
  }

  /**
   * Keeps a copy of a value, in the place of what was there.
   *
   * @param key any bytes
   * @param value any bytes
   * @param ttl how long; null is as the cache says
   * @param sliding whether that begins anew with each get
   */
  public void put(byte[] key, byte[] value, Duration ttl, boolean sliding) {
    put(key, value, ttl, sliding, List.of());
  }

  /**
   * Keeps a copy of a value that depends on others: see {@link #invalidate}.
   *
   * @param key any bytes
   * @param value any bytes
   * @param ttl how long; null is as the cache says
   * @param sliding whether that begins anew with each get
   * @param dependsOn keys of other entries, or tags
   */
  public void put(
      byte[] key, byte[] value, Duration ttl, boolean sliding, List<byte[]> dependsOn) {
    long nanos = nanos(ttl);
    Object[] names = names(dependsOn);
    run(at -> weirJNI.Cache_put_bytes(at, key, value, nanos, sliding ? SLIDING : 0, names));
  }

  private static Object[] names(List<byte[]> dependsOn) {
    return dependsOn == null || dependsOn.isEmpty() ? null : dependsOn.toArray();
  }

  /**
   * Looks a key up.
   *
   * @param key any bytes
   * @return a copy of the value; empty when nothing is held under the key
   */
  public Optional<byte[]> get(byte[] key) {
    return call(at -> Optional.ofNullable((byte[]) weirJNI.Cache_read_bytes(at, key)));
  }

  /**
   * Looks a key up, and gives the value where it lies, to be read only. It stays until the buffer is
   * closed, whatever becomes of the entry.
   *
   * @param key any bytes
   * @return the value; empty when nothing is held under the key
   */
  public Optional<Buffer> pin(byte[] key) {
    return call(
        at -> {
          long pinned = weirJNI.Cache_pin_bytes(at, key);
          return pinned == 0 ? Optional.empty() : Optional.of(new Buffer(pinned));
        });
  }

  /**
   * Puts many values with one call.
   *
   * @param keys any bytes
   * @param values as many
   * @param ttl how long; null is as the cache says
   */
  public void putAll(List<byte[]> keys, List<byte[]> values, Duration ttl) {
    if (keys.size() != values.size()) {
      throw WeirException.of(
          Status.INVALID.code(), keys.size() + " keys and " + values.size() + " values");
    }
    long nanos = nanos(ttl);
    run(at -> weirJNI.Cache_put_all(at, keys.toArray(), values.toArray(), nanos));
  }

  /**
   * Looks many keys up with one call.
   *
   * @param keys any bytes
   * @return a copy of each value, in the order of the keys; null for each that is not there
   */
  public List<byte[]> getAll(List<byte[]> keys) {
    byte[][] values = new byte[keys.size()][];
    run(at -> weirJNI.Cache_get_all(at, keys.toArray(), values));
    return new ArrayList<>(Arrays.asList(values));
  }

  /**
   * Takes an entry out.
   *
   * @param key any bytes
   * @return whether there was one
   */
  public boolean remove(byte[] key) {
    return call(at -> weirJNI.Cache_remove_bytes(at, key));
  }

  /**
   * Takes out all entries, or those past their time.
   *
   * @param expiredOnly only those past their time
   * @return how many went
   */
  public long clear(boolean expiredOnly) {
    return call(at -> weirJNI.Cache_clear(at, expiredOnly ? EXPIRED : ALL));
  }

  private static final int NAME = 1;
  private static final int PREFIX = 2;
  private static final int EVERY = 3;

  /**
   * Takes out the entry under this key, all that depends on this key or tag, and what depends on
   * that, and so on.
   *
   * @param name a key, or a name that no entry has
   * @return how many went
   */
  public long invalidate(byte[] name) {
    return call(at -> weirJNI.Cache_invalidate_bytes(at, NAME, name));
  }

  /**
   * Does the same for the entries whose keys begin so. It looks at every entry.
   *
   * @param prefix any bytes
   * @return how many went
   */
  public long invalidatePrefix(byte[] prefix) {
    return call(at -> weirJNI.Cache_invalidate_bytes(at, PREFIX, prefix));
  }

  /** Takes all entries out in no time; their memory comes back in the course of later calls. */
  public void invalidateAll() {
    run(at -> weirJNI.Cache_invalidate_bytes(at, EVERY, new byte[0]));
  }

  /**
   * Does the same for the entries of which a function says so. What it throws ends the call.
   *
   * @param wrong is given the key and the value
   * @return how many went
   */
  public long invalidateIf(BiPredicate<byte[], byte[]> wrong) {
    return call(at -> weirJNI.Cache_invalidate_where(at, wrong));
  }

  /** Why an entry left. */
  public enum Left {
    /** For want of room. */
    EVICTED(1),
    /** Its time was over, and somebody noticed. */
    EXPIRED(2),
    /** Removed or cleared. */
    REMOVED(4),
    /** Another value was put under its key. */
    REPLACED(8),
    /** Invalidated. */
    INVALIDATED(16),
    /** So many events, their number in place of a size, for want of a reader. */
    LOST(32);

    private final int bit;

    Left(int bit) {
      this.bit = bit;
    }
  }

  /**
   * An entry that left.
   *
   * @param why why it left
   * @param key its key
   * @param valueSize the size of its value
   */
  public record Event(Left why, byte[] key, long valueSize) {}

  /**
   * Keeps the entries that leave from now on for {@link #nextEvent()}, up to 1024.
   *
   * @param kinds what to hear of; empty: nobody watches any more
   */
  public void watch(Set<Left> kinds) {
    int bits = 0;
    for (Left kind : kinds) {
      bits |= kind.bit;
    }
    int all = bits;
    run(at -> weirJNI.Cache_watch_kinds(at, all));
  }

  /**
   * Takes the oldest of them.
   *
   * @return the event; empty when there is none now
   */
  public Optional<Event> nextEvent() {
    long[] told = new long[2];
    byte[] key = call(at -> (byte[]) weirJNI.Cache_event_key(at, told));
    if (key == null) {
      return Optional.empty();
    }
    for (Left kind : Left.values()) {
      if (kind.bit == told[0]) {
        return Optional.of(new Event(kind, key, told[1]));
      }
    }
    throw WeirException.of(Status.INTERNAL.code(), "an event of an unknown kind, " + told[0]);
  }

  /**
   * Tells what it has done.
   *
   * @return the counts
   */
  public CacheStats stats() {
    return call(at -> (CacheStats) weirJNI.Cache_stats(at));
  }

  /**
   * Tells the same as JSON, with the hit rate.
   *
   * @return JSON
   */
  public String statsJson() {
    return call(weirJNI::Cache_stats_json);
  }

  /**
   * How a value is computed; null is the library's default everywhere.
   *
   * @param ttl of what is computed; null is as the cache says
   * @param softTtl from when on it is stale; null is as the cache says
   * @param missTtl how long it is remembered that there is none; null: not at all
   * @param errorTtl how long it is remembered that computing failed; null: not at all
   * @param patience how long to wait for another thread that computes; null: as long as it takes
   * @param executor where what is stale is computed anew; null: the common pool
   * @param dependsOn of what is computed: keys of other entries, or tags; null: nothing
   */
  public record Computing(
      Duration ttl,
      Duration softTtl,
      Duration missTtl,
      Duration errorTtl,
      Duration patience,
      Executor executor,
      List<byte[]> dependsOn) {
    /** All defaults. */
    public static final Computing DEFAULT = new Computing(null, null, null, null, null, null, null);
  }

  /**
   * Looks a key up, and has the value computed when there is none: once, for all threads that ask.
   *
   * @param key any bytes
   * @param compute gives the value of the key; null: there is none
   * @return the value; empty when there is none
   */
  public Optional<byte[]> getOrCompute(byte[] key, UnaryOperator<byte[]> compute) {
    return getOrCompute(key, compute, Computing.DEFAULT);
  }

  /**
   * Looks a key up, and has the value computed when there is none: once, for all threads that ask. A
   * stale value is given at once, and computed anew elsewhere. What the function throws is thrown
   * here, and in the threads that wait as a {@link WeirException} with {@link Status#CALLBACK}.
   * Asking for the key from inside its computation is {@link Status#INVALID}; a wait that took too
   * long is {@link Status#CANCELLED}.
   *
   * @param key any bytes
   * @param compute gives the value of the key; null: there is none
   * @param how times and places
   * @return the value; empty when there is none
   */
  public Optional<byte[]> getOrCompute(byte[] key, UnaryOperator<byte[]> compute, Computing how) {
    byte[][] value = new byte[1][];
    int[] status = new int[1];
    long wait = nanos(how.patience());
    long claim = call(at -> weirJNI.Cache_claim_bytes(at, key, wait, value, status));
    if (status[0] == Status.AGAIN.code()) {
      throw WeirException.of(
          Status.CANCELLED.code(), "another thread still computes this value after " + how.patience());
    }
    if (claim == 0) {
      return Optional.ofNullable(value[0]);
    }
    if (value[0] == null) {
      return Optional.ofNullable(settled(claim, key, compute, how));
    }
    Executor executor = how.executor() != null ? how.executor() : ForkJoinPool.commonPool();
    try {
      executor.execute(
          () -> {
            try {
              settled(claim, key, compute, how);
            } catch (RuntimeException error) {
              // The old value stays, and the statistics count it.
            }
          });
    } catch (RejectedExecutionException error) {
      weirJNI.delete_Claim(claim);
    }
    return Optional.of(value[0]);
  }

  /** What is computed, kept; those who wait hear of it either way. */
  private static byte[] settled(
      long claim, byte[] key, UnaryOperator<byte[]> compute, Computing how) {
    try {
      byte[] value = compute.apply(key);
      int outcome = value == null ? Status.MISS.code() : Status.OK.code();
      Duration ttl = value == null ? how.missTtl() : how.ttl();
      try {
        weirJNI.Claim_settle_as(
            claim, outcome, value, nanos(ttl), nanos(how.softTtl()), names(how.dependsOn()));
      } catch (WeirException error) {
        if (error.status() == Status.INVALID) {
          throw error;
        }
        return value; // the cache had no room, and those who wait have it all the same
      }
      return value;
    } catch (RuntimeException | Error error) {
      byte[] text = String.valueOf(error).getBytes(StandardCharsets.UTF_8);
      try {
        weirJNI.Claim_settle_as(
            claim, Status.CALLBACK.code(), text, nanos(how.errorTtl()), 0, null);
      } catch (WeirException late) {
        error.addSuppressed(late);
      }
      throw error;
    } finally {
      weirJNI.delete_Claim(claim);
    }
  }

  /**
   * Makes a function remember what it gave. What it throws is not kept, and a cache that was closed
   * or has no room is only slower: the value is computed.
   *
   * @param compute gives the value of a key; null is not kept
   * @return the function that remembers
   */
  public UnaryOperator<byte[]> cached(UnaryOperator<byte[]> compute) {
    return key -> {
      try {
        return getOrCompute(key, compute).orElse(null);
      } catch (WeirException error) {
        if (error.status() != Status.CLOSED && error.status() != Status.NO_MEMORY) {
          throw error;
        }
        return compute.apply(key);
      }
    };
  }
}
