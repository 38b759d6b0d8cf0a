# SPDX-License-Identifier: Apache-2.0
from weir.compat.akvo.rsr.cache_management import cache_manager
from weir.compat.akvo.rsr.models.project import DELETION_SET

def collect_memory_metrics():
    """Collect memory-related metrics for monitoring"""

    # Cache metrics
    cache_stats = cache_manager.get_global_stats()
    global_stats = cache_stats.pop('_global', {})

    metrics = {
        'cache_total_entries': global_stats.get('total_entries', 0),
        'cache_utilization_percent': global_stats.get('global_utilization_percent', 0),
        'cache_count': global_stats.get('total_caches', 0),
    }

    # Deletion tracker metrics
    with DELETION_SET._lock:
        metrics.update({
            'deletion_tracker_size': len(DELETION_SET._deletion_set),
            'deletion_tracker_timestamps': len(DELETION_SET._timestamps),
        })

    # Cache-specific metrics
    for cache_name, stats in cache_stats.items():
        prefix = f'cache_{cache_name}'
        metrics[f'{prefix}_size'] = stats.get('size', 0)
        metrics[f'{prefix}_expired'] = stats.get('expired_entries', 0)
        metrics[f'{prefix}_utilization'] = stats.get('utilization_percent', 0)

    return metrics
