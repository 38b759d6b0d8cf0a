# SPDX-License-Identifier: Apache-2.0
from weir.memory import get_memory_manager, MemoryPriority

memory_manager = get_memory_manager()

# Critical allocation (model loading)
model_memory = memory_manager.allocate_gpu_memory(
    shape=(1024, 1024),
    dtype='float32',
    priority=MemoryPriority.CRITICAL
)

# Normal allocation (frame processing)
frame_memory = memory_manager.allocate_gpu_memory(
    shape=(480, 640),
    dtype='uint8',
    priority=MemoryPriority.MEDIUM
)
