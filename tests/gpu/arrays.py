# SPDX-License-Identifier: Apache-2.0
"""Arrays of PyTorch and CuPy on a GPU go into transfers and out of the pool, without a copy and after
what their own library has queued on them. A JSON line for each library, also for one that is missing;
ends with 1 when bytes differ. Without a GPU the Python package's own tests do this on the simulated
device."""
import json
import sys

try:
    import numpy
    import weir
except ImportError as missing:
    print(json.dumps({"arrays": "weir", "missing": str(missing)}))
    sys.exit(0)

COUNT = 1 << 22


def torch_arrays():
    import torch
    if not torch.cuda.is_available():
        return "torch sees no GPU"
    streams, pool = weir.get_stream_manager(), weir.DevicePool()
    back = numpy.zeros(COUNT)
    for turn in range(20):
        with torch.cuda.stream(torch.cuda.Stream()):  # the current one when torch is asked
            tensor = torch.full((COUNT,), 1.0, dtype=torch.float64, device="cuda")
            for _ in range(10):
                tensor = tensor * 1.0 + turn  # queued, and not waited for
            streams.transfer(tensor, back).wait()
        assert (back == 1.0 + 10 * turn).all(), f"torch, turn {turn}"
    there = pool.empty(COUNT, "float64")
    streams.transfer(back, there).wait()
    tensor = torch.from_dlpack(there)
    assert tensor.data_ptr() == there.ptr and float(tensor.sum()) == back.sum()


def cupy_arrays():
    import cupy
    streams, pool = weir.get_stream_manager(), weir.DevicePool()
    back = numpy.zeros(COUNT)
    for turn in range(20):
        array = cupy.full(COUNT, 1.0)
        for _ in range(10):
            array = array * 1.0 + turn
        streams.transfer(array, back).wait()
        assert (back == 1.0 + 10 * turn).all(), f"cupy, turn {turn}"
    there = pool.empty(COUNT, "float64")
    streams.transfer(back, there).wait()
    for array in (cupy.from_dlpack(there), cupy.asarray(there)):
        assert array.data.ptr == there.ptr and float(array.sum()) == back.sum()


outcome = 0
for name, check in (("torch", torch_arrays), ("cupy", cupy_arrays)):
    try:
        said = check()
        print(json.dumps({"arrays": name, **({"missing": said} if said else {"ok": True})}))
    except ImportError as missing:
        print(json.dumps({"arrays": name, "missing": str(missing)}))
    except Exception as wrong:
        print(json.dumps({"arrays": name, "wrong": f"{type(wrong).__name__}: {wrong}"}))
        outcome = 1
sys.exit(outcome)
