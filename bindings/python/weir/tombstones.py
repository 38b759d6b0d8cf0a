# SPDX-License-Identifier: Apache-2.0
"""What is being deleted just now, so that nobody saves it, or recomputes it, meanwhile."""
from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import Any, Callable, Dict, Iterator, Set


class DeletionTracker:
    """A set of ids that any thread may use. Ids that nobody took out again, because a program's part
    died over it, are forgotten after max_age seconds: looked for at most every cleanup_interval
    seconds, when another is added."""

    def __init__(self, *, max_age: float = 3600.0, cleanup_interval: float = 900.0,
                 clock: Callable[[], float] = time.monotonic) -> None:
        self.max_age, self.cleanup_interval = max_age, cleanup_interval
        self._clock = clock
        self._lock = threading.RLock()
        self._deletion_set: Set[Any] = set()
        self._timestamps: Dict[Any, float] = {}
        self._cleaned = clock()
        # A lock that another thread held at the fork would be held for ever in the child.
        os.register_at_fork(after_in_child=self._after_fork)

    def _after_fork(self) -> None:
        self._lock = threading.RLock()
        # Between the two, the thread that was at it may have been cut off.
        self._deletion_set &= set(self._timestamps)
        self._timestamps = {key: self._timestamps[key] for key in self._deletion_set}

    def add(self, key: Any) -> None:
        with self._lock:
            now = self._clock()
            if now - self._cleaned >= self.cleanup_interval:
                self.force_cleanup()
            self._timestamps[key] = now
            self._deletion_set.add(key)

    def discard(self, key: Any) -> None:
        with self._lock:
            self._deletion_set.discard(key)
            self._timestamps.pop(key, None)

    @contextlib.contextmanager
    def deleting(self, key: Any) -> Iterator[None]:
        """`with tracker.deleting(id):` adds it, and takes it out again whatever happens."""
        self.add(key)
        try:
            yield
        finally:
            self.discard(key)

    def force_cleanup(self) -> int:
        """Forgets ids that are older than max_age; how many."""
        with self._lock:
            now = self._cleaned = self._clock()
            old = [key for key, added in self._timestamps.items() if now - added >= self.max_age]
            for key in old:
                self.discard(key)
            return len(old)

    def __contains__(self, key: Any) -> bool:
        with self._lock:
            return key in self._deletion_set

    def __len__(self) -> int:
        with self._lock:
            return len(self._deletion_set)
