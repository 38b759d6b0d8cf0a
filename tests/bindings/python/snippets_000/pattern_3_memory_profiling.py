# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_performance_manager

manager = get_performance_manager()
manager.configure(track_memory=True, track_gpu=True)

manager.reset()

manager.start_phase("memory_intensive_operation")

# Perform operations - memory is automatically tracked
# ...

manager.end_phase()

# Analyze memory usage
stats = manager.get_phase_stats("memory_intensive_operation")

print(f"Peak CPU memory: {stats['memory_mb']:.2f} MB")
if 'gpu_memory_mb' in stats:
    print(f"Peak GPU memory: {stats['gpu_memory_mb']:.2f} MB")
