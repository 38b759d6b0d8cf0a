# SPDX-License-Identifier: Apache-2.0
# OLD CODE
from weir.compat.ign_lidar.optimization.cuda_streams import get_stream
from weir.compat.ign_lidar.core.performance import ProcessorPerformanceMonitor

# NEW CODE - Phase 1: Import both
from weir.compat.ign_lidar.optimization.cuda_streams import get_stream  # Old
from weir.compat.ign_lidar.core import get_stream_manager  # New
from weir.compat.ign_lidar.core.performance import ProcessorPerformanceMonitor  # Old
from weir.compat.ign_lidar.core import get_performance_manager  # New

# Phase 2: Start using new imports
# stream = get_stream()
stream = get_stream_manager().get_stream()

# Phase 3: Remove old imports
# from weir.compat.ign_lidar.optimization.cuda_streams import get_stream
from weir.compat.ign_lidar.core import get_stream_manager
