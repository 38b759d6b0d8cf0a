# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_stream_manager
import numpy as np

manager = get_stream_manager()

# Get specific stream for explicit control
stream0 = manager.get_stream(0)
stream1 = manager.get_stream(1)

# Transfer on different streams concurrently
src1, dst1 = np.random.rand(1000, 3), np.zeros((1000, 3))
src2, dst2 = np.random.rand(1000, 3), np.zeros((1000, 3))

stream0.transfer_async(src1, dst1)
stream1.transfer_async(src2, dst2)

# Sync each stream
stream0.synchronize()
stream1.synchronize()

# Get individual statistics
stats0 = stream0.get_stats()
stats1 = stream1.get_stats()

print(f"Stream 0: {stats0['transfer_count']} transfers")
print(f"Stream 1: {stats1['transfer_count']} transfers")
