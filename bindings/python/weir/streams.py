# SPDX-License-Identifier: Apache-2.0
"""Arrays copied by a pool of streams while Python does something else.

Anything with a buffer can be a source: numpy arrays, array.array, memoryview, bytes; any number of
dimensions, any numeric dtype, any strides, never copied on the way. So can arrays of PyTorch, CuPy and
others, on the host or on a GPU, by DLPack or by __cuda_array_interface__; what their own library has
queued on them is waited for. A destination has to be writable. Both are kept alive until the transfer
is over.
"""
from __future__ import annotations

import asyncio
import json as _json
import operator
from typing import Any, Callable, Dict, Generator, Iterable, List, Optional, Tuple

from . import core
from .errors import (CallbackError, CancelledError, ClosedError, Error, InvalidError, PartialError,
                     from_status)
from .runtime import Runtime, shared

_FOREVER = -1.0


def _seconds(timeout: Optional[float]) -> float:
    if timeout is None:
        return _FOREVER
    if not timeout >= 0:
        raise InvalidError(f"a timeout of {timeout!r}: give seconds from 0 on, or None for ever")
    return timeout


class Control:
    """Progress out, cancel in. `progress(done, total)` may return True to cancel; what it raises
    cancels too, and is raised again by the call or the wait, also when all was over by then."""

    def __init__(self, progress: Optional[Callable[[int, int], Any]] = None) -> None:
        self._control = core.Control()
        if progress is not None:
            self._control.on_progress(progress)

    def cancel(self) -> None:
        self._control.cancel()

    def _rethrow(self, error: Optional[Error] = None) -> None:
        """Raises what the progress function raised, once, if it did; `error` is what that led to."""
        try:
            self._control.rethrow()
        except BaseException as raised:
            if error is not None and raised.__cause__ is None:
                raised.__cause__ = error
            raise

    def progress(self) -> Tuple[int, int]:
        """(done, total); total is 0 while it is unknown."""
        done, total = self._control.progress()
        return done, total


class Ticket:
    """Work that goes on by itself: wait() for it, await it, or leave a function to be called."""

    __slots__ = ("_ticket", "_control")

    def __init__(self, ticket: core.Ticket, control: Optional[Control] = None) -> None:
        self._ticket = ticket
        self._control = control

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits; False when the time ran out first. Raises the work's own error."""
        try:
            over = self._ticket.sync(_seconds(timeout))
        except (CancelledError, CallbackError, PartialError) as error:
            if isinstance(error, PartialError):
                error.failures = self.failures()
            if self._control is not None:
                self._control._rethrow(error)
            raise
        if over and self._control is not None:
            self._control._rethrow()
        return over

    def done(self) -> bool:
        """Whether the work is over, well or not."""
        return self._ticket.poll() != core.WEIR_AGAIN

    @property
    def status(self) -> int:
        """The work's status, as in the C headers; core.WEIR_AGAIN while it goes on."""
        return self._ticket.poll()

    @property
    def error(self) -> str:
        """What went wrong; empty while the work goes on and when it went well."""
        return self._ticket.error()

    def cancel(self) -> None:
        """Asks the work to stop: at once if it has not begun, else before its next item."""
        self._ticket.cancel()

    def progress(self) -> Tuple[int, int]:
        """(items that are over, items in all)."""
        done, total = self._ticket.progress()
        return done, total

    def item_status(self, index: int) -> int:
        return self._ticket.item_status(index)

    def __len__(self) -> int:
        return self._ticket.item_count()

    def failures(self) -> Dict[int, Error]:
        """The items that failed, each with its error."""
        failed = {}
        for index in range(self._ticket.item_count()):
            status = self._ticket.item_status(index)
            if status < 0:
                failed[index] = from_status(status, self._ticket.item_error(index))
        return failed

    def add_done_callback(self, function: Callable[[Ticket], Any]) -> None:
        """Calls function(ticket) once, in the thread that finishes the work, or at once if it is
        done. What it raises goes to sys.unraisablehook."""
        if not callable(function):
            raise TypeError(f"a {type(function).__name__} cannot be called")
        self._ticket.on_done(lambda status: function(self))

    def __await__(self) -> Generator[Any, None, Ticket]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()

        def settle() -> None:
            if not future.done():
                future.set_result(None)

        def done(status: int) -> None:
            try:
                loop.call_soon_threadsafe(settle)
            except RuntimeError:
                pass  # the loop was closed: nobody awaits any more

        if self._ticket.poll() == core.WEIR_AGAIN:
            self._ticket.on_done(done)
            try:
                yield from future.__await__()
            except asyncio.CancelledError:
                self.cancel()
                raise
        self.wait(0)
        return self


class Stream:
    """One stream of a pool: what it is asked, it does in order."""

    __slots__ = ("_stream", "_pool")

    def __init__(self, stream: core.Stream, pool: core.StreamPool) -> None:
        self._stream = stream
        self._pool = pool

    @property
    def index(self) -> int:
        return self._stream.index()

    def transfer(self, src: Any, dst: Any) -> Ticket:
        """Begins to copy src into dst; wait for the ticket, or await it."""
        return Ticket(self._stream.copy(self._pool, src, dst))

    transfer_async = transfer

    def synchronize(self, timeout: Optional[float] = None) -> bool:
        """Waits for all that was asked of this stream before; False when the time ran out."""
        return self._stream.sync(_seconds(timeout))

    def get_stats(self) -> Dict[str, Any]:
        """Counts and times of this stream: transfer_count, bytes_transferred, avg_latency_us, ..."""
        stats = self._stream.stats()
        return {name: getattr(stats, name) for name in stats.__match_args__}

    def record(self) -> Ticket:
        """A ticket that is done when all that was asked of this stream before is over."""
        return Ticket(self._stream.record())

    def wait_for(self, ticket: Ticket) -> None:
        """Lets what is asked of this stream from now on begin when the ticket is done. Returns at
        once."""
        self._stream.wait_for(ticket._ticket)

    @property
    def last_error(self) -> str:
        """The text of its last failure, whoever was told."""
        return self._stream.last_error()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *exc: object) -> None:
        self.synchronize()


class Plan:
    """A batch that is asked for again and again: described and checked once, then run. Each run
    copies what lies in the arrays at that time; all of them are kept alive."""

    __slots__ = ("_plan",)

    def __init__(self, pool: core.StreamPool, pairs: Iterable[Tuple[Any, Any]]) -> None:
        self._plan = core.Plan(pool, pairs)

    def run(self, *, control: Optional[Control] = None) -> Ticket:
        """Copies every pair; wait for the ticket, or await it."""
        return Ticket(self._plan.run(None if control is None else control._control), control)


class StreamManager:
    """A pool of streams. get_stream_manager() gives the one that the process shares."""

    def __init__(self, pool_size: Optional[int] = None, *, runtime: Optional[Runtime] = None,
                 default_priority: int = 0, enable_profiling: bool = True, auto_sync: bool = False,
                 max_batch_bytes: int = 0, retries: Optional[int] = None) -> None:
        """A pool of its own. max_batch_bytes 0: 500 MiB in flight at most; retries None: 3."""
        flags, tries = _flags(enable_profiling, auto_sync, retries)
        self._runtime = (runtime or shared())._runtime
        self._priority = default_priority
        self._pool = core.StreamPool(self._runtime, _size(pool_size), flags, default_priority,
                                     max_batch_bytes, tries)

    @classmethod
    def of(cls, runtime: Runtime, pool_size: Optional[int] = None) -> StreamManager:
        """The one pool that a runtime shares. A pool that exists is never resized by this: another
        size is a warning in the runtime's log, and configure() is for changing it."""
        manager = cls.__new__(cls)
        manager._runtime = runtime._runtime
        manager._priority = 0
        manager._pool = core.StreamPool.shared(manager._runtime, _size(pool_size))
        return manager

    def configure(self, pool_size: Optional[int] = None, default_priority: Optional[int] = None,
                  enable_profiling: Optional[bool] = None, auto_sync: Optional[bool] = None,
                  max_batch_bytes: int = 0, retries: Optional[int] = None) -> None:
        """Changes what is given and leaves the rest. A smaller size waits for the streams that go."""
        stats = self._pool.stats()
        if enable_profiling is None:
            enable_profiling = not stats.flags & core.WEIR_STREAM_POOL_NO_PROFILING
        if auto_sync is None:
            auto_sync = bool(stats.flags & core.WEIR_STREAM_POOL_AUTO_SYNC)
        flags, tries = _flags(enable_profiling, auto_sync, retries)
        if retries is None:
            flags |= stats.flags & core.WEIR_STREAM_POOL_NO_RETRIES
        priority = self._priority if default_priority is None else default_priority
        self._pool.set(_size(pool_size), flags, priority, max_batch_bytes, tries)
        self._priority = priority

    @property
    def pool_size(self) -> int:
        return self._pool.size()

    def __len__(self) -> int:
        return self._pool.size()

    def get_stream(self, index: Optional[int] = None) -> Stream:
        """Stream `index`; without one, the stream that is free first."""
        if index is None:
            return Stream(self._pool.next(), self._pool)
        if not 0 <= operator.index(index) < len(self):
            raise InvalidError(f"there is no stream {index}: this pool has 0 to {len(self) - 1}")
        return Stream(self._pool.stream(index), self._pool)

    def async_transfer(self, src: Any, dst: Any) -> Ticket:
        """Copies src into dst on the stream that is free first. The ticket may be dropped: a
        failure is then raised by the next wait_all()."""
        return Ticket(self._pool.copy(src, dst))

    transfer = async_transfer

    def batch_transfers(self, pairs: Iterable[Tuple[Any, Any]], *,
                        control: Optional[Control] = None) -> Ticket:
        """Copies every (source, destination) on all streams, grouped by size, within the memory
        limit. Every pair is tried; the ticket has each one's fate."""
        ticket = self._pool.copy_batch(pairs, None if control is None else control._control)
        return Ticket(ticket, control)

    def plan(self, pairs: Iterable[Tuple[Any, Any]]) -> Plan:
        """Makes a batch ready that is to be run many times. Every pair has to fit."""
        return Plan(self._pool, pairs)

    def wrap(self, native_stream: int) -> Stream:
        """A stream that queues on a device stream of your own: a cudaStream_t as a number, such as
        cupy.cuda.Stream().ptr or torch.cuda.Stream().cuda_stream."""
        return Stream(self._pool.wrap_native(native_stream), self._pool)

    def wait_all(self, timeout: Optional[float] = None) -> bool:
        """Waits for all that was asked before; False when the time ran out. Raises a failure that
        nobody was told of yet, once."""
        return self._pool.sync(_seconds(timeout))

    async def wait_all_async(self) -> bool:
        """wait_all() that lets the event loop run."""
        return await asyncio.get_running_loop().run_in_executor(None, self.wait_all)

    def get_performance_stats(self) -> Dict[str, Any]:
        """streams_in_use, bytes_transferred, transfer_stats {count, avg_latency_us, max_latency_us,
        throughput_gb_s, ...}, stream_stats {stream_0 {...}, ...}. Times are 0 when none was taken."""
        stats: Dict[str, Any] = _json.loads(self._pool.stats_json())
        for part in [stats["transfer_stats"], *stats["stream_stats"].values()]:
            for name in ("avg_latency_us", "max_latency_us", "throughput_gb_s"):
                part.setdefault(name, 0.0)
        return stats

    @property
    def streams(self) -> List[Stream]:
        return [self.get_stream(index) for index in range(len(self))]

    def __enter__(self) -> StreamManager:
        return self

    def __exit__(self, *exc: object) -> None:
        self.wait_all()


def _size(pool_size: Optional[int]) -> int:
    if pool_size is None:
        return 0
    if not 1 <= pool_size <= 256:
        raise InvalidError(f"a pool of {pool_size} streams: give 1 to 256, or None")
    return pool_size


def _flags(enable_profiling: bool, auto_sync: bool, retries: Optional[int]) -> Tuple[int, int]:
    flags = (0 if enable_profiling else core.WEIR_STREAM_POOL_NO_PROFILING) | (
        core.WEIR_STREAM_POOL_AUTO_SYNC if auto_sync else 0)
    if retries == 0:
        return flags | core.WEIR_STREAM_POOL_NO_RETRIES, 0
    return flags, retries or 0


_manager: Optional[StreamManager] = None


def get_stream_manager(pool_size: Optional[int] = None) -> StreamManager:
    """The process's one stream manager, made on first use with `pool_size` streams (4 without)."""
    global _manager
    if _manager is not None:
        try:
            size = _manager._pool.size()
            if pool_size is not None and pool_size != size:
                core.StreamPool.shared(_manager._runtime, _size(pool_size))  # logs the conflict
            return _manager
        except ClosedError:
            pass
    _manager = StreamManager.of(shared(), pool_size)
    return _manager


def forget_shared() -> None:
    global _manager
    _manager = None
