# SPDX-License-Identifier: Apache-2.0
"""Results that are expensive to make, kept within bounds: caches of objects, of bytes, and by name.

A Cache holds references to Python objects under any keys that are made of texts, numbers, bytes,
None, arrays, and tuples, lists, dicts and sets of them: what is equal and of the same kind is the
same key. It watches what is asked for and keeps what is likely to be wanted again.
"""
from __future__ import annotations

import json as _json
import logging
import threading
import weakref
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple, Type

from . import core
from .errors import ClosedError, Error, InvalidError, NoMemoryError
from .runtime import Buffer, Runtime, shared

_FOREVER = 2**64 - 1
_POLICIES = {"adaptive": 0, "lru": core.WEIR_CACHE_LRU}
_LEFT = {"evicted": core.WEIR_CACHE_EVICTED, "expired": core.WEIR_CACHE_EXPIRED_NOW,
         "removed": core.WEIR_CACHE_REMOVED, "replaced": core.WEIR_CACHE_REPLACED,
         "invalidated": core.WEIR_CACHE_INVALIDATED}
_LEFT_NAMES = {**{number: name for name, number in _LEFT.items()}, core.WEIR_CACHE_LOST: "lost"}
_MISSING = object()
_log = logging.getLogger("weir")


def _nanoseconds(seconds: Optional[float], what: str = "ttl") -> int:
    """0 for None: whatever is the default there."""
    if seconds is None:
        return 0
    if not seconds > 0:
        raise InvalidError(f"{what} is {seconds!r}: it has to be above 0 seconds, or None")
    return min(max(int(seconds * 1e9), 1), _FOREVER)


def _names(depends_on: Iterable[Any]) -> List[Any]:
    if isinstance(depends_on, (str, bytes)):
        raise TypeError("depends_on is a list of names, not one name")
    return list(depends_on)


def _flags(policy: str, sliding: bool) -> int:
    try:
        return _POLICIES[policy] | (core.WEIR_CACHE_SLIDING if sliding else 0)
    except (KeyError, TypeError):
        raise InvalidError(
            f"{policy!r} is no policy: use one of {', '.join(_POLICIES)}") from None


def _settled(claim: core.Claim, compute: Callable[[], Any], keep: Callable[[Any], None],
             error_ttl: Optional[float]) -> Any:
    """What compute gives, kept; those who wait hear of it either way."""
    try:
        value = compute()
        try:
            keep(value)
        except Error as error:
            _log.warning("a computed value was not kept: %s", error)
        return value
    except Exception as error:
        claim.settle_as(core.WEIR_E_CALLBACK, f"{type(error).__name__}: {error}",
                        _nanoseconds(error_ttl, "error_ttl"))
        raise
    finally:
        claim.give_up()  # whoever waits computes, where nothing was settled


class _Bounded:
    """What both kinds of caches have: bounds, counts, an end of everything at once."""

    _cache_: core.Cache
    name: str

    def _ask(self, claim_of: Callable[[Any, float, List[Any]], Optional[core.Claim]], key: Any,
             compute: Callable[[], Any], keep: Callable[[core.Claim, Any], None],
             wait: Optional[float], error_ttl: Optional[float]) -> Any:
        answer: List[Any] = []
        try:
            claim = claim_of(key, -1.0 if wait is None else max(wait, 0.0), answer)
        except (ClosedError, NoMemoryError) as error:
            _log.warning("the cache %r failed, and the value is computed: %s", self.name, error)
            return compute()
        status, value = answer
        if claim is None:
            if status == core.WEIR_AGAIN:
                raise TimeoutError(f"another thread still computes this value after {wait} seconds")
            return value
        mine = claim
        if status == core.WEIR_MISS:
            return _settled(mine, compute, lambda made: keep(mine, made), error_ttl)

        def refresh() -> None:
            try:
                _settled(mine, compute, lambda made: keep(mine, made), None)
            except Exception as error:
                _log.warning("refreshing a value failed, and the old one stays: %r", error)

        threading.Thread(target=refresh, name="weir-refresh", daemon=True).start()
        return value

    def __len__(self) -> int:
        """Entries held now, those past their time included."""
        return self._cache_.stats().entry_count

    def clear(self) -> int:
        """Takes all entries out; how many there were."""
        return self._cache_.clear(core.WEIR_CACHE_ALL)

    def invalidate_all(self) -> None:
        """Takes all entries out in no time; their memory comes back in the course of later calls."""
        self._cache_.invalidate_all()

    def cleanup(self) -> int:
        """Takes out the entries past their time; how many there were."""
        return self._cache_.clear(core.WEIR_CACHE_EXPIRED)

    def get_stats(self) -> Dict[str, Any]:
        """hits, misses, hit_rate (0 to 1), evictions, size, max_size, memory_usage_bytes,
        expired_entries, ttl_seconds, utilization_percent and more."""
        stats: Dict[str, Any] = _json.loads(self._cache_.stats_json())
        stats["name"] = self.name
        return stats

    @property
    def hit_rate(self) -> float:
        """Of all gets, the share that found something; 0 before the first."""
        stats = self._cache_.stats()
        asked = stats.hit_count + stats.miss_count
        return stats.hit_count / asked if asked else 0.0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {len(self)} entries>"


class Cache(_Bounded):
    """Python objects by key, in memory, for as long as they are of use. Any thread may use it."""

    def __init__(self, *, max_size: Optional[int] = None, ttl: Optional[float] = None,
                 max_bytes: Optional[int] = None, sliding: bool = False, policy: str = "adaptive",
                 name: str = "", runtime: Optional[Runtime] = None,
                 soft_ttl: Optional[float] = None) -> None:
        """At most max_size entries and max_bytes (64 MiB) in all, what the objects are reckoned to
        take included; each for ttl seconds from when it was set, or, sliding, from its last use.
        After soft_ttl seconds get_or_compute() refreshes it."""
        if max_size is not None and max_size < 1:
            raise InvalidError(f"max_size is {max_size!r}: it has to be 1 or more, or None")
        # One part up to a million entries: under the GIL nobody waits, and the policy sees all.
        self._cache_ = core.Cache.make((runtime or shared())._runtime, "", max_bytes or 0,
                                       max_size or 0, _nanoseconds(ttl), _flags(policy, sliding), 1,
                                       _nanoseconds(soft_ttl, "soft_ttl"))
        self.name = name
        self.max_size, self.ttl = max_size, ttl
        self._get = self._cache_.get_object
        self._set = self._cache_.set_object

    def get(self, key: Any, default: Any = None) -> Any:
        """What was set under the key, unless it is past its time or had to go."""
        return self._get(key, default)

    def set(self, key: Any, value: Any, ttl: Optional[float] = None,
            size_bytes: Optional[int] = None, *,
            depends_on: Optional[Iterable[Any]] = None) -> None:
        """Keeps a value; None is one too. Its size is reckoned unless it is given. What it depends
        on are keys of other entries, or tags: see invalidate()."""
        self._set(key, value, _nanoseconds(ttl), 0, -1 if size_bytes is None else size_bytes, 0,
                  depends_on)

    def invalidate(self, name: Any) -> int:
        """Takes out the entry under this key, all that depends on this key or tag, and what depends
        on that, and so on; how many went."""
        return self._cache_.invalidate_object(name)

    def get_or_compute(self, key: Any, compute: Callable[[], Any], *, ttl: Optional[float] = None,
                       soft_ttl: Optional[float] = None, error_ttl: Optional[float] = None,
                       wait: Optional[float] = None,
                       depends_on: Optional[Iterable[Any]] = None) -> Any:
        """What is kept under the key, or what compute() gives, computed once for all threads that
        ask; those who wait longer than `wait` seconds get a TimeoutError.

        What it raises goes to those who wait as a CallbackError, and is remembered for error_ttl
        seconds, else not at all. A value older than soft_ttl is given at once, and computed anew in
        a thread of its own. Asking for the key from inside compute() is an InvalidError."""
        ttl_ns, soft_ns = _nanoseconds(ttl), _nanoseconds(soft_ttl, "soft_ttl")
        names = None if depends_on is None else _names(depends_on)
        return self._ask(self._cache_.claim_object, key, compute,
                         lambda claim, made: claim.settle_object(made, ttl_ns, soft_ns, names),
                         wait, error_ttl)

    def delete(self, key: Any) -> bool:
        """Takes an entry out; whether there was one."""
        return self._cache_.remove_object(key)

    def pop(self, key: Any, default: Any = None) -> Any:
        """Takes an entry out, and gives its value."""
        value = self._get(key, default)
        self._cache_.remove_object(key)
        return value

    def __contains__(self, key: Any) -> bool:
        return self._get(key, _MISSING) is not _MISSING

    def __getitem__(self, key: Any) -> Any:
        value = self._get(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        self.set(key, value)

    def __delitem__(self, key: Any) -> None:
        if not self._cache_.remove_object(key):
            raise KeyError(key)

    def get_many(self, keys: Iterable[Any]) -> Dict[Any, Any]:
        """Those of the keys that are there, with their values."""
        found = ((key, self._get(key, _MISSING)) for key in keys)
        return {key: value for key, value in found if value is not _MISSING}

    def set_many(self, values: Dict[Any, Any], ttl: Optional[float] = None) -> None:
        for key, value in values.items():
            self.set(key, value, ttl)


class ByteCache(_Bounded):
    """Bytes by bytes, outside of Python's heap, in a cache that all of the process finds by name,
    whatever language it speaks."""

    def __init__(self, name: str = "", *, max_bytes: Optional[int] = None,
                 max_size: Optional[int] = None, ttl: Optional[float] = None, sliding: bool = False,
                 policy: str = "adaptive", shards: int = 0,
                 runtime: Optional[Runtime] = None, soft_ttl: Optional[float] = None) -> None:
        """The runtime's cache of this name, made with these bounds if it is not there; without a
        name, one of its own. With no bounds a cache that is there is taken as it is."""
        owner = (runtime or shared())._runtime
        asked = (max_bytes, max_size, ttl, sliding or None, shards or None, soft_ttl)
        if name and policy == "adaptive" and all(option is None for option in asked):
            self._cache_ = core.Cache.named(owner, name)
        else:
            self._cache_ = core.Cache.make(owner, name, max_bytes or 0, max_size or 0,
                                           _nanoseconds(ttl), _flags(policy, sliding), shards,
                                           _nanoseconds(soft_ttl, "soft_ttl"))
        self.name = name

    def get(self, key: Any) -> Optional[Buffer]:
        """The value where it lies, to be read in place: memoryview(), numpy.frombuffer(). It stays
        as long as the buffer, whatever becomes of the entry."""
        return self._cache_.get_bytes(Buffer, key)

    def read(self, key: Any) -> Optional[bytes]:
        """A copy of the value."""
        return self._cache_.read_bytes(key)

    def put(self, key: Any, value: Any, ttl: Optional[float] = None, *,
            depends_on: Optional[Iterable[Any]] = None) -> None:
        """Keeps a copy of anything that has a dense buffer. What it depends on are keys of other
        entries, or tags: see invalidate()."""
        self._cache_.put_bytes(key, value, _nanoseconds(ttl), 0, depends_on)

    def invalidate(self, name: Any) -> int:
        """Takes out the entry under this key, all that depends on this key or tag, and what depends
        on that, and so on; how many went."""
        return self._cache_.invalidate_bytes(core.WEIR_CACHE_NAME, name)

    def invalidate_prefix(self, prefix: Any) -> int:
        """The same for the entries whose keys begin so. It looks at every entry."""
        return self._cache_.invalidate_bytes(core.WEIR_CACHE_PREFIX, prefix)

    def invalidate_if(self, wrong: Callable[[bytes, bytes], Any]) -> int:
        """The same for the entries of which wrong(key, value) says so."""
        return self._cache_.invalidate_if(wrong)

    def watch(self, function: Optional[Callable[[str, bytes, int], Any]] = None,
              kinds: Iterable[str] = tuple(_LEFT)) -> None:
        """Has function(kind, key, size of the value) hear of each entry that leaves: "evicted",
        "expired", "removed", "replaced" or "invalidated". Without a function events() gives them.
        No kinds: nobody hears any more."""
        asked = 0
        for kind in kinds:
            if kind not in _LEFT:
                raise InvalidError(f"{kind!r} is none of {', '.join(_LEFT)}")
            asked |= _LEFT[kind]
        if function is None:
            self._cache_.watch(asked, None)
            return
        told = function
        self._cache_.watch(asked, lambda kind, key, size: told(_LEFT_NAMES[kind], key, size))

    def events(self) -> Iterator[Tuple[str, bytes, int]]:
        """What left since watch(), as (kind, key, size of the value), up to now. When nobody asked
        for too long there is one ("lost", b"", how many)."""
        while True:
            event = self._cache_.next_event()
            if event is None:
                return
            yield _LEFT_NAMES[event[0]], event[1], event[2]

    def get_or_compute(self, key: Any, compute: Callable[[], Any], *, ttl: Optional[float] = None,
                       soft_ttl: Optional[float] = None, error_ttl: Optional[float] = None,
                       miss_ttl: Optional[float] = None, wait: Optional[float] = None,
                       depends_on: Optional[Iterable[Any]] = None) -> Optional[Any]:
        """As Cache.get_or_compute(), of bytes. When compute() gives None there is nothing under the
        key, which is remembered for miss_ttl seconds, else not at all."""
        ttl_ns, soft_ns = _nanoseconds(ttl), _nanoseconds(soft_ttl, "soft_ttl")
        miss_ns = _nanoseconds(miss_ttl, "miss_ttl")
        names = None if depends_on is None else _names(depends_on)

        def keep(claim: core.Claim, made: Any) -> None:
            if made is None:
                claim.settle_as(core.WEIR_MISS, "", miss_ns)
            else:
                claim.settle_bytes(made, ttl_ns, soft_ns, names)

        return self._ask(self._cache_.claim_bytes, key, compute, keep, wait, error_ttl)

    def remove(self, key: Any) -> bool:
        return self._cache_.remove_bytes(key)

    def get_many(self, keys: Iterable[Any]) -> List[Optional[Buffer]]:
        """In the order of the keys; None for each that is not there."""
        return self._cache_.get_many_bytes(Buffer, keys)

    def put_many(self, items: Iterable[Tuple[Any, Any]], ttl: Optional[float] = None) -> None:
        """(key, value) pairs. Raises PartialError when one failed, after the others were put."""
        pairs = list(items)
        self._cache_.put_many_bytes([key for key, _ in pairs], [value for _, value in pairs],
                                    _nanoseconds(ttl))

    @staticmethod
    def remove_named(name: str, runtime: Optional[Runtime] = None) -> bool:
        """Gives a name up; the cache ends with its last user."""
        return core.Cache.remove_named((runtime or shared())._runtime, name)

    @staticmethod
    def clear_named(runtime: Optional[Runtime] = None, *, expired_only: bool = False) -> int:
        """Clears every cache of a runtime that has a name; how many entries went."""
        return core.Cache.clear_named(
            (runtime or shared())._runtime,
            core.WEIR_CACHE_EXPIRED if expired_only else core.WEIR_CACHE_ALL)

    @staticmethod
    def named_stats(runtime: Optional[Runtime] = None) -> Dict[str, Any]:
        """get_stats() of each of them by name, and their sums under "_global"."""
        stats: Dict[str, Any] = _json.loads(core.Cache.named_json((runtime or shared())._runtime))
        return stats


_managers: "weakref.WeakSet[CacheManager]" = weakref.WeakSet()


class CacheManager:
    """Caches of objects by name. get_cache_manager() gives the one that the process shares."""

    _kind: Type[Cache] = Cache

    def __init__(self, *, max_size: int = 1000, ttl: Optional[float] = 3600.0,
                 runtime: Optional[Runtime] = None) -> None:
        """max_size and ttl are those of caches that are asked for without."""
        self.max_size, self.ttl = max_size, ttl
        self._runtime = runtime
        self._lock = threading.Lock()
        self._caches: Dict[str, Cache] = {}
        _managers.add(self)

    def get_cache(self, name: str = "default", max_size: Optional[int] = None,
                  ttl: Optional[float] = None, **options: Any) -> Cache:
        """The cache of this name, made if it is not there. One that is there stays as it was made;
        asking for something else is a warning in the log."""
        with self._lock:
            cache = self._caches.get(name)
            if cache is None:
                cache = self._kind(max_size=max_size or self.max_size, ttl=ttl or self.ttl,
                                   name=name, runtime=self._runtime, **options)
                self._caches[name] = cache
                return cache
        if (max_size or cache.max_size) != cache.max_size or (ttl or cache.ttl) != cache.ttl:
            logging.getLogger("weir").warning(
                "the cache %r is there already, of max_size %s and ttl %s, and stays so: remove() it "
                "first, or take another name", name, cache.max_size, cache.ttl)
        return cache

    def names(self) -> List[str]:
        with self._lock:
            return sorted(self._caches)

    def remove(self, name: str) -> bool:
        """Gives a name up; the cache ends with its last user."""
        with self._lock:
            return self._caches.pop(name, None) is not None

    def _all(self) -> Dict[str, Cache]:
        with self._lock:
            return dict(self._caches)

    def cleanup_all(self) -> Dict[str, int]:
        """Takes the entries past their time out of every cache; how many, by name."""
        return {name: cache.cleanup() for name, cache in self._all().items()}

    def clear_all(self) -> Dict[str, int]:
        return {name: cache.clear() for name, cache in self._all().items()}

    def get_global_stats(self) -> Dict[str, Any]:
        """get_stats() of each cache by name, and their sums under "_global"."""
        caches = self._all()
        stats: Dict[str, Any] = {name: cache.get_stats() for name, cache in caches.items()}
        entries = sum(one["size"] for one in stats.values())
        most = sum(one["max_size"] or 0 for one in stats.values())
        used = sum(one["memory_usage_bytes"] for one in stats.values())
        stats["_global"] = {
            "total_caches": len(caches), "total_entries": entries, "total_max_entries": most,
            "total_bytes": used,
            "global_utilization_percent": 100.0 * entries / most if most else 0.0}
        return stats


_manager: Optional[CacheManager] = None
_manager_lock = threading.Lock()


def get_cache_manager() -> CacheManager:
    """The one that this process shares."""
    global _manager
    with _manager_lock:
        if _manager is None:
            _manager = CacheManager()
        return _manager


def forget_shared() -> None:
    global _manager, _manager_lock
    _manager_lock = threading.Lock()
    _manager = None
    for manager in list(_managers):  # the parent's caches answer ClosedError here
        manager._lock = threading.Lock()
        manager._caches = {}
