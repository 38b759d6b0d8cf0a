# SPDX-License-Identifier: Apache-2.0
"""A runtime of one's own: a memory budget that is kept, buffers, a log, and an orderly end."""
import weir

with weir.Runtime(memory_budget_bytes=8 << 20, worker_count=2, device="host") as runtime:
    runtime.set_log(lambda level, text: print(f"log: {level}: {text}"))
    info = runtime.info()
    print("weir", info["version"], "on", ", ".join(device.name for device in runtime.devices()))

    buffer = runtime.buffer(4 << 20)
    memoryview(buffer)[:5] = b"hello"
    print(f"{runtime.memory_stats().used_bytes} bytes in use")
    try:
        runtime.buffer(16 << 20)
        raise SystemExit("the budget was passed")
    except weir.NoMemoryError as error:  # a MemoryError too
        print(error)

    # A pool in this runtime: its work ends with it.
    streams = weir.StreamManager.of(runtime, pool_size=2)
    copy = bytearray(4 << 20)
    streams.transfer(buffer, copy).wait()
    assert copy[:5] == b"hello"

try:
    streams.transfer(b"late", bytearray(4))
    raise SystemExit("the runtime was not shut down")
except weir.ClosedError as error:
    print(f"{error.name}: {error}")
assert bytes(buffer)[:5] == b"hello"  # buffers outlive their runtime
