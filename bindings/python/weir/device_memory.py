# SPDX-License-Identifier: Apache-2.0
"""Arrays in the device's memory, from a pool: they go where transfers and other libraries take them.

    pool = weir.DevicePool()
    there = pool.empty((500, 3), "float64")
    streams.transfer(points, there).wait()
    tensor = torch.from_dlpack(there)          # no copy; CuPy and numpy (on the host) as well
"""
from __future__ import annotations

import json as _json
from typing import Any, Dict, Optional, Tuple, Union

from . import core
from .errors import InvalidError, NoMemoryError
from .memory import MemoryPriority, Shape, _dims, _priority
from .runtime import Runtime, shared
from .streams import Stream

_DTYPES = {"uint8": (core.WEIR_U8, "|u1"), "int8": (core.WEIR_I8, "|i1"),
           "uint16": (core.WEIR_U16, "<u2"), "int16": (core.WEIR_I16, "<i2"),
           "uint32": (core.WEIR_U32, "<u4"), "int32": (core.WEIR_I32, "<i4"),
           "uint64": (core.WEIR_U64, "<u8"), "int64": (core.WEIR_I64, "<i8"),
           "float16": (core.WEIR_F16, "<f2"), "float32": (core.WEIR_F32, "<f4"),
           "float64": (core.WEIR_F64, "<f8"), "complex64": (core.WEIR_C64, "<c8"),
           "complex128": (core.WEIR_C128, "<c16"), "bool": (core.WEIR_BOOL, "|b1")}
_CPU, _CUDA = 1, 2  # of DLPack


class DeviceArray:
    """An array in the device's memory, its rows one after another: a source or destination of any
    transfer, and what other libraries take by DLPack, or by __cuda_array_interface__ on a GPU. Its
    memory goes back to the pool when nobody holds it any more."""

    _weir_quiet = True  # transfers need not wait for another library's streams

    def __init__(self, block: core.DeviceBlock, shape: Tuple[int, ...], dtype: str,
                 on_gpu: bool) -> None:
        self._block: Optional[core.DeviceBlock] = block
        self._address: int = block.address()
        self._on_gpu = on_gpu
        self.shape = shape
        self.dtype = dtype

    @property
    def nbytes(self) -> int:
        count = int(_DTYPES[self.dtype][1][2:])
        for n in self.shape:
            count *= n
        return count

    @property
    def ptr(self) -> int:
        """Its address: on the GPU, or in the host's memory where that is the device."""
        return self._open()

    def _open(self) -> int:
        if self._block is None:
            raise InvalidError("this array was given back to its pool")
        return self._address

    def give_back(self, stream: Stream) -> None:
        """Gives the memory back while `stream` may still have work to do on it: what it is asked
        next may have the memory at once, others when it has come that far. Not for arrays that
        another library still holds."""
        self._open()
        assert self._block is not None
        if not isinstance(stream, Stream):
            raise InvalidError(f"stream is {stream!r}: pass the Stream that may still be at work")
        self._block.give_back(stream._stream)
        self._block = None

    def __dlpack_device__(self) -> Tuple[int, int]:
        return (_CUDA if self._on_gpu else _CPU, 0)

    def __dlpack__(self, *, stream: Any = None, max_version: Optional[Tuple[int, int]] = None,
                   dl_device: Optional[Tuple[int, int]] = None,
                   copy: Optional[bool] = None) -> Any:
        """A capsule of DLPack 1 where the taker knows it, else the older one. Nothing of the
        library's is queued on it unless you have a ticket that is not done: wait for that first."""
        if dl_device is not None and tuple(dl_device) != self.__dlpack_device__():
            raise BufferError(f"this array lies on {self.__dlpack_device__()}: it is not copied to "
                              f"{tuple(dl_device)} here")
        if copy:
            raise BufferError("this array is lent, not copied: copy what comes of it")
        version = 1 if max_version is not None and max_version[0] >= 1 else 0
        return core.device_capsule(self, self._open(), _DTYPES[self.dtype][0], self.shape,
                                   self._on_gpu, version)

    @property
    def __cuda_array_interface__(self) -> Dict[str, Any]:
        if not self._on_gpu:
            raise AttributeError("this array lies in the host's memory: take it by DLPack")
        return {"shape": self.shape, "typestr": _DTYPES[self.dtype][1], "strides": None,
                "data": (self._open(), False), "stream": None, "version": 3}

    def __repr__(self) -> str:
        where = "GPU" if self._on_gpu else "host"
        return f"<DeviceArray {self.shape} {self.dtype} on the {where}>"


class DevicePool:
    """Memory of the runtime's device, which is the host's where that is the device."""

    def __init__(self, runtime: Optional[Runtime] = None, *, capacity_bytes: int = 0,
                 reserve_bytes: int = 0, wait_seconds: float = 0.0) -> None:
        """capacity_bytes 0: what the device has. wait_seconds 0: a request waits for streams that
        hold what it needs for a second at most."""
        if not 0 <= wait_seconds < 1e9:
            raise InvalidError(f"wait_seconds is {wait_seconds!r}: not a time from 0 to 1e9")
        self._runtime = runtime or shared()
        self._pool = core.DevicePool(self._runtime._runtime, capacity_bytes, reserve_bytes,
                                     int(wait_seconds * 1e9))

    def empty(self, shape: Shape, dtype: Any = "float32",
              priority: int = MemoryPriority.MEDIUM, stream: Optional[Stream] = None) -> DeviceArray:
        """An array whose elements are not set. `stream`: which writes it first; it may then have
        memory that it gave back itself and is still at work on."""
        name = _name_of(dtype)
        dims = _dims(shape)
        size = int(_DTYPES[name][1][2:])
        for n in dims:
            size *= n
        if size >= 1 << 63:
            raise NoMemoryError(f"an array {dims} of {name} is larger than any device's memory")
        block = self._pool.block(size, _priority(priority),
                                 None if stream is None else stream._stream)
        return DeviceArray(block, dims, name, self._pool.kind() == core.WEIR_DEVICE_CUDA)

    def trim(self, keep_bytes: int = 0) -> int:
        """Gives idle memory back to the device; returns how many bytes."""
        return self._pool.trim(keep_bytes)

    def stats(self) -> Dict[str, Any]:
        """What the pool holds, how often memory was used again, how requests were served."""
        stats: Dict[str, Any] = _json.loads(self._pool.stats_json())
        return stats


def _name_of(dtype: Union[str, Any]) -> str:
    name = dtype if isinstance(dtype, str) else getattr(dtype, "__name__", str(dtype))
    # What numpy takes Python's own types for.
    name = {"float": "float64", "int": "int64", "complex": "complex128", "bool_": "bool"}.get(name, name)
    if name not in _DTYPES:
        raise InvalidError(f"dtype is {dtype!r}: use one of {', '.join(_DTYPES)}")
    return name
