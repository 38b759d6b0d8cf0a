# SPDX-License-Identifier: Apache-2.0
"""The same batch of arrays many times over: described once, then run; and streams that wait."""
import array

import weir

streams = weir.get_stream_manager()
sources = [array.array("d", range(1500)) for _ in range(200)]
targets = [array.array("d", bytes(12_000)) for _ in range(200)]

plan = streams.plan(zip(sources, targets))
for turn in range(10):
    sources[0][0] = turn  # each run copies what lies there then
    plan.run().wait()
    assert targets[0][0] == turn
stats = streams.get_performance_stats()["transfer_stats"]
print(f"{stats['count']} arrays, the middle one after {stats['p50_latency_us']:.0f} us")

# One stream after another, without waiting in between.
first, second = streams.get_stream(0), streams.get_stream(1)
result = array.array("d", bytes(12_000))
first.transfer(sources[0], targets[1])
second.wait_for(first.record())
second.transfer(targets[1], result).wait()
assert result == sources[0]

try:
    streams.plan([(bytes(10), bytearray(10)), (bytes(10), bytearray(11))])
    raise SystemExit("the bad pair was not noticed")
except weir.InvalidError as error:
    print(error)
