# SPDX-License-Identifier: Apache-2.0
# Environment variable mappings
env_mappings = {
    'PTIM_GPU_MEMORY_POOL_SIZE': ('performance.gpu_memory_pool_size_mb', int),
    'PTIM_MAX_WORKERS': ('performance.max_processing_workers', int),
    'PTIM_TARGET_FPS': ('performance.target_fps', float),
    'PTIM_MODEL_QUALITY': ('quality.model_quality', str),
}
