# SPDX-License-Identifier: Apache-2.0
"""homodyne.config's validators over weir.Judge and the ready-made set "phi_analysis".

A result is a dict, so that it can be sent as JSON as it is, and its keys are attributes as well.
"""
from __future__ import annotations

import asyncio
import enum
import os
import threading
import time
import warnings
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

from ...errors import InvalidError
from ...judging import Judge
from ...validation import ConfigValidator, Finding, Report

__all__ = ["LazyValidator", "ParallelValidator", "ValidationLevel", "ValidationProgress",
           "ValidationResult", "WorkerConfig", "get_lazy_validator", "get_parallel_validator",
           "set_global_validation_level", "validate_configurations_parallel"]


class ValidationLevel(enum.IntEnum):
    FAST = 1
    STANDARD = 2
    THOROUGH = 3
    EXHAUSTIVE = 4


class ValidationResult(Dict[str, Any]):
    """is_valid, errors, warnings, suggestions, info, errors_count, warnings_count,
    validation_time_ms. Messages begin with [rule]."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class ValidationProgress:
    total_tasks: int
    completed_tasks: int
    elapsed_time: float

    @property
    def progress_percentage(self) -> float:
        return 100.0 * self.completed_tasks / self.total_tasks if self.total_tasks else 100.0


def _texts(findings: Iterable[Finding]) -> List[str]:
    return [f"[{found.rule}] {found.field}: {found.message}" if found.field
            else f"[{found.rule}] {found.message}" for found in findings]


def _result(report: Report, began: float) -> ValidationResult:
    errors, warnings = _texts(report.errors), _texts(report.warnings)
    return ValidationResult(
        is_valid=report.valid, errors=errors, warnings=warnings,
        suggestions=_texts(report.suggestions), info=_texts(report.infos),
        errors_count=len(errors), warnings_count=len(warnings),
        validation_time_ms=(time.perf_counter() - began) * 1000.0)


def _phi_rules() -> ConfigValidator:
    rules = ConfigValidator()
    rules.load("phi_analysis")
    return rules


def _name(level: ValidationLevel) -> str:
    return ValidationLevel(level).name.lower()


class LazyValidator:
    """Checks as much as the level asks, the critical first; the rest when it is asked for. `rules`
    is a weir.ConfigValidator; add to it what is yours."""

    def __init__(self, validation_level: ValidationLevel = ValidationLevel.STANDARD,
                 max_concurrent_tasks: int = 4, enable_caching: bool = True,
                 rules: Optional[ConfigValidator] = None) -> None:
        self.rules = _phi_rules() if rules is None else rules
        self.max_concurrent_tasks = max_concurrent_tasks
        self.enable_caching = enable_caching
        self._slots = threading.BoundedSemaphore(max_concurrent_tasks)
        self._judges: Dict[ValidationLevel, Judge] = {}
        self._lock = threading.Lock()
        self._callbacks: List[Callable[[ValidationProgress], Any]] = []
        self.validation_level = ValidationLevel(validation_level)

    def _judge(self, level: ValidationLevel) -> Judge:
        with self._lock:
            if level not in self._judges:
                self._judges[level] = Judge(self.rules, level=_name(level), keep=self.enable_caching)
            return self._judges[level]

    def add_progress_callback(self, callback: Callable[[ValidationProgress], Any]) -> None:
        self._callbacks.append(callback)

    def validate_sync(self, config: Any, skip_optional: bool = False,
                      required_tasks: Sequence[str] = ()) -> ValidationResult:
        """`skip_optional`: nothing beyond STANDARD; `required_tasks`: these rules as well."""
        level = self.validation_level
        if skip_optional:
            level = min(level, ValidationLevel.STANDARD)
        began = time.perf_counter()
        judge = self._judge(level)
        with self._slots:
            result = _result(judge.decide(config, on_progress=self._hearer(began)), began)
            if required_tasks:
                more = _result(judge.decide(config, only=required_tasks), began)
                for key in ("errors", "warnings", "suggestions", "info"):
                    result[key] += [text for text in more[key] if text not in result[key]]
                result.update(is_valid=result.is_valid and more.is_valid,
                              errors_count=len(result.errors), warnings_count=len(result.warnings),
                              validation_time_ms=more.validation_time_ms)
        return result

    def _hearer(self, began: float) -> Optional[Callable[[int, int], Any]]:
        callbacks = list(self._callbacks)
        if not callbacks:
            return None

        def hear(done: int, total: int) -> None:
            progress = ValidationProgress(total, done, time.perf_counter() - began)
            for callback in callbacks:
                callback(progress)

        return hear

    async def validate_async(self, config: Any, skip_optional: bool = False,
                             required_tasks: Sequence[str] = ()) -> ValidationResult:
        """validate_sync() in a thread of the event loop's executor: the loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: self.validate_sync(config, skip_optional, required_tasks))

    def validate_on_demand(self, config: Any, task: str) -> ValidationResult:
        """One rule, whatever its level, and those it comes after."""
        began = time.perf_counter()
        return _result(self._judge(self.validation_level).decide(config, only=[task]), began)

    def get_task_estimate(self, task: str) -> float:
        """Milliseconds: what it took so far, or what it expects."""
        rules = self._judge(self.validation_level).stats()["rules"]
        found = [rule["mean_ns"] for rule in rules if rule["name"] == task]
        if not found:
            raise InvalidError(f"there is no rule {task!r}")
        return float(sum(found) / 1e6)

    def get_statistics(self) -> Dict[str, Any]:
        return self._judge(self.validation_level).stats()


@dataclass
class WorkerConfig:
    """Weir's workers are threads without Python's lock; for "process" there is a warning, as what a
    crash takes with it is then the whole program."""

    worker_type: str = "thread"
    num_workers: int = 4
    enable_dynamic_scaling: bool = True
    min_workers: int = 1
    max_workers: int = 16
    worker_timeout_sec: float = 300.0
    batch_size: int = 50

    def __post_init__(self) -> None:
        if self.worker_type not in ("process", "thread"):
            raise InvalidError(f"worker_type {self.worker_type!r}: use \"process\" or \"thread\"")
        if self.worker_type == "process":
            warnings.warn("worker_type=\"process\": this version validates in threads, so rules are not "
                          "isolated from this program", RuntimeWarning, stacklevel=3)
        if not 1 <= self.min_workers <= self.max_workers:
            raise InvalidError("use 1 <= min_workers <= max_workers")
        if self.num_workers < 1 or self.batch_size < 1 or not self.worker_timeout_sec > 0:
            raise InvalidError("num_workers, batch_size and worker_timeout_sec are above 0")


class ParallelValidator:
    """Many configurations on all processors, as many workers as there is work for."""

    def __init__(self, config: Optional[WorkerConfig] = None,
                 rules: Optional[ConfigValidator] = None) -> None:
        self.config = WorkerConfig() if config is None else config
        self.rules = _phi_rules() if rules is None else rules
        self._last: Optional[Judge] = None
        self._cpu = 0.0
        self._jobs = 0

    def validate_configurations(self, configs: Sequence[Any],
                                validation_level: ValidationLevel = ValidationLevel.STANDARD
                                ) -> List[Tuple[Any, ValidationResult]]:
        """[(config, result), ...] in the order of the configurations."""
        configs = list(configs)
        most = self.config.max_workers if self.config.enable_dynamic_scaling else self.config.num_workers
        judge = self._last = Judge(self.rules, level=_name(validation_level), ordered=True,
                                   workers=most)
        began, cpu = time.perf_counter(), time.process_time()
        results = [(configs[index], _result(report, began))
                   for index, report in self._within(judge, configs)]
        wall = time.perf_counter() - began
        self._cpu = 100.0 * (time.process_time() - cpu) / wall / (os.cpu_count() or 1)
        self._jobs += len(configs)
        return results

    def _within(self, judge: Judge, configs: Iterable[Any]) -> Iterable[Tuple[int, Report]]:
        deadline = time.monotonic() + self.config.worker_timeout_sec
        for found in judge.judge_all(configs):
            if time.monotonic() > deadline:
                judge.cancel()  # what is left says that it was cancelled
            yield found

    def cancel_all_jobs(self) -> int:
        """How many were cancelled before they began."""
        if self._last is None:
            return 0
        before = self._last.stats()["cancelled"]
        self._last.cancel()
        return int(self._last.stats()["cancelled"] - before)

    def get_worker_statistics(self) -> Dict[str, Any]:
        stats = {} if self._last is None else self._last.stats()
        return {"total_workers": stats.get("workers", 0),
                "active_workers": stats.get("active_workers", 0), "average_cpu_usage": self._cpu,
                "total_jobs_processed": self._jobs, "configs_per_second": stats.get("per_second", 0.0)}

    def estimate_processing_time(self, n: int) -> float:
        """Seconds for n configurations, by the history of the rules."""
        judge = Judge(self.rules) if self._last is None else self._last
        stats = judge.stats()
        return float(n * stats["estimate_ns"] / 1e9 / max(1, stats["workers"]))

    def optimize_worker_count(self) -> int:
        """Uses what the machine has; the workers in use follow the work by themselves."""
        self.config.num_workers = min(self.config.max_workers, os.cpu_count() or 1)
        return self.config.num_workers


_lock = threading.Lock()
_level_of_all = ValidationLevel.STANDARD
_lazy: Dict[ValidationLevel, LazyValidator] = {}
_parallel: Optional[ParallelValidator] = None


def get_lazy_validator(level: Optional[ValidationLevel] = None) -> LazyValidator:
    """The process's validator of a level; without one, of the global level."""
    with _lock:
        wanted = _level_of_all if level is None else ValidationLevel(level)
        if wanted not in _lazy:
            _lazy[wanted] = LazyValidator(wanted)
        return _lazy[wanted]


def set_global_validation_level(level: ValidationLevel) -> None:
    global _level_of_all
    with _lock:
        _level_of_all = ValidationLevel(level)


def get_parallel_validator() -> ParallelValidator:
    global _parallel
    with _lock:
        if _parallel is None:
            _parallel = ParallelValidator()
        return _parallel


def validate_configurations_parallel(configs: Sequence[Any], max_workers: int = 8,
                                     validation_level: ValidationLevel = ValidationLevel.FAST
                                     ) -> List[Tuple[Any, ValidationResult]]:
    """[(config, result), ...] in the order of the configurations."""
    return ParallelValidator(WorkerConfig(num_workers=max_workers, max_workers=max_workers)
                             ).validate_configurations(configs, validation_level)
