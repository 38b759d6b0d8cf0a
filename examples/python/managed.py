# SPDX-License-Identifier: Apache-2.0
"""Four times as much data as the budget allows: arrays that are compressed, then spilled to a file,
while nobody has them pinned, and that come back as they were."""
import weir

with weir.Runtime(memory_budget_bytes=16 << 20) as runtime:
    tiles = []
    for number in range(64):
        tile = weir.Managed(runtime, 1 << 20, weir.MemoryPriority.LOW)
        with tile.pin() as pinned:
            memoryview(pinned)[:4] = number.to_bytes(4, "little")
        tiles.append(tile)
    stats = weir.Managed.stats(runtime)
    print(f"{stats['total_bytes'] >> 20} MiB in {runtime.memory_stats().budget_bytes >> 20} MiB: "
          f"{stats['compressed_count']} compressed, {stats['spilled_count']} spilled")
    for number, tile in enumerate(tiles):
        array = tile.array((1 << 18,), "uint32")  # pinned for as long as the array is there
        assert array[0] == number
        del array
    print("the last one:", tiles[-1].place.name, tiles[-1].stored_bytes)
