# SPDX-License-Identifier: Apache-2.0
"""Copies arrays while Python does something else, waits in three ways, and reads what went wrong."""
import array
import asyncio

import weir

streams = weir.get_stream_manager()

# One transfer; both arrays stay alive until it is over.
source, destination = array.array("d", range(100_000)), array.array("d", bytes(800_000))
ticket = streams.async_transfer(source, destination)
ticket.wait()
assert source == destination

# Any strides: every second element, backwards.
view, picked = memoryview(array.array("q", range(10))), array.array("q", bytes(40))
streams.async_transfer(view[::-2], picked)
streams.wait_all()
print("backwards:", picked.tolist())

# Many at once, one of which does not fit. The others are copied.
pairs = [(bytes([n]) * 1000, bytearray(1000)) for n in range(10)]
pairs.insert(3, (bytes(10), bytearray(11)))
try:
    streams.batch_transfers(pairs).wait()
    raise SystemExit("the bad pair was not noticed")
except weir.PartialError as error:
    for index, failure in error.failures.items():
        print(f"pair {index}: {failure}")


async def several():
    """Without blocking the event loop."""
    moves = [streams.async_transfer(src, dst) for src, dst in pairs if len(src) == len(dst)]
    await asyncio.gather(*moves)
    return len(moves)


print("awaited:", asyncio.run(several()))
stats = streams.get_performance_stats()
print(f"{stats['transfer_stats']['count']} transfers, {stats['bytes_transferred']} bytes")
