# SPDX-License-Identifier: Apache-2.0
import psutil
from weir.compat.akvo.rsr.cache_management import cache_manager

def handle_memory_pressure():
    """Handle high memory usage situations"""

    # Check system memory usage
    memory = psutil.virtual_memory()

    if memory.percent > 85:  # High memory usage
        logger.warning(f"High memory usage: {memory.percent}%")

        # Force cache cleanup
        cleaned_counts = cache_manager.cleanup_all()
        logger.info(f"Emergency cache cleanup: {cleaned_counts}")

        # If still high, clear some caches
        if memory.percent > 90:
            logger.warning("Critical memory usage, clearing caches")
            cache_manager.clear_all()
