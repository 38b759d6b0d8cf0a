# SPDX-License-Identifier: Apache-2.0
"""Frames from a pool: after the first, they cost no new memory."""
import weir
from weir.memory import MemoryPool, MemoryPriority

with weir.Runtime(memory_budget_bytes=64 << 20) as runtime:
    pool = MemoryPool(runtime)
    for number in range(1000):
        frame = pool.allocate((480, 640), "uint8")
        frame[0, 0] = number % 256
        del frame  # its memory is back in the pool
    model = pool.allocate((1024, 1024), "float32", MemoryPriority.CRITICAL, zeroed=True)
    stats = pool.stats()
    print(f"{stats['reuse_rate']:.1%} of {stats['get_count']} blocks were used again, "
          f"{stats['peak_bytes'] >> 20} MiB at most")
    try:
        pool.allocate((1 << 28,), "float32", MemoryPriority.LOW)
    except weir.NoMemoryError as error:
        print("refused:", error)
