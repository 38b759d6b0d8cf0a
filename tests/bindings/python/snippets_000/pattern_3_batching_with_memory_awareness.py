# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_stream_manager
import numpy as np

manager = get_stream_manager()

# Large number of transfers
large_batch = [
    (np.random.rand(500, 3), np.zeros((500, 3)))
    for _ in range(1000)
]

# Batch with automatic memory management
manager.batch_transfers(large_batch)

# This automatically:
# - Groups transfers by memory size
# - Distributes across stream pool
# - Handles GPU memory constraints
# - Retries on failure

manager.wait_all()
