// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.weir.low.weirJNI;

/**
 * What everything else is made in: a memory budget, worker threads, a device, a profiler, a pool of
 * streams and a log. It ends, when it was made here, with the last thing that was made from it; or
 * at once, with {@link #shutdown()}.
 */
public final class Runtime extends Handle {
  /**
   * What a runtime is made with; 0 is the library's default.
   *
   * @param memoryBudgetBytes half of what the machine allows
   * @param workerCount the CPUs this process may use
   * @param device which device; CUDA is refused, with the reason, where there is none
   */
  public record Options(long memoryBudgetBytes, int workerCount, DeviceKind device) {
    /** All defaults. */
    public static final Options DEFAULT = new Options(0, 0, DeviceKind.AUTO);

    Options checked() {
      Counts.require("memoryBudgetBytes", memoryBudgetBytes);
      Counts.require("workerCount", workerCount);
      return this;
    }
  }

  /** Makes a runtime with all defaults. */
  public Runtime() {
    this(Options.DEFAULT);
  }

  /**
   * Makes a runtime.
   *
   * @param options what it is made with
   */
  public Runtime(Options options) {
    this(
        weirJNI.new_Runtime(
            options.checked().memoryBudgetBytes(), options.workerCount(), options.device().code()));
  }

  private Runtime(long pointer) {
    super(pointer, weirJNI::delete_Runtime, "Runtime");
  }

  /**
   * Gives a hold on the one runtime that this process shares.
   *
   * @return the runtime
   */
  public static Runtime process() {
    return new Runtime(weirJNI.Runtime_process());
  }

  /**
   * Ends the work: refuses new calls, finishes what is in flight. Buffers and finished results stay
   * readable. It may be called again.
   */
  public void shutdown() {
    run(weirJNI::Runtime_shutdown);
  }

  /**
   * Tells what the library is, and what it found here.
   *
   * @return JSON
   */
  public String info() {
    return call(weirJNI::Runtime_info);
  }

  /**
   * Gives the devices that exist, and those that do not with the reason.
   *
   * @return the devices; the host comes first
   */
  public List<Device> devices() {
    return call(
        at -> {
          List<Device> devices = new ArrayList<>();
          int count = weirJNI.Runtime_device_count(at);
          for (int index = 0; index < count; index++) {
            devices.add((Device) weirJNI.Runtime_device(at, index));
          }
          return devices;
        });
  }

  /**
   * Tells what its memory looks like now.
   *
   * @return the figures
   */
  public MemoryStats memoryStats() {
    return call(at -> (MemoryStats) weirJNI.Runtime_memory_stats(at));
  }

  /**
   * Tells which part of the library holds how much of its budget.
   *
   * @return the parts
   */
  public List<MemoryModule> memoryModules() {
    return call(
        at -> {
          List<MemoryModule> modules = new ArrayList<>();
          for (int index = 0; ; index++) {
            MemoryModule module = (MemoryModule) weirJNI.Runtime_memory_module_at(at, index);
            if (module == null) {
              return modules;
            }
            modules.add(module);
          }
        });
  }

  /**
   * Changes the budget while the runtime is in use.
   *
   * @param bytes the budget; 0 is the default
   */
  public void setMemoryBudget(long bytes) {
    Counts.require("the budget", bytes);
    run(at -> weirJNI.Runtime_set_memory_budget(at, bytes));
  }

  /**
   * Runs something inside a scope: what this thread charges to the budget meanwhile counts for it,
   * and for those around it, until it is freed.
   *
   * @param name what the memory is for
   * @param body what is run
   */
  public void inMemoryScope(String name, Runnable body) {
    run(at -> weirJNI.Runtime_enter_memory_scope(at, name));
    try {
      body.run();
    } finally {
      run(weirJNI::Runtime_leave_memory_scope);
    }
  }

  /**
   * Tells what was charged inside each scope.
   *
   * @return the scopes, in the order they were first entered
   */
  public List<MemoryScope> memoryScopes() {
    return call(
        at -> {
          List<MemoryScope> scopes = new ArrayList<>();
          for (int index = 0; ; index++) {
            MemoryScope scope = (MemoryScope) weirJNI.Runtime_memory_scope_at(at, index);
            if (scope == null) {
              return scopes;
            }
            scopes.add(scope);
          }
        });
  }

  /**
   * Makes a buffer that the budget pays for.
   *
   * @param bytes its size
   * @return the buffer
   */
  public Buffer buffer(long bytes) {
    return buffer(bytes, 0);
  }

  /**
   * Makes a buffer that the budget pays for.
   *
   * @param bytes its size
   * @param alignment a power of two; 0 is 64
   * @return the buffer
   */
  public Buffer buffer(long bytes, long alignment) {
    Counts.require("the size", bytes);
    Counts.require("the alignment", alignment);
    return new Buffer(call(at -> weirJNI.new_Buffer(at, bytes, alignment)));
  }

  /**
   * Gives the pool that this runtime shares. The first call makes it.
   *
   * @return the pool
   */
  public StreamPool streamPool() {
    return streamPool(0);
  }

  /**
   * Gives the pool that this runtime shares. The first call makes it, of this size; a later one
   * never changes it.
   *
   * @param size streams; 0 is the default
   * @return the pool
   */
  public StreamPool streamPool(int size) {
    return new StreamPool(call(at -> weirJNI.StreamPool_shared(at, size)));
  }

  /**
   * Gives the profiler that this runtime shares.
   *
   * @return the profiler
   */
  public Profiler profiler() {
    return new Profiler(call(weirJNI::Profiler_of));
  }

  /**
   * Gives the cache of this name. The first call makes it, with all defaults.
   *
   * @param name "" makes one that nobody else finds
   * @return the cache
   */
  public Cache cache(String name) {
    return Cache.named(this, name);
  }

  /**
   * Gives the cache of this name. The first call makes it; a later one that asks for something else
   * leaves a warning in the log.
   *
   * @param name "" makes one that nobody else finds
   * @param options what it is made with
   * @return the cache
   */
  public Cache cache(String name, Cache.Options options) {
    return Cache.of(this, name, options);
  }

  /**
   * Gives a cache's name up. The cache ends with its last user.
   *
   * @param name the name
   * @return whether there was one
   */
  public boolean removeCache(String name) {
    return Cache.removeNamed(this, name);
  }

  /**
   * Clears every cache that has a name.
   *
   * @param expiredOnly only of entries past their time
   * @return how many entries went
   */
  public long clearCaches(boolean expiredOnly) {
    return Cache.clearNamed(this, expiredOnly);
  }

  /**
   * Tells what every cache with a name has done, and their sums under "_global".
   *
   * @return JSON
   */
  public String cachesJson() {
    return Cache.namedJson(this);
  }

  /** As the native half calls it. */
  static final class Bridge {
    private final ObjIntConsumer<String> hears;

    Bridge(ObjIntConsumer<String> hears) {
      this.hears = hears;
    }

    void log(int level, String text) {
      try {
        hears.accept(text, level);
      } catch (Throwable thrown) {
        Uncaught.tell(thrown);
      }
    }
  }

  /**
   * Chooses what is logged and who hears it at once.
   *
   * @param minimum the least that is logged
   * @param listener null: only {@link #nextLog()} hears
   */
  public void onLog(Level minimum, LogListener listener) {
    run(
        at ->
            weirJNI.Runtime_set_log(
                at,
                minimum.code(),
                listener == null
                    ? null
                    : new Bridge((text, level) -> listener.onLine(new LogLine(level, text)))));
  }

  /**
   * Takes the oldest line out of the log.
   *
   * @return the line; empty when there is none
   */
  public Optional<LogLine> nextLog() {
    return call(at -> Optional.ofNullable((LogLine) weirJNI.Runtime_next_line(at)));
  }
}
