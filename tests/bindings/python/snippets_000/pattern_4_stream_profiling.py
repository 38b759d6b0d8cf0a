# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_stream_manager
import numpy as np

manager = get_stream_manager()

# Perform operations
for i in range(100):
    src = np.random.rand(500, 3)
    dst = np.zeros((500, 3))
    manager.async_transfer(src, dst)

manager.wait_all()

# Get comprehensive stats
stats = manager.get_performance_stats()

print("Performance Analysis:")
print(f"  Total transfers: {stats['transfer_stats']['count']}")
print(f"  Avg latency: {stats['transfer_stats']['avg_latency_us']:.2f} µs")
print(f"  Max latency: {stats['transfer_stats']['max_latency_us']:.2f} µs")
print(f"  Throughput: {stats['transfer_stats']['throughput_gb_s']:.2f} GB/s")
