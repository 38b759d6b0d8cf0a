# SPDX-License-Identifier: Apache-2.0
"""The same 1000 arrays of 12 kB moved up by PyTorch and by CuPy, where they are installed: JSON lines
beside those of link_bench. Ends with 0 also where neither is there; a line then says so."""
import json
import statistics
import time

COUNT, VALUES, ROUNDS = 1000, 1500, 9


def milliseconds(work):
    times = []
    for turn in range(ROUNDS + 2):
        begun = time.perf_counter()
        work()
        if turn >= 2:
            times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


def say(**row):
    print(json.dumps(row), flush=True)


def with_torch():
    import torch
    if not torch.cuda.is_available():
        return say(peer="torch", missing="torch sees no GPU")
    arrays = [torch.rand(VALUES, dtype=torch.float64) for _ in range(COUNT)]

    def each():
        for array in arrays:
            array.to("cuda")
        torch.cuda.synchronize()

    def joined():
        torch.cat(arrays).pin_memory().to("cuda", non_blocking=True).split(VALUES)
        torch.cuda.synchronize()

    say(peer="torch .to each", ms=milliseconds(each))
    say(peer="torch cat, pin, split", ms=milliseconds(joined))


def with_cupy():
    import cupy
    import numpy
    arrays = [numpy.random.rand(VALUES) for _ in range(COUNT)]

    def each():
        for array in arrays:
            cupy.asarray(array)
        cupy.cuda.runtime.deviceSynchronize()

    say(peer="cupy.asarray each", ms=milliseconds(each))


for peer in (with_torch, with_cupy):
    try:
        peer()
    except Exception as missing:  # not installed, or without a GPU: a line says which
        say(peer=peer.__name__[5:], missing=f"{type(missing).__name__}: {missing}")
