# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_stream_manager

# Create custom-sized pool
manager = get_stream_manager(pool_size=8)

# Configure stream behavior
manager.configure(
    pool_size=8,
    default_priority=0,
    enable_profiling=True,
    auto_sync=True
)

# Monitor stream utilization
stats = manager.get_performance_stats()
print(f"Streams in use: {stats['streams_in_use']}")
print(f"Total transferred: {stats['bytes_transferred']} bytes")
