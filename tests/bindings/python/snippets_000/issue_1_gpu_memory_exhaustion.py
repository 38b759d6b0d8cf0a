# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_stream_manager

manager = get_stream_manager()

# Reduce batch size
manager.batch_transfers(smaller_batch)  # Process fewer transfers

# Or use lower-level API for more control
stream = manager.get_stream()
for src, dst in data_in_chunks:
    stream.transfer_async(src, dst)
    stream.synchronize()  # Sync immediately to free memory
