# SPDX-License-Identifier: Apache-2.0
"""Functions, methods and properties that remember what they gave.

The same arguments are computed once, also when many threads or tasks ask at the same time: one
computes, the others wait for it. None is a value like any other; what raises is not remembered.
Arguments are whatever a Cache takes as a key; arrays count by their content. A cache that fails
costs time and nothing else: the value is computed, with a warning in the log.
"""
from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import itertools
import logging
import threading
import weakref
from typing import Any, Callable, Dict, FrozenSet, Optional, Tuple, TypeVar, overload

from . import core
from .caching import Cache
from .errors import Error

_F = TypeVar("_F", bound=Callable[..., Any])
_MISSING = object()
_log = logging.getLogger("weir")


class _Flight:
    """One computation, and those who wait for it."""

    def __init__(self) -> None:
        self.owner = threading.get_ident()
        self.over = threading.Event()
        self.value: Any = _MISSING
        self.error: Optional[BaseException] = None


class _Flights:
    """Computations under way, by key. A thread that would wait for itself, by whatever detour over
    other threads, computes instead."""

    _lock = threading.Lock()
    _waiting: Dict[int, _Flight] = {}  # which thread waits for what

    def __init__(self) -> None:
        self._under_way: Dict[bytes, _Flight] = {}

    def run(self, key: bytes, compute: Callable[[], Any]) -> Any:
        me = threading.get_ident()
        with _Flights._lock:
            flight = self._under_way.get(key)
            mine = flight is None
            if flight is None:
                flight = self._under_way[key] = _Flight()
            elif self._waits_for_me(flight, me):
                flight = None
            else:
                _Flights._waiting[me] = flight
        if flight is None:
            return compute()
        if mine:
            return self._fly(key, flight, compute)
        try:
            flight.over.wait()
        finally:
            with _Flights._lock:
                _Flights._waiting.pop(me, None)
        if flight.error is not None:
            raise flight.error
        return flight.value

    @staticmethod
    def _waits_for_me(flight: _Flight, me: int) -> bool:
        seen: Optional[_Flight] = flight
        while seen is not None:
            if seen.owner == me:
                return True
            seen = _Flights._waiting.get(seen.owner)
        return False

    def _fly(self, key: bytes, flight: _Flight, compute: Callable[[], Any]) -> Any:
        try:
            flight.value = compute()
            return flight.value
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with _Flights._lock:
                if self._under_way.get(key) is flight:
                    del self._under_way[key]
            flight.over.set()

    def after_fork(self) -> None:
        self._under_way.clear()


_all_memos: "weakref.WeakSet[_Memo]" = weakref.WeakSet()
_computing: "contextvars.ContextVar[FrozenSet[Tuple[int, bytes]]]" = contextvars.ContextVar(
    "weir_computing", default=frozenset())


class _Memo:
    """A cache, and the computations that fill it."""

    def __init__(self, name: str, ttl: Optional[float], max_size: Optional[int],
                 max_bytes: Optional[int]) -> None:
        self._made_with: Dict[str, Any] = {"name": name, "ttl": ttl, "max_size": max_size,
                                           "max_bytes": max_bytes}
        self.cache = Cache(**self._made_with)
        self._flights = _Flights()
        self._tasks: Dict[Tuple[int, bytes], "asyncio.Task[Any]"] = {}
        _all_memos.add(self)

    def after_fork(self) -> None:
        # The parent's cache answers ClosedError here.
        self.cache = Cache(**self._made_with)
        self._flights.after_fork()
        self._tasks.clear()

    def _kept(self, key: Any) -> Any:
        try:
            return self.cache._get(key, _MISSING)
        except Error as error:
            _log.warning("the cache of %s failed, and the value is computed: %s",
                         self._made_with["name"], error)
            return _MISSING

    def _keep(self, key: Any, value: Any) -> None:
        try:
            self.cache._set(key, value, 0, 0, -1, 0, None)
        except Error as error:
            _log.warning("the cache of %s did not keep a value: %s", self._made_with["name"], error)

    def get(self, key: Any, compute: Callable[[], Any]) -> Any:
        value = self._kept(key)
        if value is not _MISSING:
            return value

        def computed() -> Any:
            # Another thread may have been faster between the look and the start.
            there = self._kept(key)
            if there is not _MISSING:
                return there
            made = compute()
            self._keep(key, made)
            return made

        return self._flights.run(core.key_bytes(key), computed)

    async def get_async(self, key: Any, compute: Callable[[], Any]) -> Any:
        value = self._kept(key)
        if value is not _MISSING:
            return value
        loop = asyncio.get_running_loop()
        name = core.key_bytes(key)
        within = _computing.get()
        if (id(self), name) in within:
            return await compute()  # it asks for itself

        async def computed() -> Any:
            _computing.set(within | {(id(self), name)})
            made = await compute()
            self._keep(key, made)
            return made

        place = (id(loop), name)
        task = self._tasks.get(place)
        if task is None:
            task = self._tasks[place] = loop.create_task(computed())
            task.add_done_callback(lambda _: self._tasks.pop(place, None))
        # Whoever asked and gives up takes nothing from the others.
        return await asyncio.shield(task)

    def forget(self, key: Any) -> bool:
        return self.cache.delete(key)


def _key(args: Tuple[Any, ...], kwargs: Dict[str, Any]) -> Any:
    return [args, kwargs] if kwargs else args


def _is_async(function: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(function)


@overload
def cached(function: _F) -> _F: ...
@overload
def cached(*, ttl: Optional[float] = None, max_size: Optional[int] = None,
           max_bytes: Optional[int] = None) -> Callable[[_F], _F]: ...
def cached(function: Any = None, *, ttl: Optional[float] = None, max_size: Optional[int] = None,
           max_bytes: Optional[int] = None) -> Any:
    """`@cached` or `@cached(ttl=300, max_size=50)` over a function, or an async one.

    The function has .memo, with the weir.Cache as .memo.cache, and .forget(*args, **kwargs)."""

    def over(function: Callable[..., Any]) -> Callable[..., Any]:
        memo = _Memo(function.__qualname__, ttl, max_size, max_bytes)
        wrapper: Any
        if _is_async(function):
            @functools.wraps(function)
            async def remembered_async(*args: Any, **kwargs: Any) -> Any:
                return await memo.get_async(_key(args, kwargs), lambda: function(*args, **kwargs))
            wrapper = remembered_async
        else:
            @functools.wraps(function)
            def remembered(*args: Any, **kwargs: Any) -> Any:
                return memo.get(_key(args, kwargs), lambda: function(*args, **kwargs))
            wrapper = remembered
        wrapper.memo = memo
        wrapper.forget = lambda *args, **kwargs: memo.forget(_key(args, kwargs))
        return wrapper  # type: ignore[no-any-return]

    return over if function is None else over(function)


_identities: Dict[int, Tuple["weakref.ref[Any]", int]] = {}
_identities_lock = threading.RLock()  # a collection may run callbacks anywhere
_next_identity = itertools.count(1)


def _identity(thing: Any) -> int:
    """A number that no other object has, nor ever will have: ids are used again, these are not."""
    with _identities_lock:
        known = _identities.get(id(thing))
        if known is not None and known[0]() is thing:
            return known[1]
        place = id(thing)

        def gone(reference: "weakref.ref[Any]") -> None:
            with _identities_lock:
                there = _identities.get(place)
                if there is not None and there[0] is reference:
                    del _identities[place]

        try:
            reference = weakref.ref(thing, gone)
        except TypeError:
            raise TypeError(
                f"a {type(thing).__name__} takes no weak references, so its results cannot be told "
                "from another's: add \"__weakref__\" to its __slots__") from None
        number = next(_next_identity)
        _identities[place] = (reference, number)
        return number


class _Method:
    """A method that remembers, per object and arguments."""

    def __init__(self, function: Callable[..., Any], ttl: Optional[float],
                 max_size: Optional[int]) -> None:
        self._function = function
        self._memo = _Memo(function.__qualname__, ttl, max_size, None)
        functools.update_wrapper(self, function)

    @property
    def cache(self) -> Cache:
        return self._memo.cache

    def __get__(self, thing: Any, owner: Any = None) -> Any:
        return self if thing is None else _Bound(self, thing)

    def __call__(self, thing: Any, *args: Any, **kwargs: Any) -> Any:
        return _Bound(self, thing)(*args, **kwargs)


class _Bound:
    """Such a method of one object."""

    __slots__ = ("_method", "_thing")

    def __init__(self, method: _Method, thing: Any) -> None:
        self._method, self._thing = method, thing

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        method, thing = self._method, self._thing
        key = (_identity(thing), _key(args, kwargs))
        function = method._function
        if _is_async(function):
            return method._memo.get_async(key, lambda: function(thing, *args, **kwargs))
        return method._memo.get(key, lambda: function(thing, *args, **kwargs))

    def forget(self, *args: Any, **kwargs: Any) -> bool:
        """Forgets what these arguments gave; whether it was remembered."""
        return self._method._memo.forget((_identity(self._thing), _key(args, kwargs)))


def cached_method(ttl: Optional[float] = None,
                  max_size: Optional[int] = None) -> Callable[[Callable[..., Any]], Any]:
    """`@cached_method(ttl=300, max_size=50)` over a method: at most max_size results over all
    objects of the class, each object with its own."""
    return lambda function: _Method(function, ttl, max_size)


class ttl_cached_property:
    """`@ttl_cached_property(ttl=1800, max_size=100)`: computed once per object and ttl seconds;
    `del thing.name` forgets it."""

    def __init__(self, ttl: Optional[float] = None, max_size: Optional[int] = None) -> None:
        self._ttl, self._max_size = ttl, max_size
        self._function: Any = None

    def __call__(self, function: Callable[[Any], Any]) -> ttl_cached_property:
        self._function = function
        self._memo = _Memo(function.__qualname__, self._ttl, self._max_size, None)
        self.__doc__ = function.__doc__
        return self

    def __get__(self, thing: Any, owner: Any = None) -> Any:
        if thing is None:
            return self
        return self._memo.get((_identity(thing),), lambda: self._function(thing))

    def __delete__(self, thing: Any) -> None:
        self._memo.forget((_identity(thing),))

    @property
    def cache(self) -> Cache:
        return self._memo.cache


def after_fork() -> None:
    global _identities_lock
    _identities_lock = threading.RLock()
    _Flights._lock = threading.Lock()
    _Flights._waiting.clear()
    for memo in list(_all_memos):
        memo.after_fork()
