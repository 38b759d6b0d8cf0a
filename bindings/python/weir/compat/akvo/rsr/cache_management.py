# SPDX-License-Identifier: Apache-2.0
"""akvo.rsr.cache_management: caches by name, methods and properties that remember."""
from typing import Any

from ....caching import Cache, CacheManager
from ....memo import cached_method, ttl_cached_property

__all__ = ["TTLCache", "cache_manager", "cached_method", "ttl_cached_property"]


class _Entries:
    """What callers reached into: taking an entry out of the one dictionary takes it out."""

    def __init__(self, cache: Cache) -> None:
        self._of = cache

    def pop(self, key: Any, default: Any = None) -> Any:
        return self._of.pop(key, default)

    def __contains__(self, key: Any) -> bool:
        return key in self._of

    def __len__(self) -> int:
        return len(self._of)


class TTLCache(Cache):
    """A Cache with the private parts of the original."""

    @property
    def _cache(self) -> _Entries:
        return _Entries(self)

    _expiry_times = _cache


class _Manager(CacheManager):
    _kind = TTLCache


cache_manager = _Manager()
