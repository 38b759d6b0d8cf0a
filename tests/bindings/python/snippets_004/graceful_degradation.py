# SPDX-License-Identifier: Apache-2.0
from weir.compat.akvo.rsr.cache_management import cache_manager

def get_data_with_fallback(key, compute_func, cache_name='default'):
    """Get data with graceful cache fallback"""

    try:
        # Try cache first
        cache = cache_manager.get_cache(cache_name)
        result = cache.get(key)

        if result is not None:
            return result

    except Exception as e:
        logger.warning(f"Cache access failed for {key}: {e}")

    try:
        # Compute data
        result = compute_func()

        # Try to cache result
        try:
            cache.set(key, result)
        except Exception as e:
            logger.warning(f"Cache storage failed for {key}: {e}")

        return result

    except Exception as e:
        logger.error(f"Data computation failed for {key}: {e}")
        raise
