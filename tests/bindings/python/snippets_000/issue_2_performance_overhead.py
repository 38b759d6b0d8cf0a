# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_performance_manager

manager = get_performance_manager()

# Disable optional tracking if not needed
manager.configure(track_memory=False, track_gpu=False)

# Use batch metrics instead of per-item
for item in large_list:
    # DON'T DO THIS:
    # manager.record_metric(f"item_{i}", value)  # Creates many metrics

    # DO THIS INSTEAD:
    perf.record_metric("batch_values", value)  # Single metric
