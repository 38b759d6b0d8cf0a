# SPDX-License-Identifier: Apache-2.0
"""How full memory is, who it is for, and what is let go when it is asked for."""
import weir

with weir.Runtime(memory_budget_bytes=64 << 20) as runtime:
    pool = weir.MemoryPool(runtime)
    with runtime.memory_scope("frames"):
        pool.block(8 << 20).close()  # idle from now on
        kept = runtime.buffer(1 << 20)
    for scope in runtime.memory_scopes():
        print(f"{scope.path}: {scope.used_bytes} bytes now, {scope.peak_bytes} at most")

    pressure = weir.Pressure(runtime)
    stats = pressure.stats()
    print(f"{stats['fullest']} is {stats['ratio']:.0%} full: {stats['level']}")
    print(f"{pressure.optimize() >> 20} MiB were let go")
    with pressure:  # relief by itself, in a thread, until the end of the block
        print("watched:", pressure.stats()["watched"])

monitor = weir.MemoryMonitor(alert_threshold=0.8)
now = monitor.get_current_stats()
print(f"machine {now.memory_utilization:.0%}, this process {now.process_memory >> 20} MiB")
