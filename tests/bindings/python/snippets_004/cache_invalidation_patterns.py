# SPDX-License-Identifier: Apache-2.0
from django.db.models.signals import post_save, post_delete
from weir.compat.akvo.rsr.cache_management import cache_manager

@receiver(post_save, sender=Project)
def invalidate_project_caches(sender, instance, **kwargs):
    """Invalidate related caches when project changes"""

    # Clear specific cache entries
    caches_to_clear = [
        'project_aggregations',
        'project_statistics',
        'project_hierarchy'
    ]

    for cache_name in caches_to_clear:
        cache = cache_manager.get_cache(cache_name)

        # Clear entries related to this project
        cache_key = f"project_{instance.id}"
        cache._cache.pop(cache_key, None)
        cache._expiry_times.pop(cache_key, None)

        # Also clear parent project caches
        if instance.parent:
            parent_key = f"project_{instance.parent.id}"
            cache._cache.pop(parent_key, None)
            cache._expiry_times.pop(parent_key, None)
