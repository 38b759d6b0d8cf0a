# SPDX-License-Identifier: Apache-2.0
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

@never_cache
def memory_health_check(request):
    """Health check endpoint for memory monitoring"""

    metrics = collect_memory_metrics()

    # Determine health status
    health_status = 'healthy'
    warnings = []

    # Check cache utilization
    if metrics.get('cache_utilization_percent', 0) > 80:
        health_status = 'warning'
        warnings.append('High cache utilization')

    # Check deletion tracker size
    if metrics.get('deletion_tracker_size', 0) > 100:
        health_status = 'warning'
        warnings.append('Large deletion tracker')

    # Check for expired entries
    total_expired = sum(
        v for k, v in metrics.items()
        if k.endswith('_expired')
    )
    if total_expired > 50:
        health_status = 'warning'
        warnings.append('High number of expired cache entries')

    return JsonResponse({
        'status': health_status,
        'warnings': warnings,
        'metrics': metrics,
        'timestamp': timezone.now().isoformat()
    })
