# SPDX-License-Identifier: Apache-2.0
"""ign_lidar.core: the three managers."""
from .. import (ConfigValidator, PerformanceManager, StreamManager, get_config_validator,
                get_performance_manager, get_stream_manager)

__all__ = [
    "ConfigValidator", "PerformanceManager", "StreamManager", "get_config_validator",
    "get_performance_manager", "get_stream_manager",
]
