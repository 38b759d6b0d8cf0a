# SPDX-License-Identifier: Apache-2.0
"""Weir for Python: arrays in streams, phases and metrics, configurations checked, LiDAR tiles.

    import weir
    streams = weir.get_stream_manager()
    with weir.get_performance_manager().phase("copy"):
        streams.async_transfer(source, destination)   # numpy arrays, or anything with a buffer
        streams.wait_all()

Everything that fails raises a weir.Error. `weir.core` is the low layer under these modules.
"""
import atexit as _atexit
import json as _json
import os as _os

from . import caching, config, core, device_memory, errors, judging, memo, memory, monitoring, performance, points, runtime, streams, validation
from .caching import ByteCache, Cache, CacheManager, get_cache_manager
from .config import Config
from .device_memory import DeviceArray, DevicePool
from .errors import (CallbackError, CancelledError, ClosedError, DeviceError, Error, InvalidError,
                     IoError, LimitError, NoMemoryError, NotFoundError, ParseError, PartialError,
                     TooSmallError, UnsupportedError, ValidationError)
from .json import Json
from .judging import Judge, validate_many
from .memo import cached, cached_method, ttl_cached_property
from .memory import (Managed, ManagedPlace, MemoryManager, MemoryPool, MemoryPriority,
                     get_memory_manager)
from .monitoring import MemoryMonitor, MemoryStats, Pressure, PressureLevel, get_memory_monitor
from .performance import PerformanceManager, Phase, get_performance_manager
from .points import Features, Neighbors, Tile
from .runtime import Buffer, Runtime
from .streams import Control, Plan, Stream, StreamManager, Ticket, get_stream_manager
from .tombstones import DeletionTracker
from .validation import ConfigValidator, Finding, Report, Schema, Verdict, get_config_validator

__all__ = [
    "Buffer",
    "ByteCache",
    "Cache",
    "CacheManager",
    "CallbackError",
    "CancelledError",
    "ClosedError",
    "Config",
    "ConfigValidator",
    "Control",
    "DeletionTracker",
    "DeviceArray",
    "DeviceError",
    "DevicePool",
    "Error",
    "Features",
    "Finding",
    "InvalidError",
    "IoError",
    "Json",
    "Judge",
    "LimitError",
    "Managed",
    "ManagedPlace",
    "MemoryManager",
    "MemoryMonitor",
    "MemoryPool",
    "MemoryPriority",
    "MemoryStats",
    "Neighbors",
    "NoMemoryError",
    "NotFoundError",
    "ParseError",
    "PartialError",
    "PerformanceManager",
    "Phase",
    "Plan",
    "Pressure",
    "PressureLevel",
    "Report",
    "Runtime",
    "Schema",
    "Stream",
    "StreamManager",
    "Ticket",
    "Tile",
    "TooSmallError",
    "UnsupportedError",
    "ValidationError",
    "Verdict",
    "abi_version",
    "cached",
    "cached_method",
    "get_cache_manager",
    "get_config_validator",
    "get_memory_manager",
    "get_memory_monitor",
    "get_performance_manager",
    "get_stream_manager",
    "ttl_cached_property",
    "validate_many",
    "version",
]


def version() -> str:
    """The library's version, such as "0.1.0"."""
    return core.version()


def abi_version() -> int:
    """The number of the binary interface of the library that is loaded."""
    return core.abi_version()


def _after_fork() -> None:
    # What the parent made answers ClosedError here; the managers of this process are made anew.
    core.after_fork()
    for module in (runtime, memory, monitoring, streams, performance, validation, caching, config):
        module.forget_shared()
    memo.after_fork()


if core.abi_version() != core.WEIR_ABI_VERSION:
    raise ImportError(f"libweir has ABI {core.abi_version()}, this package was built for "
                      f"{core.WEIR_ABI_VERSION}: install versions that belong together")
core.set_hooks(errors.from_status, _json.loads)
_os.register_at_fork(after_in_child=_after_fork)
# Before the interpreter goes, the library's threads are kept out of it; their work goes on unheard.
_atexit.register(core.at_exit)
