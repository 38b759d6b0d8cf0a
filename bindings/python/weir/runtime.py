# SPDX-License-Identifier: Apache-2.0
"""The owner of what a program shares: memory budget, workers, device, log. Most programs never
name it: the managers use the process's own, Runtime.process()."""
from __future__ import annotations

import contextlib
import json as _json
import logging
import sys
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, Union

from . import core
from .errors import ClosedError, InvalidError

_DEVICES = {"auto": core.WEIR_DEVICE_AUTO, "host": core.WEIR_DEVICE_HOST,
            "cuda": core.WEIR_DEVICE_CUDA}
_LEVELS = {"debug": core.WEIR_LEVEL_DEBUG, "info": core.WEIR_LEVEL_INFO,
           "warning": core.WEIR_LEVEL_WARNING, "error": core.WEIR_LEVEL_ERROR}
LEVEL_NAMES = {number: name for name, number in _LEVELS.items()}
LogFunction = Callable[[str, str], Any]


def level_number(level: str) -> int:
    try:
        return _LEVELS[level.lower()]
    except (KeyError, AttributeError):
        raise InvalidError(f"{level!r} is no level: use one of {', '.join(_LEVELS)}") from None


class Buffer(core.BufferBase):
    """Bytes of the library's, seen in place: memoryview(buffer), numpy.asarray(buffer).

    Made by Runtime.buffer(), Buffer.copy() and the columns of a tile. It outlives what it came from.
    """

    __slots__ = ()

    @classmethod
    def copy(cls, data: Any) -> Buffer:
        """A copy of any bytes-like object."""
        return core.copy_bytes(cls, data)

    @property
    def _view(self) -> memoryview:
        return memoryview(self)  # type: ignore[arg-type]

    @property
    def shape(self) -> Tuple[int, ...]:
        """(rows,) or (rows, columns)."""
        return self._view.shape or ()

    def tolist(self) -> List[Any]:
        return self._view.tolist()

    def __getitem__(self, index: Any) -> Any:
        """What is there; of rows, buffer[i] is a tuple, buffer[i, j] one number, buffer[a:b] a list
        of tuples. For arithmetic, numpy.asarray(buffer) sees the same bytes."""
        view: Any = self._view
        if view.ndim == 1 or isinstance(index, tuple):
            return view[index]
        rows = range(len(view))
        if isinstance(index, slice):
            return [self[row] for row in rows[index]]
        row, columns = rows[index], range(view.shape[1])
        return tuple(view[row, column] for column in columns)

    def __iter__(self) -> Iterator[Any]:
        return (self[index] for index in range(len(self)))

    def __bytes__(self) -> bytes:
        return self._view.tobytes()

    def __enter__(self) -> Buffer:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Runtime:
    """Memory budget, workers, device and log of their own; two runtimes share nothing.

    device: "auto" takes a GPU where there is one, "host" never; "cuda" insists on one, and raises
    UnsupportedError with the reason where there is none."""

    def __init__(self, *, memory_budget_bytes: int = 0, worker_count: int = 0,
                 device: str = "auto") -> None:
        if not isinstance(device, str) or device not in _DEVICES:
            raise InvalidError(f"{device!r} is no device: use one of {', '.join(_DEVICES)}")
        self._runtime: core.Runtime = core.Runtime(memory_budget_bytes, worker_count,
                                                   _DEVICES[device])

    @classmethod
    def process(cls) -> Runtime:
        """The one this process shares. Its warnings go to logging.getLogger("weir")."""
        runtime = cls.__new__(cls)
        runtime._runtime = core.Runtime.process()
        return runtime

    def shutdown(self) -> None:
        """Finishes what is in flight and ends the threads; later calls raise ClosedError."""
        self._runtime.shutdown()

    close = shutdown

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, *exc: object) -> None:
        self.shutdown()

    def info(self) -> Dict[str, Any]:
        """What the library is, and what it found here."""
        info: Dict[str, Any] = _json.loads(self._runtime.info())
        return info

    def devices(self) -> List[core.DeviceInfo]:
        """The devices that exist, and those that cannot be used with the reason."""
        return [self._runtime.device(index) for index in range(self._runtime.device_count())]

    def memory_stats(self) -> core.MemoryStats:
        return self._runtime.memory_stats()

    def memory_modules(self) -> Iterator[core.MemoryModule]:
        """What each part of the library holds."""
        index = 0
        while True:
            there, module = self._runtime.memory_module(index)
            if not there:
                return
            yield module
            index += 1

    def set_memory_budget(self, budget_bytes: int) -> None:
        """Changes the budget while the runtime is in use; 0 is what WEIR_MEMORY_LIMIT says, or half of
        what the machine allows."""
        self._runtime.set_memory_budget(budget_bytes)

    @contextlib.contextmanager
    def memory_scope(self, name: str) -> Iterator[None]:
        """What this thread charges to the budget inside the block counts for the scope, and for
        those around it, until it is freed."""
        self._runtime.enter_memory_scope(name)
        try:
            yield
        finally:
            self._runtime.leave_memory_scope()

    def memory_scopes(self) -> Iterator[core.MemoryScope]:
        """What was charged inside each scope, in the order they were first entered."""
        index = 0
        while True:
            there, scope = self._runtime.memory_scope(index)
            if not there:
                return
            yield scope
            index += 1

    def buffer(self, size: int, alignment: int = 0) -> Buffer:
        """Memory that the budget pays for until the buffer is gone. Its bytes are not set."""
        return self._runtime.buffer(Buffer, size, alignment)

    def set_log(self, function: Optional[LogFunction], level: str = "warning") -> None:
        """Calls function(level, text) for every line at or above `level`, in the thread that has
        something to say. What it raises goes to sys.unraisablehook."""
        if function is None:
            self._runtime.set_log(level_number(level), None)
            return
        if not callable(function):
            raise TypeError(f"a {type(function).__name__} cannot be called")
        hear = function
        self._runtime.set_log(level_number(level),
                              lambda number, text: hear(LEVEL_NAMES.get(number, "info"), text))

    def next_log(self) -> Optional[Tuple[str, str]]:
        """The oldest line of the log, (level, text), or None: the pull twin of set_log()."""
        there, level, text = self._runtime.next_log()
        return (LEVEL_NAMES.get(level, "info"), text) if there else None


_shared: Optional[Runtime] = None


def _to_logging(level: str, text: str) -> None:
    logging.getLogger("weir").log(getattr(logging, level.upper()), "%s", text)


def shared() -> Runtime:
    """The process's runtime, with its warnings in Python's logging."""
    global _shared
    if _shared is not None:
        try:
            _shared._runtime.device_count()
            return _shared
        except ClosedError:
            pass
    _shared = Runtime.process()
    _shared.set_log(_to_logging)
    return _shared


def forget_shared() -> None:
    global _shared
    _shared = None
