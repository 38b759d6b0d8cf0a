// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
   */
  public record Options(
      long capacityBytes,
      long maxEntries,
      Duration ttl,
      boolean sliding,
      boolean lru,
      int shardCount) {
    /** All defaults. */
    public static final Options DEFAULT = new Options(0, 0, null, false, false, 0);

    /**
     * Bounds in entries and time.
     *
     * @param maxEntries 0 is as many as fit
     * @param ttl null: entries do not expire
     * @return the options
     */
    public static Options of(long maxEntries, Duration ttl) {
      return new Options(0, maxEntries, ttl, false, false, 0);
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
                    options.capacityBytes(),
                    options.maxEntries(),
                    nanos(options.ttl()),
                    flags,
                    options.shardCount())));
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
    long nanos = nanos(ttl);
    run(at -> weirJNI.Cache_put_bytes(at, key, value, nanos, 0, sliding ? SLIDING : 0));
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
   * Makes a function remember what it gave. What it throws is not kept, and a cache that fails is
   * only slower: the value is computed.
   *
   * @param compute gives the value of a key; null is not kept
   * @return the function that remembers
   */
  public UnaryOperator<byte[]> cached(UnaryOperator<byte[]> compute) {
    return key -> {
      try {
        Optional<byte[]> kept = get(key);
        if (kept.isPresent()) {
          return kept.get();
        }
      } catch (WeirException error) {
        return compute.apply(key);
      }
      byte[] value = compute.apply(key);
      if (value != null) {
        try {
          put(key, value);
        } catch (WeirException error) {
          return value;
        }
      }
      return value;
    };
  }
}
