# SPDX-License-Identifier: Apache-2.0
from django.http import StreamingHttpResponse
from weir.compat.akvo.rsr.cache_management import cached_method

class MemoryEfficientViewSet(viewsets.ModelViewSet):

    @cached_method(ttl=300, max_size=20)
    def get_expensive_data(self, filters):
        """Cache expensive data queries"""
        return self.get_queryset().complex_filter(**filters)

    def list(self, request):
        """Memory-efficient list with streaming response"""
        if self.should_stream_response(request):
            return self.stream_response(request)
        return super().list(request)

    def should_stream_response(self, request):
        """Determine if response should be streamed"""
        # Stream for large datasets
        total_count = self.get_queryset().count()
        return total_count > 10000

    def stream_response(self, request):
        """Stream large responses to avoid memory issues"""
        def generate_data():
            queryset = self.get_queryset()
            chunk_size = 100

            for offset in range(0, queryset.count(), chunk_size):
                chunk = queryset[offset:offset + chunk_size]
                serializer = self.get_serializer(chunk, many=True)

                for item in serializer.data:
                    yield json.dumps(item) + '\n'

        return StreamingHttpResponse(
            generate_data(),
            content_type='application/json'
        )
