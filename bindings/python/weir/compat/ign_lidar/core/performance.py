# SPDX-License-Identifier: Apache-2.0
"""ign_lidar.core.performance: the older monitor, which records to the one shared manager."""
import warnings
from typing import Any, Dict

from ....performance import PerformanceManager, get_performance_manager

__all__ = ["PerformanceManager", "ProcessorPerformanceMonitor", "get_performance_manager"]


class ProcessorPerformanceMonitor:
    """Deprecated: everything it is asked, it asks of get_performance_manager()."""

    def __init__(self) -> None:
        warnings.warn("ProcessorPerformanceMonitor is deprecated, use get_performance_manager()",
                      DeprecationWarning, stacklevel=2)

    def start_phase(self, name: str) -> None:
        get_performance_manager().start_phase(name)

    def end_phase(self) -> bool:
        return get_performance_manager().end_phase()

    def record_metric(self, name: str, value: float) -> None:
        get_performance_manager().record_metric(name, value)

    def get_summary(self) -> Dict[str, Any]:
        return get_performance_manager().get_summary()
