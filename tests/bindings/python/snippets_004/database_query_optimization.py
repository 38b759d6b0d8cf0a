# SPDX-License-Identifier: Apache-2.0
def get_project_hierarchy_efficient(project_id):
    """Memory-efficient project hierarchy retrieval"""

    # Use select_related and prefetch_related strategically
    queryset = Project.objects.select_related(
        'parent',
        'primary_organisation'
    ).prefetch_related(
        'children__children',  # Only 2 levels deep
        'results__indicators__periods'
    ).filter(
        Q(id=project_id) | Q(parent_id=project_id) | Q(parent__parent_id=project_id)
    )

    # Use iterator() for large datasets to avoid caching all objects
    if queryset.count() > 1000:
        return queryset.iterator(chunk_size=100)
    else:
        return queryset.all()
