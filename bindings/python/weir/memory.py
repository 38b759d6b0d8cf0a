# SPDX-License-Identifier: Apache-2.0
"""Memory that is used again: arrays from a pool that adapts to the demand, by priority.

    manager = weir.get_memory_manager()
    frame = manager.allocate((480, 640), "uint8", priority=MemoryPriority.MEDIUM)

An array's block goes back to the pool when nobody holds the array, or a view of it, any more.
"""
from __future__ import annotations

import enum
import json as _json
import operator
import threading
import time
from typing import Any, Dict, Optional, Sequence, Tuple, Union

from . import core
from .errors import InvalidError
from .runtime import Buffer, Runtime, shared

_MB = 1024.0 * 1024.0
# Names of numpy's, and the letters of struct and memoryview for those that have one.
_FORMATS = {"uint8": "B", "int8": "b", "uint16": "H", "int16": "h", "uint32": "I", "int32": "i",
            "uint64": "Q", "int64": "q", "float32": "f", "float64": "d", "bool": "?"}
_SIZES = {"B": 1, "b": 1, "H": 2, "h": 2, "I": 4, "i": 4, "Q": 8, "q": 8, "f": 4, "d": 8, "?": 1}
Shape = Union[int, Sequence[int]]


class MemoryPriority(enum.IntEnum):
    """How much a request matters. LOW is refused first; CRITICAL has a reserve."""
    CRITICAL = 0
    HIGH = 1
    MEDIUM = 2
    LOW = 3


def _dims(shape: Shape) -> Tuple[int, ...]:
    dims = tuple(operator.index(n) for n in shape) if isinstance(shape, Sequence) else (
        operator.index(shape),)
    if any(n < 0 for n in dims):
        raise InvalidError(f"shape is {dims}: an extent cannot be negative")
    return dims


def _priority(priority: int) -> int:
    try:
        return int(MemoryPriority(priority)) + 1
    except ValueError:
        raise InvalidError(f"{priority!r} is no priority: use one of MemoryPriority") from None


class MemoryPool:
    """Blocks and arrays that are used again, within the runtime's budget."""

    def __init__(self, runtime: Optional[Runtime] = None, *, capacity_bytes: int = 0,
                 reserve_bytes: int = 0, idle_seconds: float = 0.0, debug: bool = False) -> None:
        if not 0 <= idle_seconds < 1e9:
            raise InvalidError(f"idle_seconds is {idle_seconds!r}: not a time from 0 to 1e9")
        self._runtime = runtime or shared()
        self._pool: core.MemoryPool = core.MemoryPool(
            self._runtime._runtime, core.WEIR_MEMORY_POOL_DEBUG if debug else 0, capacity_bytes,
            reserve_bytes, int(idle_seconds * 1e9))

    @classmethod
    def of(cls, runtime: Optional[Runtime] = None) -> MemoryPool:
        """The pool that everything in the runtime shares."""
        pool = cls.__new__(cls)
        pool._runtime = runtime or shared()
        pool._pool = core.MemoryPool.shared(pool._runtime._runtime)
        return pool

    def block(self, size: int, priority: int = MemoryPriority.MEDIUM, *, zeroed: bool = False,
              alignment: int = 0) -> Buffer:
        """Plain bytes. They are back in the pool once the buffer is closed or gone."""
        return self._pool.buffer(Buffer, size, _priority(priority),
                                 core.WEIR_BLOCK_ZEROED if zeroed else 0, alignment)

    def allocate(self, shape: Shape, dtype: Any = "float32",
                 priority: int = MemoryPriority.MEDIUM, *, zeroed: bool = False,
                 alignment: int = 0) -> Any:
        """An array: numpy's where numpy is installed, else a memoryview. Its elements are not set
        unless `zeroed`."""
        dims = _dims(shape)
        try:
            import numpy
        except ImportError:
            return self._view(dims, dtype, priority, zeroed, alignment)
        kind = numpy.dtype(dtype)
        if kind.hasobject:
            raise InvalidError(f"dtype is {kind}: Python objects cannot lie in a pool's block")
        count = 1
        for n in dims:
            count *= n
        block: Any = self.block(count * kind.itemsize, priority, zeroed=zeroed, alignment=alignment)
        return numpy.ndarray(dims, kind, block)

    def _view(self, dims: Tuple[int, ...], dtype: Any, priority: int, zeroed: bool,
              alignment: int) -> memoryview:
        letter = _FORMATS.get(str(dtype))
        if letter is None:
            raise InvalidError(f"dtype is {dtype!r}: without numpy, use one of "
                               f"{', '.join(_FORMATS)}")
        size = _SIZES[letter]
        for n in dims:
            size *= n
        block: Any = self.block(size, priority, zeroed=zeroed, alignment=alignment)
        return memoryview(block).cast("B").cast(letter, dims)

    def trim(self, keep_bytes: int = 0) -> int:
        """Gives idle memory back to the machine; returns how many bytes."""
        return self._pool.trim(keep_bytes)

    def stats(self) -> Dict[str, Any]:
        """What the pool holds, how often blocks were used again, and each class of small blocks."""
        stats: Dict[str, Any] = _json.loads(self._pool.stats_json())
        return stats


class ManagedPlace(enum.IntEnum):
    """Where a managed buffer's bytes are."""
    MEMORY = 0
    COMPRESSED = 1
    SPILLED = 2


class Managed:
    """Bytes that make room for others while nobody has them pinned: compressed, then spilled to a
    file, and as they were when they are pinned again.

        frame = weir.Managed(runtime, 1 << 20)
        with frame.pin() as pinned:      # a Buffer: its bytes stay put until it is closed
            pinned[:5] = b"hello"
        array = frame.array((1024, 256), "float32")   # pinned for as long as the array is there
    """

    def __init__(self, runtime: Optional[Runtime], size: int,
                 priority: int = MemoryPriority.MEDIUM, *, compress: bool = True,
                 spill: bool = True, alignment: int = 0) -> None:
        flags = (0 if compress else core.WEIR_MANAGED_NO_COMPRESS) | (
            0 if spill else core.WEIR_MANAGED_NO_SPILL)
        self._managed: core.Managed = core.Managed((runtime or shared())._runtime, size,
                                                   _priority(priority), flags, alignment)

    def pin(self) -> Buffer:
        """The bytes. They stay in memory, where they are, until the buffer is closed or gone."""
        return self._managed.pin_buffer(Buffer)

    def array(self, shape: Shape, dtype: Any = "uint8") -> Any:
        """The same as a numpy array, or a memoryview where numpy is missing: pinned until neither it
        nor a view of it is there any more."""
        dims = _dims(shape)
        block: Any = self.pin()
        try:
            import numpy
        except ImportError:
            letter = _FORMATS.get(str(dtype))
            if letter is None:
                raise InvalidError(f"dtype is {dtype!r}: without numpy, use one of "
                                   f"{', '.join(_FORMATS)}") from None
            size = _SIZES[letter]
            for n in dims:
                size *= n
            if size > len(block):
                raise InvalidError(f"an array {dims} of {dtype} has {size} bytes, the buffer has "
                                   f"{len(block)}") from None
            return memoryview(block).cast("B")[:size].cast(letter, dims)
        kind = numpy.dtype(dtype)
        if kind.hasobject:
            raise InvalidError(f"dtype is {kind}: Python objects cannot lie in a buffer")
        size = kind.itemsize
        for n in dims:
            size *= n
        if size > len(block):
            raise InvalidError(f"an array {dims} of {kind} has {size} bytes, the buffer has "
                               f"{len(block)}")
        return numpy.ndarray(dims, kind, block)

    @property
    def place(self) -> ManagedPlace:
        """Where the bytes are now; asking does not bring them back."""
        return ManagedPlace(self._managed.state().place)

    @property
    def stored_bytes(self) -> int:
        """What they take where they are."""
        return self._managed.state().stored_bytes

    @property
    def pin_count(self) -> int:
        return self._managed.state().pin_count

    def __len__(self) -> int:
        return self._managed.state().size_bytes

    @staticmethod
    def configure(runtime: Optional[Runtime] = None, *, compress: bool = True, spill: bool = True,
                  compress_at: float = 0.0, spill_directory: str = "",
                  spill_limit_bytes: int = 0) -> None:
        """How all managed buffers of a runtime are kept from now on; 0 and "" are the defaults."""
        flags = (0 if compress else core.WEIR_MANAGED_NO_COMPRESS) | (
            0 if spill else core.WEIR_MANAGED_NO_SPILL)
        core.Managed.set_up((runtime or shared())._runtime, flags, compress_at, spill_limit_bytes,
                            spill_directory)

    @staticmethod
    def stats(runtime: Optional[Runtime] = None) -> Dict[str, Any]:
        """What all managed buffers of a runtime look like, and how they are kept."""
        stats: Dict[str, Any] = _json.loads(
            core.Managed.stats_json((runtime or shared())._runtime))
        return stats


class MemoryManager:
    """The manager style: arrays by priority from the process's pool, and one summary of it all."""

    def __init__(self, pool: Optional[MemoryPool] = None) -> None:
        self.pool = pool or MemoryPool.of()

    def allocate(self, shape: Shape, dtype: Any = "float32", device: str = "cpu",
                 priority: int = MemoryPriority.MEDIUM) -> Any:
        """An array in the host's memory. There is no pool for a GPU's here: asking for one is an
        error, not a silent fall-back."""
        if device not in ("cpu", "host"):
            raise InvalidError(f"device is {device!r}: this pool's memory is the host's, \"cpu\"")
        return self.pool.allocate(shape, dtype, priority)

    def allocate_gpu_memory(self, shape: Shape, dtype: Any = "float32",
                            priority: int = MemoryPriority.MEDIUM) -> Any:
        """An array for work that a GPU does where there is one: in the host's memory, aligned as
        transfers like it."""
        return self.pool.allocate(shape, dtype, priority, alignment=4096)

    def deallocate(self, array: Any) -> None:
        """Nothing to do: an array's memory goes back when the last reference to it goes. For
        programs that were written for a manager that wanted it said."""

    def enable_compression(self, enabled: bool = True) -> None:
        """Whether managed buffers that nobody has pinned may be compressed."""
        runtime = self.pool._runtime
        now = Managed.stats(runtime)
        Managed.configure(runtime, compress=enabled, spill=now["spill"],
                          compress_at=now["compress_at"], spill_directory=now["spill_directory"],
                          spill_limit_bytes=now["spill_limit_bytes"])

    def cleanup(self) -> int:
        """Gives all idle memory back to the machine; returns how many bytes."""
        return self.pool.trim()

    def get_pool_stats(self) -> Dict[str, Any]:
        """The pool in the words of the manager style: sizes in MB of 2**20 bytes."""
        now = self.pool.stats()
        managed = Managed.stats(self.pool._runtime)
        return {
            "pool_size_mb": now["held_bytes"] / _MB,
            "max_pool_size_mb": now["capacity_bytes"] / _MB,
            "pool_utilization": now["held_bytes"] / max(1, now["capacity_bytes"]),
            "total_pooled_blocks": now["idle_count"],
            "active_blocks": now["used_count"],
            "pool_types": len(now["classes"]),
            "total_allocations": now["get_count"],
            "total_reuses": now["reuse_count"],
            "total_cleanups": now["cleanup_count"],
            "reuse_rate": now["reuse_rate"],
            "fragmentation": now["fragmentation"],
            "peak_usage_mb": now["peak_bytes"] / _MB,
            "average_block_age_seconds": now["idle_age_ns"] / 1e9,
            "adaptive_enabled": True,
            "compression_enabled": managed["compress"],
            "compressed_mb": managed["compressed_bytes"] / _MB,
            "compressed_from_mb": managed["compressed_from_bytes"] / _MB,
            "spilled_mb": managed["spilled_bytes"] / _MB,
        }

    def get_memory_summary(self) -> Dict[str, Any]:
        """The budget, the pool and the device's memory, now."""
        runtime = self.pool._runtime
        budget = runtime.memory_stats()
        gpus = [d for d in runtime.devices() if d.kind == core.WEIR_DEVICE_CUDA and d.available]
        return {
            "system_memory_mb": budget.used_bytes / _MB,
            "system_memory_budget_mb": budget.budget_bytes / _MB,
            "system_memory_total_mb": budget.system_bytes / _MB,
            "gpu_memory_mb": 0.0,
            "gpu_memory_total_mb": sum(d.memory_bytes for d in gpus) / _MB,
            "gpu_pool": self.get_pool_stats(),
            "modules": {m.name: m.used_bytes for m in runtime.memory_modules()},
            "timestamp": time.time(),
        }


_lock = threading.Lock()
_manager: Optional[MemoryManager] = None


def get_memory_manager() -> MemoryManager:
    """The process's manager, made on first use; made again when its runtime was shut down."""
    global _manager
    with _lock:
        if _manager is None or _manager.pool._runtime is not shared():
            _manager = MemoryManager()
        return _manager


def forget_shared() -> None:
    global _manager, _lock
    _manager, _lock = None, threading.Lock()
