# SPDX-License-Identifier: Apache-2.0
"""How full memory is, and its relief before it is too full.

    monitor = weir.get_memory_monitor()
    monitor.start_monitoring()
    if monitor.get_current_stats().memory_utilization > 0.8:
        monitor.optimize_memory()

The monitor looks at the runtime's budget, the machine, the control groups and the process's limits;
the fullest decides the level. What nobody holds is let go in the library's fixed order.
"""
from __future__ import annotations

import enum
import gc
import json as _json
import threading
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from . import core
from .errors import InvalidError
from .runtime import Runtime, shared


class PressureLevel(enum.IntEnum):
    """How pressed memory is."""
    NORMAL = 0
    RISING = 1
    HIGH = 2
    SEVERE = 3
    CRITICAL = 4


PressureFunction = Callable[[PressureLevel, str], Any]


def _interval(seconds: float) -> int:
    if not 0 <= seconds < 1e9:
        raise InvalidError(f"the interval is {seconds!r}: not a time from 0 to 1e9 seconds")
    return int(seconds * 1e9)


class Pressure:
    """A monitor of a runtime's memory. It has a thread only between start() and stop()."""

    def __init__(self, runtime: Optional[Runtime] = None, *, rising_at: float = 0.0,
                 high_at: float = 0.0, severe_at: float = 0.0, critical_at: float = 0.0,
                 interval_seconds: float = 0.0, watch_only: bool = False) -> None:
        self._runtime = runtime or shared()
        self._pressure: core.Pressure = core.Pressure(
            self._runtime._runtime, core.WEIR_PRESSURE_WATCH_ONLY if watch_only else 0, rising_at,
            high_at, severe_at, critical_at, _interval(interval_seconds))

    def start(self, function: Optional[PressureFunction] = None) -> None:
        """Watches and relieves in a thread of its own; function(level, text) hears of each change.
        What it raises goes to sys.unraisablehook."""
        if function is not None and not callable(function):
            raise TypeError(f"a {type(function).__name__} cannot be called")
        if function is None:
            self._pressure.start(None)
        else:
            hear = function
            self._pressure.start(lambda level, text: hear(PressureLevel(level), text))

    def stop(self) -> None:
        """Ends the thread; the function runs no more when this returns."""
        self._pressure.stop()

    def __enter__(self) -> Pressure:
        self.start()
        return self

    def __exit__(self, *exc: Any) -> None:
        self.stop()

    def wait(self, known: int, timeout: Optional[float] = None) -> PressureLevel:
        """The level, once it is another than `known`, or when the time is over. Without a thread
        that watches, this one looks and relieves; a timeout of 0 is one look with its relief."""
        level = self._pressure.sync(int(PressureLevel(known)), -1.0 if timeout is None else
                                    max(0.0, timeout))
        return PressureLevel(level)

    def optimize(self, level: int = PressureLevel.NORMAL) -> int:
        """Lets go, however full memory is, all that is let go at a level (NORMAL: SEVERE, which is
        all but cached entries that could still be used); returns how many bytes."""
        return self._pressure.optimize(int(PressureLevel(level)))

    def stats(self) -> Dict[str, Any]:
        """Looks now, and relieves nothing: the figures, the last looks, what each step let go."""
        stats: Dict[str, Any] = _json.loads(self._pressure.json())
        return stats


class MemoryStats(NamedTuple):
    """One look of a MemoryMonitor: bytes, and shares from 0 to 1."""
    total_memory: int
    available_memory: int
    process_memory: int
    peak_memory: int
    memory_utilization: float  # of the machine's memory
    memory_pressure: float     # of what binds most, as a share of where CRITICAL begins: at most 1
    level: PressureLevel
    gc_collections: int


class MemoryMonitor:
    """The monitor style: thresholds, alerts, and clean-up on demand."""

    def __init__(self, alert_threshold: float = 0.8, critical_threshold: float = 0.9,
                 runtime: Optional[Runtime] = None) -> None:
        if not 0 < alert_threshold <= critical_threshold <= 1:
            raise InvalidError(
                f"the thresholds are {alert_threshold!r} and {critical_threshold!r}: give shares "
                "above 0 and up to 1, the alert's not above the critical one")
        self.alert_threshold = alert_threshold
        self.critical_threshold = critical_threshold
        self._runtime = runtime or shared()
        self._callbacks: List[Callable[[MemoryStats], Any]] = []
        self._lock = threading.Lock()
        self._pressure = self._make(0.0)
        self._monitoring = False

    def _make(self, interval: float) -> Pressure:
        alert, critical = self.alert_threshold, self.critical_threshold
        return Pressure(self._runtime, rising_at=min(0.7, alert), high_at=alert,
                        severe_at=min(max(alert, 0.85), critical), critical_at=critical,
                        interval_seconds=interval)

    def add_alert_callback(self, callback: Callable[[MemoryStats], Any]) -> None:
        """Calls callback(stats) when the alert's or the critical threshold is reached while
        monitoring. It runs in the monitor's thread."""
        self._callbacks.append(callback)

    def _heard(self, level: PressureLevel, text: str) -> None:
        if level < PressureLevel.HIGH:
            return
        if level == PressureLevel.CRITICAL:
            gc.collect()
        stats = self.get_current_stats()
        for callback in list(self._callbacks):
            callback(stats)

    def start_monitoring(self, interval: float = 1.0) -> None:
        """Looks every `interval` seconds, and relieves; again with another interval, if need be."""
        with self._lock:
            fresh = self._make(interval)
            self._pressure.stop()
            fresh.start(self._heard)
            self._pressure, self._monitoring = fresh, True

    def stop_monitoring(self) -> None:
        """Ends the thread."""
        with self._lock:
            self._pressure.stop()
            self._monitoring = False

    @property
    def is_monitoring(self) -> bool:
        return self._monitoring

    def _stats_of(self, now: Dict[str, Any]) -> MemoryStats:
        total, available = now["machine_bytes"], now["machine_available_bytes"]
        return MemoryStats(
            total, available, now["resident_bytes"], now["peak_resident_bytes"],
            1.0 - available / total if total else 0.0,
            min(1.0, now["ratio"] / self.critical_threshold), PressureLevel[now["level"].upper()],
            sum(each["collections"] for each in gc.get_stats()))

    def get_current_stats(self) -> MemoryStats:
        """Looks now."""
        return self._stats_of(self._pressure.stats())

    def get_history(self) -> List[Dict[str, Any]]:
        """The last looks, oldest first: ratio, level, resident_bytes and age_ns of each."""
        history: List[Dict[str, Any]] = self._pressure.stats()["history"]
        return history

    def optimize_memory(self) -> Dict[str, Any]:
        """Collects Python's garbage and lets go what the library keeps without need."""
        initial = self._pressure.stats()["resident_bytes"]
        collected = gc.collect()
        let_go = self._pressure.optimize()
        final = self._pressure.stats()["resident_bytes"]
        return {"initial_memory": initial, "final_memory": final,
                "memory_freed": max(0, initial - final), "budget_freed": let_go,
                "objects_collected": collected}


_lock = threading.Lock()
_monitor: Optional[MemoryMonitor] = None


def get_memory_monitor() -> MemoryMonitor:
    """The process's monitor, made on first use; made again when its runtime was shut down."""
    global _monitor
    with _lock:
        if _monitor is None or _monitor._runtime is not shared():
            _monitor = MemoryMonitor()
        return _monitor


def forget_shared() -> None:
    global _monitor, _lock
    _monitor, _lock = None, threading.Lock()
