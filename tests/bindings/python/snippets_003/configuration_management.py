# SPDX-License-Identifier: Apache-2.0
from weir.config import get_config, update_config

# Get current configuration
config = get_config()
print(f"GPU Memory Pool: {config.performance.gpu_memory_pool_size_mb}MB")

# Update configuration
update_config({
    'performance': {
        'gpu_memory_pool_size_mb': 4096,
        'max_processing_workers': 8
    }
})
