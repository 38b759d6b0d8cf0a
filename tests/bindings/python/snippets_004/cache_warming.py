# SPDX-License-Identifier: Apache-2.0
from weir.compat.akvo.rsr.cache_management import cache_manager

def warm_critical_caches():
    """Pre-populate critical caches during low-traffic periods"""

    # Get commonly used cache
    project_cache = cache_manager.get_cache('project_aggregations')

    # Pre-compute for active projects
    active_projects = Project.objects.filter(status='A')[:100]

    for project in active_projects:
        cache_key = f"project_stats_{project.id}"
        if project_cache.get(cache_key) is None:
            stats = compute_project_statistics(project)
            project_cache.set(cache_key, stats)
