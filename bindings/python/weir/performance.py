# SPDX-License-Identifier: Apache-2.0
"""Where the time and the memory went: phases that nest, and metrics recorded in them.

Each thread has a stack of phases of its own. The same name under the same parent adds to the same
phase. A phase is found by its path, "pipeline/load", or by its last name when only one has it.
"""
from __future__ import annotations

import functools
import inspect
import json as _json
from typing import Any, Callable, Dict, List, Optional, TypeVar

from . import core
from .errors import ClosedError, NotFoundError
from .runtime import Runtime, shared

_F = TypeVar("_F", bound=Callable[..., Any])


class Phase(core.PhaseBase):
    """`with manager.phase("load"):`, or `@manager.phase("load")` over a function."""

    __slots__ = ()

    def __call__(self, function: _F) -> _F:
        if inspect.iscoroutinefunction(function):
            raise TypeError("a phase belongs to a thread, and a coroutine shares its thread with "
                            "others: put `with manager.phase(...)` around a stretch without await")

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return timed  # type: ignore[return-value]


class PerformanceManager:
    """A profiler. get_performance_manager() gives the one that the process shares."""

    def __init__(self, *, runtime: Optional[Runtime] = None, track_memory: bool = False,
                 track_gpu: bool = False) -> None:
        """A profiler of its own."""
        self._flags = _flags(track_memory, track_gpu)
        self._use(core.Profiler((runtime or shared())._runtime, self._flags))

    @classmethod
    def of(cls, runtime: Runtime) -> PerformanceManager:
        """The one that a runtime shares, which the library's own work reports to."""
        manager = cls.__new__(cls)
        manager._flags = 0
        manager._use(core.Profiler.of(runtime._runtime))
        return manager

    def _use(self, profiler: core.Profiler) -> None:
        self._profiler = profiler
        self._make_phase = profiler.phase_maker(profiler, Phase)
        if type(self).phase is PerformanceManager.phase:
            # In place of the method, whose own frame would be a third of what a phase costs.
            setattr(self, "phase", self._make_phase)

    def configure(self, track_memory: Optional[bool] = None, track_gpu: Optional[bool] = None, *,
                  phase_limit: int = 0, metric_limit: int = 0) -> None:
        """What is tracked in phases that start from now on; None leaves it. Tracking a GPU where
        there is none is fine: its figures are absent. Limits of 0 are 65,536 phases and 16,384
        metrics a thread; past them things go to "(other)"."""
        memory = core.WEIR_PROFILER_TRACK_MEMORY
        gpu = core.WEIR_PROFILER_TRACK_GPU
        flags = _flags(bool(self._flags & memory) if track_memory is None else track_memory,
                       bool(self._flags & gpu) if track_gpu is None else track_gpu)
        self._profiler.configure(flags, phase_limit, metric_limit)
        self._flags = flags

    def reset(self) -> None:
        """Forgets every phase and metric and starts the total time anew."""
        self._profiler.reset()

    def phase(self, name: str) -> Phase:
        """A phase for `with`, ended also when an exception passes; or a decorator."""
        return self._make_phase(name)

    def start_phase(self, name: str, *, under: Optional[int] = None) -> None:
        """Starts a phase inside this thread's innermost one, or inside another thread's: `under`
        is current() there."""
        if under is None:
            self._profiler.start_phase(name)
        else:
            self._profiler.start_phase_under(under, name)

    def end_phase(self, name: Optional[str] = None) -> bool:
        """Ends the innermost phase, or the innermost of that name with all inside it. False, and
        counted as stray, when this thread has none open."""
        return self._profiler.end_phase() if name is None else self._profiler.end_named(name)

    def current(self) -> int:
        """This thread's innermost open phase, for start_phase(under=...) in another; 0 for none."""
        return self._profiler.current()

    def record_metric(self, name: str, value: float) -> None:
        """Records a value in this thread's innermost phase; the last value and the spread stay."""
        self._profiler.record_metric(name, float(value))

    def get_summary(self) -> Dict[str, Any]:
        """total_time, num_phases, phases {name: {duration, count, custom_metrics, ...}}, hierarchy,
        counters and more. Times in seconds, memory in MB."""
        summary: Dict[str, Any] = _json.loads(self._profiler.report(core.WEIR_REPORT_JSON))
        return summary

    def get_phase_stats(self, name: str) -> Dict[str, Any]:
        """duration, count, custom_metrics {name: last value} and the spread of one phase;
        memory_mb and gpu_memory_mb only when tracked."""
        found, stats = self._profiler.phase_stats(name)
        if not found:
            raise NotFoundError(f"no phase {name!r} was started since the last reset")
        result: Dict[str, Any] = {
            "duration": (stats.total_ns + stats.open_ns) / 1e9,
            "count": stats.count,
            "open_count": stats.open_count,
            "custom_metrics": {metric: values.last for metric, values in self._metrics(name)},
        }
        for key in ("min", "max", "last", "p50", "p95", "p99"):
            result[key] = getattr(stats, key + "_ns") / 1e9
        if stats.flags & core.WEIR_PHASE_HAS_MEMORY:
            result["memory_mb"] = stats.memory_peak_bytes / 1e6
        if stats.flags & core.WEIR_PHASE_HAS_GPU:
            result["gpu_memory_mb"] = stats.gpu_peak_bytes / 1e6
        return result

    def _metrics(self, phase: str):  # type: ignore[no-untyped-def]
        index = 0
        while True:
            found, name, stats = self._profiler.metric_at(phase, index)
            if not found:
                return
            yield name, stats
            index += 1

    def get_metric_stats(self, name: str, phase: Optional[str] = None) -> Dict[str, Any]:
        """name, count, min, max, mean, stdev, last of a metric: in one phase ("": outside of any),
        or in all phases together."""
        if phase is None:
            found, stats = self._profiler.metric_stats(name)
        else:
            found, stats = self._profiler.metric_stats(phase, name)
        if not found:
            where = "" if phase is None else f" in phase {phase!r}"
            raise NotFoundError(f"no metric {name!r} was recorded{where} since the last reset")
        return {"name": name, **{field: getattr(stats, field) for field in stats.__match_args__}}

    def get_phases(self) -> List[str]:
        """The paths of all phases, in the order of their first start."""
        return [self._profiler.phase_at(index)[1] for index in range(self._profiler.phase_count())]

    def get_counters(self) -> core.ProfileSummary:
        """The profiler as a whole, without building the summary."""
        return self._profiler.summary()

    def report(self) -> str:
        """The report for people: a tree with shares, counts and percentiles."""
        return self._profiler.report(core.WEIR_REPORT_TEXT)


def _flags(track_memory: bool, track_gpu: bool) -> int:
    return (core.WEIR_PROFILER_TRACK_MEMORY if track_memory else 0) | (
        core.WEIR_PROFILER_TRACK_GPU if track_gpu else 0)


_manager: Optional[PerformanceManager] = None


def get_performance_manager() -> PerformanceManager:
    """The process's one performance manager."""
    global _manager
    if _manager is not None:
        try:
            _manager._profiler.current()
            return _manager
        except ClosedError:
            pass
    _manager = PerformanceManager.of(shared())
    return _manager


def forget_shared() -> None:
    global _manager
    _manager = None
