# SPDX-License-Identifier: Apache-2.0
"""Arrays in the device's memory, lent to another library without a copy, and what a refusal says."""
import array

import weir

streams = weir.get_stream_manager()
pool = weir.DevicePool(capacity_bytes=16 << 20)
values = array.array("d", range(1500))
result = array.array("d", bytes(12_000))

stream = streams.get_stream(0)
for turn in range(20):
    values[0] = turn
    there = pool.empty(1500, "float64", weir.MemoryPriority.HIGH, stream)
    stream.transfer(values, there)
    back = stream.transfer(there, result)
    there.give_back(stream)  # the stream is still at it: whoever is next on it comes after
    back.wait()
    assert result == values
stats = pool.stats()
print(f"{stats['get_count']} arrays, {100 * stats['reuse_rate']:.0f} % in used memory")

there = pool.empty((500, 3), "float64")
streams.transfer(memoryview(values).cast("B").cast("d", (500, 3)), there).wait()
try:
    import numpy
    if there.__dlpack_device__()[0] == 1:  # the host is the device: numpy can look at it
        print("numpy sees", numpy.from_dlpack(there).sum())
except ImportError:
    print("numpy is not here")

try:
    pool.empty(15 << 20, "uint8", weir.MemoryPriority.LOW)
    raise SystemExit("the capacity was passed")
except weir.NoMemoryError as error:
    print(error)
