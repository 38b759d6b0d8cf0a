# SPDX-License-Identifier: Apache-2.0
from weir.compat.akvo.rsr.cache_management import ttl_cached_property, cached_method
from weir.compat.akvo.rsr.models.project import DELETION_SET

class MyModel(models.Model):
    # Use TTL caching for expensive computations
    @ttl_cached_property(ttl=1800, max_size=100)
    def expensive_aggregation(self):
        # This will be cached for 30 minutes with max 100 entries
        return self.aggregate_complex_data()

    # Cache method results with different TTL
    @cached_method(ttl=300, max_size=50)
    def get_filtered_data(self, filter_params):
        # Cached for 5 minutes with max 50 parameter combinations
        return self.filter_and_process(filter_params)

    def delete(self, *args, **kwargs):
        # Track deletion to prevent signal handler issues
        DELETION_SET.add(self.id)
        try:
            super().delete(*args, **kwargs)
        finally:
            DELETION_SET.discard(self.id)
