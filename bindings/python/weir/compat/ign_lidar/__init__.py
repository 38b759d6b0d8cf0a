# SPDX-License-Identifier: Apache-2.0
"""The names of ign_lidar's manager API: write weir.compat.ign_lidar where ign_lidar stood."""
from ...performance import PerformanceManager, get_performance_manager
from ...streams import StreamManager, get_stream_manager
from ...validation import ConfigValidator, get_config_validator

__all__ = [
    "ConfigValidator", "PerformanceManager", "StreamManager", "get_config_validator",
    "get_performance_manager", "get_stream_manager",
]
